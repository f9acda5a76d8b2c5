import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from tests.pelicart.cards import ADA, KEY, OTHER, PRIVATE, VISA

from pelicart.cardkey import from_unpadded, named_key, unpadded
from pelicart.errors import NotOpened, WrongKey
from pelicart.money import Money
from pelicart.seal import binding, is_sealed, point_of, seal, unseal

ORDER, TOTAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Money(4690, "EUR")


@pytest.fixture
def sealed():
    return seal(ADA, KEY, ORDER, TOTAL)


def test_a_sealed_card_opens_with_its_key_for_its_order(sealed):
    assert is_sealed(sealed)
    assert VISA not in sealed
    assert unseal(sealed, PRIVATE, ORDER, TOTAL) == ADA


def test_no_two_sealed_cards_are_alike_and_all_are_of_one_length(sealed):
    other = seal(ADA, KEY, ORDER, TOTAL)
    assert other != sealed
    assert len(other) == len(sealed)


def test_another_key_does_not_open_it(sealed):
    with pytest.raises(WrongKey, match=KEY.kid):
        unseal(sealed, OTHER, ORDER, TOTAL)


def test_nor_one_that_goes_by_its_name(sealed):
    renamed = named_key("2027-01", point_of(OTHER)).kid
    with pytest.raises(NotOpened):
        unseal(f"{renamed}:{sealed.partition(':')[2]}", OTHER, ORDER, TOTAL)


@pytest.mark.parametrize(
    ("order", "total"),
    [
        ("B" + ORDER[1:], TOTAL),
        (ORDER, Money(4691, "EUR")),
        (ORDER, Money(4690, "USD")),
        (ORDER, Money(469, "EUR")),
    ],
)
def test_moved_to_another_order_or_sum_it_does_not_open(sealed, order, total):
    with pytest.raises(NotOpened):
        unseal(sealed, PRIVATE, order, total)


def test_renamed_it_does_not_open(sealed):
    with pytest.raises(NotOpened):
        unseal(sealed.replace("2027-01", "2027-02"), PRIVATE, ORDER, TOTAL)


def test_altered_in_any_byte_it_does_not_open(sealed):
    kid, _, text = sealed.partition(":")
    data = from_unpadded(text)
    for place in range(0, len(data), 3):
        altered = bytearray(data)
        altered[place] ^= 1
        with pytest.raises(NotOpened) as refused:
            unseal(f"{kid}:{unpadded(bytes(altered))}", PRIVATE, ORDER, TOTAL)
        assert VISA not in str(refused.value)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda text: text[:-1],
        lambda text: text + "A",
        lambda text: text + "\n",
        lambda text: text.partition(":")[2],
        lambda text: text.replace(":", ":A", 1)[:-1],
        lambda text: text.replace(text[-1], "=", 1),
        lambda text: text[:-1] + "B",
    ],
)
def test_what_has_not_its_form_is_told_without_a_key(sealed, spoil):
    assert not is_sealed(spoil(sealed))
    with pytest.raises(NotOpened):
        unseal(spoil(sealed), PRIVATE, ORDER, TOTAL)


def test_what_opens_but_is_no_card_is_told(sealed):
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = binding(KEY.kid, ORDER, TOTAL)
    nonsense = suite.encrypt(b"{}".ljust(256), PRIVATE.public_key(), info=info)
    with pytest.raises(NotOpened, match="holds no card"):
        unseal(f"{KEY.kid}:{unpadded(nonsense)}", PRIVATE, ORDER, TOTAL)


def test_the_binding_is_written_as_documented():
    assert binding("k-1", "ABC", Money(4690, "EUR")) == b"pelicart card 1|k-1|ABC|4690 EUR"


def test_nobody_pays_for_cryptography_who_seals_nothing():
    check = (
        "import sys, pelicart.endpoints.checkout, pelicart.endpoints.reconcile;"
        "print([name for name in sys.modules if name.partition('.')[0] == 'cryptography'])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
