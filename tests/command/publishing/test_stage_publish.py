"""A deployed stage on imitations of S3, CloudFront and the parameter store, and a local table."""

from __future__ import annotations

import json
import os

import boto3
import pytest
from moto import mock_aws
from tests.command.publishing.sites import MUG, ORIGIN, PEN, SONG, priced, write_build

from pelicart.publication import product_of
from pelicart.store.dynamo import open_store
from pelicart.writes import Write
from pelicart_command import main
from pelicart_infra.deployed import PARAMETER, Deployed
from pelicart_infra.tables import MAIN, create_table_request

REGION = "eu-west-3"


@pytest.fixture(autouse=True)
def account(monkeypatch, tmp_path, local_table):
    outside = {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_CONFIG_FILE": os.devnull,
    }
    with pytest.MonkeyPatch.context() as patched, mock_aws():
        patched.setattr(os, "environ", {**os.environ, **outside})
        for name, value in outside.items():
            monkeypatch.setenv(name, value)
        s3 = boto3.client("s3")
        for name in ("site", "files", "releases"):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        # The imitation of the table is in this process, too, and begins anew with the others.
        boto3.client("dynamodb").create_table(**create_table_request(MAIN, "shop"))
        shop = Deployed(
            stage="staging", stack="pelicart-staging", region=REGION, origin=ORIGIN,
            site="site", files="files", releases="releases", distribution=distribution(),
            api="", queue="", topic="", schedule="",
            environment={
                "PELICART_TABLE": "shop", "PELICART_ORIGIN": ORIGIN,
                "AWS_ENDPOINT_URL_DYNAMODB": local_table,
            },
        )  # fmt: skip
        boto3.client("ssm").put_parameter(
            Name=PARAMETER.format(stage="staging"), Value=shop.text(), Type="String"
        )
        monkeypatch.chdir(tmp_path)
        (tmp_path / "pelicanconf.py").write_text(
            f"SITEURL = {ORIGIN!r}\nPLUGINS = ['pelicart']\nSHOP = {{'currencies': ['EUR']}}\n"
        )
        yield


def distribution():
    config = {
        "CallerReference": "one", "Comment": "", "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [
            {"Id": "site", "DomainName": "site.s3.eu-west-3.amazonaws.com",
             "S3OriginConfig": {"OriginAccessIdentity": ""}}
        ]},
        "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "https-only",
                                 "MinTTL": 0, "ForwardedValues": {"QueryString": False,
                                 "Cookies": {"Forward": "none"}}},
    }  # fmt: skip
    made = boto3.client("cloudfront").create_distribution(DistributionConfig=config)
    return made["Distribution"]["Id"]


@pytest.fixture
def pelicart(capsys):
    def run(*argv):
        code = main(("--stage", "staging", *argv))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def head(path):
    return boto3.client("s3").head_object(Bucket="site", Key=path)


def paths(bucket="site"):
    listed = boto3.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    return {one["Key"] for one in listed}


def table():
    return open_store(os.environ)


def build_of(item):
    return json.loads(item["body"])["build"]


def test_a_build_is_published_and_taken_back(pelicart, tmp_path):
    write_build(tmp_path, [MUG, SONG], {"old/index.html": "old"})
    code, out, err = pelicart("publish", "--no-build")
    assert (code, err) == (0, "")
    assert "Nothing was published here yet." in out
    first = build_of(table().read(["SHOP"])["SHOP"])
    table().write(Write("STOCK#MUG", add={"avail": -2}))
    assert paths("files") == {"00ff-song.mp3"}
    assert paths() >= {"index.html", "mug/index.html", "old/index.html"}
    page = head("mug/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["CacheControl"] == "public, max-age=0, must-revalidate"

    write_build(tmp_path, [priced(MUG, 950), PEN, SONG])
    code, out, err = pelicart("publish", "--no-build")
    assert (code, err) == (0, "")
    assert "9.00 EUR → 9.50 EUR" in out
    assert "old/index.html" not in paths()
    assert build_of(table().read(["SHOP"])["SHOP"]) != first

    code, out, err = pelicart("rollback")
    assert (code, err) == (0, "")
    items = table().read(["SHOP", "PRODUCT#MUG", "PRODUCT#PEN", "STOCK#MUG"])
    assert build_of(items["SHOP"]) == first
    assert product_of(items["PRODUCT#MUG"]) == MUG
    assert not product_of(items["PRODUCT#PEN"]).orderable
    assert items["STOCK#MUG"]["avail"] == 1
    assert "old/index.html" in paths()
    assert "pen/index.html" not in paths()
    assert head("mug/index.html")["ContentType"] == "text/html; charset=utf-8"
    undo = out.split("rollback ")[-1].strip()
    assert pelicart("rollback", undo)[0] == 0
    assert "pen/index.html" in paths()
    code, out, _ = pelicart("releases")
    assert (code, out.count("published now")) == (0, 1)


def test_nothing_is_sent_twice(pelicart, tmp_path):
    write_build(tmp_path, [MUG])
    pelicart("publish", "--no-build")
    code, out, _ = pelicart("publish", "--no-build")
    assert code == 0
    assert "All of it is published already." in out
