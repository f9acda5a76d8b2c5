import json

from tests.infra.aws.templates import of_type, only

from pelicart_infra.functions import ANYTHING, FUNCTIONS

KEYS = {
    route.path if route.path == ANYTHING else f"ANY {route.path}": function.name
    for function in FUNCTIONS
    for route in function.routes
}


def test_every_route_leads_to_its_function_whatever_the_method(whole):
    integrations = of_type(whole, "ApiGatewayV2::Integration")
    functions = of_type(whole, "Lambda::Function")
    found = {}
    for route in of_type(whole, "ApiGatewayV2::Route").values():
        integration = integrations[route["Target"]["Fn::Join"][1][1]["Ref"]]
        assert integration["PayloadFormatVersion"] == "2.0"
        made = functions[integration["IntegrationUri"]["Fn::GetAtt"][0]]
        found[route["RouteKey"]] = made["FunctionName"].removeprefix("pelicart-whole-")
        assert route["AuthorizationType"] == "NONE"
    assert found == KEYS


def test_only_this_api_and_the_clock_may_run_functions(whole):
    permissions = of_type(whole, "Lambda::Permission").values()
    assert {one["Action"] for one in permissions} == {"lambda:InvokeFunction"}
    sources = [json.dumps(one["SourceArn"]) for one in permissions]
    by_clock = [one for one in sources if "reconcileSchedule" in one]
    by_api = [one for one in sources if "execute-api" in one and "/*/" in one]
    assert (len(by_clock), len(by_api)) == (1, len(KEYS))
    assert len(permissions) == 1 + len(KEYS)


def test_the_api_answers_so_many_and_no_more(whole):
    stage = only(whole, "ApiGatewayV2::Stage")
    assert stage["DefaultRouteSettings"] == {"ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 50}
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)


def test_its_log_tells_the_route_and_never_the_path_or_who_asked(whole):
    log = only(whole, "ApiGatewayV2::Stage")["AccessLogSettings"]
    fields = set(json.loads(log["Format"]).values())
    assert "$context.routeKey" in fields
    told = " ".join(fields).lower()
    assert not [word for word in ("path", "sourceip", "identity", "useragent") if word in told]
    assert log["DestinationArn"]["Fn::GetAtt"][0].startswith("ApiLog")
