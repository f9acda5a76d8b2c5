from pelicart.payments.mollie.refund import given


def refund(status, metadata):
    return {"status": status, "metadata": metadata}


def test_a_refund_is_known_by_its_key_and_by_whether_it_stands():
    refunds = [
        refund("pending", {"key": "a"}),
        refund("failed", {"key": "b"}),
        refund("failed", {"key": "d"}),
        refund("queued", {"key": "d"}),
        refund("refunded", None),
        refund("refunded", "c"),
    ]
    said = {"_embedded": {"refunds": refunds}}
    assert [given(said, key) for key in "abcd"] == [True, False, None, True]


def test_without_refunds_none_is_known():
    assert given({}, "a") is None
    assert given({"_embedded": {"refunds": []}}, "a") is None
