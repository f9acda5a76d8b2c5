from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from pelicart_infra.local.stripe.contract import typed
from pelicart_infra.local.stripe.forms import nested
from pelicart_infra.local.stripe.refusal import Refusal

NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
NESTED = st.recursive(
    st.text(max_size=5),
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, NESTED, max_size=3))
def test_what_the_sdk_encodes_is_read_as_it_was(data):
    assert nested(urlencode(list(_api_encode(data)))) == data


@pytest.mark.parametrize(
    "sent",
    [
        "a=1&a=2",
        "a=1&a[b]=2",
        "a[b]=2&a=1",
        "a[=1",
        "a]b=1",
        "[a]=1",
        "=1",
        "a[b]c=1",
        "a" + "[b]" * 20,
    ],
)
def test_names_that_contradict_each_other_are_refused(sent):
    with pytest.raises(Refusal):
        nested(sent)


def test_a_list_may_be_sent_with_or_without_its_indexes():
    for sent in ("expand[0]=a&expand[1]=b", "expand[]=a&expand[]=b"):
        fields = typed(nested(sent), "_charge_retrieve_params", "ChargeRetrieveParams")
        assert fields == {"expand": ["a", "b"]}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("idempotency_key=x", "parameter_unknown"),
        ("stripe_account=acct_1", "parameter_unknown"),
        ("amount=1.5", "parameter_invalid_integer"),
        ("amount[a]=1", "parameter_invalid_string"),
        ("reason=boredom", "parameter_invalid_enum"),
        ("reverse_transfer=1", "parameter_invalid_boolean"),
        ("expand=all", "parameter_invalid_array"),
        ("expand[1]=second", "parameter_invalid_array"),
        ("metadata[a][b]=1", "parameter_invalid_string"),
    ],
)
def test_values_of_another_type_are_refused_with_stripes_code(sent, code):
    with pytest.raises(Refusal) as refusal:
        typed(nested(sent), "_refund_create_params", "RefundCreateParams")
    assert refusal.value.code == code


def test_values_become_what_the_types_say():
    sent = "amount=5&reverse_transfer=true&metadata[a]=1&reason=duplicate"
    assert typed(nested(sent), "_refund_create_params", "RefundCreateParams") == {
        "amount": 5,
        "reverse_transfer": True,
        "metadata": {"a": "1"},
        "reason": "duplicate",
    }


def test_a_missing_field_of_a_nested_record_is_named():
    sent = "line_items[0][price_data][unit_amount]=5"
    with pytest.raises(Refusal) as refusal:
        typed(nested(sent), "checkout._session_create_params", "SessionCreateParams")
    assert refusal.value.param == "line_items[0][price_data][currency]"
