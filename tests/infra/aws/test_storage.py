from tests.infra.aws.templates import of_type

from pelicart_infra.tables import CARDS, MAIN, create_table_request


def tables(template):
    return {one["TableName"]: one for one in of_type(template, "DynamoDB::Table").values()}


def as_requested(properties):
    """What is asked of CloudFormation, in the words of `create_table`."""
    request = {
        key: value
        for key, value in properties.items()
        if key
        not in {
            "TimeToLiveSpecification",
            "PointInTimeRecoverySpecification",
            "DeletionProtectionEnabled",
        }
    }
    if stream := request.pop("StreamSpecification", None):
        request["StreamSpecification"] = {"StreamEnabled": True, **stream}
    request["AttributeDefinitions"] = _by_name(request["AttributeDefinitions"])
    return request


def _by_name(attributes):
    return sorted(attributes, key=lambda one: one["AttributeName"])


def requested(table, name):
    request = create_table_request(table, name)
    return request | {"AttributeDefinitions": _by_name(request["AttributeDefinitions"])}


def test_the_tables_are_those_of_the_data(whole, small):
    assert {name: as_requested(one) for name, one in tables(whole).items()} == {
        "pelicart-whole": requested(MAIN, "pelicart-whole"),
        "pelicart-whole-cards": requested(CARDS, "pelicart-whole-cards"),
    }
    assert tables(small).keys() == {"pelicart-small"}
