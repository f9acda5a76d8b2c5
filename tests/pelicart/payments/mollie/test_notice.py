import pytest

from pelicart.errors import BadRequest
from pelicart.payments.base import Notice

ID = "tr_5B8cwPMGnU6qLbRvo7qEZo"


@pytest.mark.parametrize(
    "body", [f"id={ID}", f"id={ID}&testByMollie=1", f"a=b&id={ID}", f"id=%74r{ID[2:]}"]
)
def test_a_notice_names_a_payment_and_nothing_is_believed_of_it(module, body):
    assert module.read_notice(body.encode(), {}, 0) == Notice(session=ID)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"id=",
        b"id",
        b"id=tr_",
        b"id=tr_a&id=tr_b",
        b"id=ord_5B8cwPMGnU6",
        b"id=TR_5B8cwPMGnU6",
        b"id=tr_../../refunds",
        b"id=tr_a%2F..%2Fb",
        b"id=tr_a%0A",
        b"id=tr_a b",
        b"id=tr_%C3%A9",
        b"id=tr_\xc3\xa9",
        b"id=tr_\xff",
        b"id=tr_" + b"a" * 65,
        b"id=tr_a" + b"&x=1" * 9,
        b'{"id": "tr_5B8cwPMGnU6"}',
        b"<!doctype html>",
        b"=&&=;",
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_anything_else_is_no_notice(module, body):
    with pytest.raises(BadRequest):
        module.read_notice(body, {}, 0)
