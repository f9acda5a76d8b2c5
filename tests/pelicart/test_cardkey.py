import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.pelicart.cards import KEY

from pelicart.cardkey import CardKey, from_unpadded, named_key, read_card_key, unpadded
from pelicart.seal import point_of


def test_a_key_is_read_back_as_it_was_written():
    assert read_card_key(KEY.written) == KEY
    for _ in range(20):
        key = named_key("a", point_of(ec.generate_private_key(ec.SECP256R1())))
        assert read_card_key(key.written) == key


def named(point):
    return named_key("2027-01", point).written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        KEY.written[:-1],
        KEY.written + "A",
        f" {KEY.written}",
        KEY.written.partition(":")[2],
        KEY.written.replace("2027-01", "2027_01"),
        named(b"\x04" + bytes(64)),
        named(KEY.point[:-1] + bytes([KEY.point[-1] ^ 1])),
        named(b"\x02" + KEY.point[1:]),
        named(b"\x04" + b"\xff" * 64),
        CardKey("2027-01-00000000", KEY.point).written,
    ],
)
def test_anything_else_is_none(text):
    assert read_card_key(text) is None


def test_an_id_names_one_key_only():
    other = named_key("2027-01", point_of(ec.generate_private_key(ec.SECP256R1())))
    assert other.kid != KEY.kid
    assert read_card_key(f"{KEY.kid}:{unpadded(other.point)}") is None


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q+", "é", "QQ\n"])
def test_base64_has_one_spelling(text):
    assert from_unpadded("QQ") == b"A"
    assert from_unpadded(text) is None
