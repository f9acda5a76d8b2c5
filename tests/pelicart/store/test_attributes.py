import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from pelicart.store.attributes import from_attribute, to_attribute

numbers = st.integers(1 - 10**38, 10**38 - 1)
plain = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(plain)
def test_plain_data_survives_the_way_there_and_back(value):
    back = from_attribute(to_attribute(value))
    assert back == value
    assert repr(back) == repr(value)


@given(plain)
def test_boto3_writes_and_reads_the_same(value):
    assert to_attribute(value) == TypeSerializer().serialize(value)
    assert TypeDeserializer().deserialize(to_attribute(value)) == value


@pytest.mark.parametrize(
    "value", [0.5, 1.0, float("nan"), b"", {1}, object(), [1.0], {"a": {2: 1}}]
)
def test_what_is_not_plain_data_is_refused(value):
    with pytest.raises(TypeError):
        to_attribute(value)


def test_a_number_of_more_digits_than_the_table_keeps_is_refused():
    with pytest.raises(ValueError, match="38 digits"):
        to_attribute(10**38)


@pytest.mark.parametrize("attribute", [{"N": "1.5"}, {"SS": ["a"]}, {"B": "AA=="}, {}])
def test_what_no_store_of_ours_wrote_is_not_guessed_at(attribute):
    with pytest.raises(ValueError):
        from_attribute(attribute)
