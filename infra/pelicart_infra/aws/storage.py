"""The tables and the buckets: what outlives a deployment."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from pelicart_infra.stage import Stage
from pelicart_infra.tables import CARDS, MAIN, Attribute, Table

TYPES = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER}

OLD_VERSIONS = Duration.days(30)
"""How long what was replaced or deleted in a bucket can be brought back."""

SIGNED_FOR_MS = 300_000
"""As long as `order` signs an address for: the bucket says the same once more."""


class Storage(Construct):
    """All that is kept. With `keep` it outlives the stack, and can't be deleted by mistake.

    No key of our own: DynamoDB and S3 encrypt with theirs at no cost, and whoever may read an
    item may use the key, too. A customer's key would bring a charge and a second way to lose all.
    """

    def __init__(self, scope: Construct, name: str, stage: Stage) -> None:
        super().__init__(scope, name)
        self._keep = stage.keep
        self.table = self._table("Table", stage.stack, MAIN)
        self.cards = self._table("Cards", f"{stage.stack}-cards", CARDS) if stage.sealed else None
        self.site = self._bucket("Site")
        self.releases = self._bucket("Releases")
        self.files = self._bucket("Files")
        self.files.add_to_resource_policy(_no_old_signature(self.files))

    @property
    def _removal(self) -> RemovalPolicy:
        return RemovalPolicy.RETAIN if self._keep else RemovalPolicy.DESTROY

    def _table(self, construct: str, name: str, table: Table) -> dynamodb.Table:
        made = dynamodb.Table(
            self,
            construct,
            table_name=name,
            partition_key=_attribute(table.key),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            stream=dynamodb.StreamViewType[table.stream] if table.stream else None,
            time_to_live_attribute=table.ttl,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=table.point_in_time_recovery
            ),
            deletion_protection=self._keep,
            removal_policy=self._removal,
        )
        for index in table.indexes:
            made.add_global_secondary_index(
                index_name=index.name,
                partition_key=_attribute(index.partition),
                sort_key=_attribute(index.sort),
                projection_type=dynamodb.ProjectionType[index.projection],
            )
        return made

    def _bucket(self, construct: str) -> s3.Bucket:
        return s3.Bucket(
            self,
            construct,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            removal_policy=self._removal,
            lifecycle_rules=[
                s3.LifecycleRule(
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                    noncurrent_version_expiration=OLD_VERSIONS,
                )
            ],
        )


def _attribute(attribute: Attribute) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=attribute.name, type=TYPES[attribute.type])


def _no_old_signature(bucket: s3.Bucket) -> iam.PolicyStatement:
    """Denies an address that was signed longer ago than ours are good for."""
    return iam.PolicyStatement(
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=["s3:GetObject"],
        resources=[bucket.arn_for_objects("*")],
        conditions={
            "StringEquals": {"s3:authType": "REST-QUERY-STRING"},
            "NumericGreaterThan": {"s3:signatureAge": SIGNED_FOR_MS},
        },
    )
