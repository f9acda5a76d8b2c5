"""`pelicart cards`: keys made, cards listed, opened and done with, on the merchant's machine."""

import re
import stat
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from tests.pelicart.build import NOW, an_order
from tests.pelicart.cards import ADA, KEY, PRIVATE, VISA

from pelicart.cardkey import read_card_key
from pelicart.order import card_key
from pelicart.seal import point_of, seal
from pelicart.writes import Write
from pelicart_command import keyfile
from pelicart_command.keyfile import save_key
from pelicart_command.stopped import Stopped

DAY = 86400
LONG = "correct horse battery"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def typed(monkeypatch):
    """What the merchant types when asked for a passphrase."""
    answers = []
    monkeypatch.setattr(keyfile, "getpass", lambda _: answers.pop(0))
    return answers


@pytest.fixture
def key(tmp_path):
    file = tmp_path / "card-key.pem"
    save_key(PRIVATE, file, "")
    return file


@pytest.fixture
def ordered(placed, store):
    """An order with its card."""

    def place(**changes):
        sealed = {"state": "awaiting", "method": "ssl", "module": "sealed"}
        order = placed(an_order(**{**sealed, "deadline": NOW + 7 * DAY, **changes}))
        sealed = seal(ADA, KEY, order.id, order.money)
        store.write(Write(card_key(order.id), put={"sealed": sealed, "at": NOW, "ttl": NOW}))
        return order

    return place


def card_of(store, order):
    return store.snapshot().get(card_key(order.id))


def change(store, order, **fields):
    store.write(Write(f"ORDER#{order.id}", set=fields))


class TestKeygen:
    def test_the_public_key_is_told_and_the_private_one_is_the_owners_alone(
        self, pelicart, tmp_path
    ):
        code, out, _ = pelicart("cards", "keygen", "--no-passphrase", "--out", "mine.pem")
        assert code == 0
        key = read_card_key(re.search(r'"key": "([^"]+)"', out)[1])
        file = tmp_path / "mine.pem"
        private = load_pem_private_key(file.read_bytes(), None)
        assert point_of(private) == key.point
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "PRIVATE" not in out

    def test_its_file_is_named_after_the_key(self, pelicart, tmp_path):
        out = pelicart("cards", "keygen", "--no-passphrase", "--name", "till-2")[1]
        (file,) = tmp_path.glob("*.pem")
        assert re.fullmatch(r"card-key-till-2-[0-9a-f]{8}\.pem", file.name)
        assert file.stem.removeprefix("card-key-") in out

    def test_it_asks_for_a_passphrase_twice_and_encrypts_with_it(self, pelicart, typed, tmp_path):
        typed += [LONG, LONG]
        assert pelicart("cards", "keygen", "--out", "mine.pem")[0] == 0
        pem = (tmp_path / "mine.pem").read_bytes()
        assert b"ENCRYPTED" in pem
        load_pem_private_key(pem, LONG.encode())

    @pytest.mark.parametrize(
        ("answers", "why"), [(["short"], "shorter than 12"), ([LONG, LONG + "x"], "differ")]
    )
    def test_a_bad_passphrase_makes_no_key(self, pelicart, typed, tmp_path, answers, why):
        typed += answers
        code, _, err = pelicart("cards", "keygen", "--out", "mine.pem")
        assert code == 1
        assert why in err
        assert not list(tmp_path.glob("*.pem"))

    def test_it_overwrites_nothing(self, pelicart, key):
        before = key.read_bytes()
        code, _, err = pelicart("cards", "keygen", "--no-passphrase", "--out", str(key))
        assert (code, key.read_bytes()) == (1, before)
        assert "only copy" in err
        with pytest.raises(Stopped):
            save_key(PRIVATE, key, "")

    @pytest.mark.parametrize("argument", ["--name=A b", "--name=x:y", "--out=nowhere/mine.pem"])
    def test_a_name_or_place_that_will_not_do_is_told(self, pelicart, argument):
        code, _, err = pelicart("cards", "keygen", "--no-passphrase", argument)
        assert code == 1
        assert err.count("\n") == 1


class TestList:
    def test_orders_that_wait_are_listed_the_most_pressing_first(self, pelicart, ordered):
        ordered()
        ordered(deadline=NOW + DAY)
        code, out, _ = pelicart("cards", "list")
        head, *rows = out.splitlines()
        assert code == 0
        assert head.split() == ["NUMBER", "DATE", "TOTAL", "CHARGE", "BY", "KEY"]
        assert [row[:12] for row in rows] == ["B" * 12, "A" * 12]
        assert all("46.90 EUR" in row and row.endswith(KEY.kid) for row in rows)
        assert "42424" not in out

    def test_only_orders_with_a_card_are(self, pelicart, placed):
        placed(an_order(state="awaiting", method="cheque", module="manual"))
        placed(an_order(state="paid", method="ssl", module="sealed"))
        assert pelicart("cards", "list")[1] == "No card waits to be charged.\n"

    def test_one_that_was_cancelled_says_so(self, pelicart, ordered, store):
        change(store, ordered(), wanted="cancelled")
        assert "cancelled: don't" in pelicart("cards", "list")[1]


class TestOpen:
    def test_a_card_is_opened_with_what_to_charge(self, pelicart, ordered, key):
        order = ordered()
        code, out, err = pelicart("cards", "open", order.number, "--key", str(key))
        assert (code, err) == (0, "")
        assert out.splitlines()[:4] == [
            "Order AAAAAAAAAAAA: charge 46.90 EUR",
            "  Number  4242 4242 4242 4242",
            "  Expiry  03/2027",
            "  Holder  Ada Example",
        ]

    def test_a_key_with_a_passphrase_asks_for_it(self, pelicart, ordered, typed, tmp_path):
        file = tmp_path / "locked.pem"
        save_key(PRIVATE, file, LONG)
        typed += [LONG, "another"]
        order = ordered()
        assert "4242" in pelicart("cards", "open", order.number, "--key", str(file))[1]
        code, out, err = pelicart("cards", "open", order.number, "--key", str(file))
        assert (code, out) == (1, "")
        assert "the passphrase is another" in err

    def refused(self, pelicart, order, key):
        code, out, err = pelicart("cards", "open", order.number, "--key", str(key))
        assert (code, out) == (1, "")
        assert err.startswith("pelicart: ")
        assert err.count("\n") == 1
        assert VISA not in err
        return err

    def test_another_key_is_told_with_the_name_of_the_right_one(self, pelicart, ordered, tmp_path):
        file = tmp_path / "other.pem"
        save_key(ec.generate_private_key(ec.SECP256R1()), file, "")
        assert KEY.kid in self.refused(pelicart, ordered(), file)

    def test_a_card_that_was_altered_is_not_to_be_charged(self, pelicart, ordered, store, key):
        order = ordered()
        sealed = card_of(store, order)["sealed"]
        place = len(KEY.kid) + 200
        altered = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        store.write(Write(card_key(order.id), set={"sealed": altered}))
        assert "was altered" in self.refused(pelicart, order, key)

    def test_a_card_that_was_moved_from_another_order_is_not_to_be_charged(
        self, pelicart, ordered, store, key
    ):
        first, second = ordered(), ordered()
        moved = card_of(store, first)["sealed"]
        store.write(Write(card_key(second.id), set={"sealed": moved}))
        assert "another order" in self.refused(pelicart, second, key)

    def test_an_order_whose_sum_was_changed_is_not_to_be_charged(
        self, pelicart, ordered, store, key
    ):
        order = ordered()
        change(store, order, total=99)
        assert "another order or sum" in self.refused(pelicart, order, key)

    @pytest.mark.parametrize("sealed", ["", "x", "k:" + "A" * 450])
    def test_what_is_no_sealed_card_is_told(self, pelicart, ordered, store, key, sealed):
        order = ordered()
        store.write(Write(card_key(order.id), set={"sealed": sealed}))
        assert "Don't charge" in self.refused(pelicart, order, key)

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"state": "paid"}, "it is paid"),
            ({"state": "expired"}, "not paid in time"),
            ({"wanted": "cancelled"}, "has cancelled"),
            ({"deadline": NOW}, "deadline"),
            ({"module": "stripe"}, "it has no card"),
        ],
    )
    def test_an_order_that_is_not_to_be_charged_is_told(
        self, pelicart, ordered, store, key, fields, why
    ):
        order = ordered()
        change(store, order, **fields)
        assert why in self.refused(pelicart, order, key)

    def test_a_card_that_was_deleted_is_told(self, pelicart, ordered, store, key):
        order = ordered()
        store.write(Write(card_key(order.id), delete=True))
        assert "was deleted" in self.refused(pelicart, order, key)

    def test_a_file_that_others_can_read_is_refused(self, pelicart, ordered, key):
        key.chmod(0o640)
        assert "chmod 600" in self.refused(pelicart, ordered(), key)

    def test_a_file_that_is_no_such_key_is_refused(self, pelicart, ordered, tmp_path):
        order = ordered()
        file = tmp_path / "none.pem"
        assert "can't be read" in self.refused(pelicart, order, file)
        file.touch(0o600)
        assert "no private key" in self.refused(pelicart, order, file)
        other = ed25519.Ed25519PrivateKey.generate()
        file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        assert "another kind of key" in self.refused(pelicart, order, file)


class TestDone:
    def test_a_charge_pays_the_order_and_deletes_the_card(self, pelicart, ordered, store):
        order = ordered()
        assert pelicart("cards", "done", order.number, "--reference", "slip 9") == (
            0,
            "Order AAAAAAAAAAAA is now paid: 46.90 EUR, slip 9. Its card is deleted.\n",
            "",
        )
        assert card_of(store, order) is None
        assert "by you" in pelicart("orders", "show", order.number)[1]

    def test_saying_it_twice_changes_nothing(self, pelicart, ordered, store):
        order = ordered()
        pelicart("cards", "done", order.number, "--reference", "slip 9")
        before = store.snapshot()
        code, out, _ = pelicart("cards", "done", order.number, "--reference", "slip 9")
        assert code == 0
        assert "was paid" in out
        assert store.snapshot() == before

    def test_orders_paid_does_the_same(self, pelicart, ordered, store):
        order = ordered()
        paid = ("orders", "paid", order.number, "--amount=46.90", "--reference=slip 9")
        assert pelicart(*paid)[0] == 0
        assert card_of(store, order) is None

    @pytest.mark.parametrize(
        "arguments",
        [("--reference", "slip 9", "--amount", "46.89"), (), ("--reference", " ")],
    )
    def test_what_does_not_fit_keeps_order_and_card(self, pelicart, ordered, store, arguments):
        order = ordered()
        before = store.snapshot()
        code, _, err = pelicart("cards", "done", order.number, *arguments)
        assert code == 1
        assert err.endswith("Nothing was changed.\n")
        assert store.snapshot() == before

    def test_a_declined_card_gives_the_order_up_and_its_goods_back(self, pelicart, ordered, store):
        order = ordered()
        store.write(Write("STOCK#NOTEBOOK-OCHRE", set={"avail": 0}))
        for _ in range(2):
            code, out, _ = pelicart("cards", "done", order.number, "--declined")
            assert (code, "is given up" in out) == (0, True)
        shown = pelicart("orders", "show", order.number)[1]
        assert "cancelled; by you; the card was declined" in shown
        assert card_of(store, order) is None
        assert store.snapshot()["STOCK#NOTEBOOK-OCHRE"]["avail"] == 2

    def test_a_paid_order_is_not_given_up(self, pelicart, ordered, store):
        order = ordered()
        pelicart("cards", "done", order.number, "--reference", "slip 9")
        before = store.snapshot()
        code, _, err = pelicart("cards", "done", order.number, "--declined")
        assert code == 1
        assert "it is paid" in err
        assert store.snapshot() == before

    def test_an_order_without_a_card_is_not_done_with_here(self, pelicart, placed):
        cheque = placed(replace(an_order(), state="awaiting", method="cheque", module="manual"))
        code, _, err = pelicart("cards", "done", cheque.number, "--reference", "x")
        assert code == 1
        assert "is paid by cheque" in err
