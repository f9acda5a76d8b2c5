from dataclasses import replace

from tests.infra.aws.templates import SMALL, of_type, only


def test_the_domain_is_an_identity_and_its_mails_are_signed(whole):
    assert only(whole, "SES::EmailIdentity")["EmailIdentity"] == "example.com"
    dkim = [one for one in of_type(whole, "Route53::RecordSet").values() if one["Type"] == "CNAME"]
    assert len(dkim) == 3
    for number, one in enumerate(dkim, 1):
        assert one["Name"]["Fn::GetAtt"][1] == f"DkimDNSTokenName{number}"
        assert one["ResourceRecords"][0]["Fn::GetAtt"][1] == f"DkimDNSTokenValue{number}"


def test_where_dns_is_elsewhere_the_records_are_told(made):
    template = made(replace(SMALL, name="abroad", mail="ses", sender="shop.example"))
    assert of_type(template, "Route53::RecordSet") == {}
    assert "DkimDNSTokenName1" in str(template.to_json()["Outputs"]["DkimRecords"])


def test_whoever_sends_otherwise_has_no_identity(small, elsewhere):
    assert of_type(small, "SES::EmailIdentity") == of_type(elsewhere, "SES::EmailIdentity") == {}
    variables = [
        one["Environment"]["Variables"] for one in of_type(elsewhere, "Lambda::Function").values()
    ]
    passwords = [one.get("PELICART_MAIL_PASSWORD") for one in variables if "PELICART_MAIL" in one]
    assert passwords == ["ssm:/pelicart/elsewhere/PELICART_MAIL_PASSWORD"] * 2
