from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import NOW, an_order
from tests.pelicart.payments.monetico.conftest import PERSON
from tests.pelicart.payments.promises import URLS, WORDS

from pelicart.errors import BadRequest, Forged
from pelicart.money import Money
from pelicart.payments.monetico import Monetico
from pelicart.payments.monetico.key import usable_key
from pelicart.payments.monetico.seal import seal
from pelicart.payments.monetico.session import session_of

WRITTEN = "12345678901234567890123456789012345678P0"
KEY = usable_key(WRITTEN)
TEST = Monetico("1234567", "monSite1", WRITTEN, "test", "https://shop.example")
LIVE = replace(TEST, mode="live")
ORDER = an_order(total=6275)
SESSION = session_of(ORDER)
# The fields of a notice as kits and libraries list them.
SAID = {
    "TPE": "1234567",
    "date": "15/01/2027_a_09:02:11",
    "montant": "62.75EUR",
    "reference": SESSION.reference,
    "texte-libre": f"pelicart/shop.example/{SESSION.text}",
    "code-retour": "payetest",
    "cvx": "oui",
    "vld": "1230",
    "brand": "VI",
    "numauto": "000000",
    "originecb": "FRA",
    "bincb": "000001",
    "hpancb": "74E94B03C22D786E0F2C2CADBFC1C00B004B7C45",
    "ipclient": "192.0.2.1",
    "originetr": "FRA",
    "cbmasquee": "000001******0001",
    "modepaiement": "CB",
    "usage": "credit",
    "typecompte": "particulier",
    "ecard": "non",
    "authentification": "eyJwcm90b2NvbCI6IjNEU2VjdXJlIiwic3RhdHVzIjoiYXV0aGVudGljYXRlZCJ9",
}


def posted(said=SAID, key=KEY, **changes):
    fields = {name: value for name, value in {**said, **changes}.items() if value is not None}
    return urlencode({**fields, "MAC": seal(key, fields)}, encoding="latin-1").encode()


def read(body, module=TEST):
    return module.read_notice(body, {}, NOW)


def test_a_payment_is_told_with_order_session_and_sum():
    notice = read(posted())
    assert (notice.order, notice.session, notice.event) == (ORDER.id, SESSION.text, "payetest")
    payment = notice.payment
    assert (payment.state, payment.order, payment.session) == ("paid", ORDER.id, SESSION.text)
    assert (payment.captured, payment.refunded) == (Money(6275, "EUR"), Money(0, "EUR"))
    assert payment.reference == SESSION.reference
    assert not payment.live


def test_the_shops_own_form_is_no_notice_though_its_seal_fits():
    form = TEST.start(replace(ORDER, person=PERSON), URLS, WORDS)
    with pytest.raises(Forged, match="no notice"):
        read(urlencode(form.fields).encode())


def test_real_money_is_told_by_another_word():
    payment = read(posted(**{"code-retour": "paiement"}), LIVE).payment
    assert (payment.state, payment.live) == ("paid", True)


@pytest.mark.parametrize(
    ("module", "code"), [(LIVE, "payetest"), (TEST, "paiement")], ids=["test", "live"]
)
def test_money_of_the_other_mode_is_forged(module, code):
    with pytest.raises(Forged, match="mode"):
        read(posted(**{"code-retour": code}), module)


@pytest.mark.parametrize("module", [TEST, LIVE])
@pytest.mark.parametrize(
    ("code", "state"), [("Annulation", "open"), ("attente_partenaire", "processing")]
)
def test_a_refused_card_leaves_the_page_open_and_a_partner_may_take_its_time(module, code, state):
    payment = read(posted(**{"code-retour": code, "motifrefus": "Refus"}), module).payment
    assert payment.state == state
    assert payment.captured == Money(0, "EUR")
    assert payment.live == module.live


@pytest.mark.parametrize(
    "code",
    ["paiement_pf2", "paiement_pf4", "Annulation_pf3", "PAYETEST", "Payetest", "ok", ""],
)
def test_of_any_other_word_only_the_bank_itself_is_believed(code):
    notice = read(posted(**{"code-retour": code}))
    assert notice.payment is None
    assert notice.session == SESSION.text


def test_fields_that_nobody_knows_yet_are_under_the_seal_too():
    body = posted(nouveau="valeur", **{"3dsnouveau": "", "Zeta": "é*=&"})
    assert read(body).payment.state == "paid"
    with pytest.raises(Forged):
        read(body.replace(b"valeur", b"autres"))
    with pytest.raises(Forged):
        read(body + b"&plus=1")


@pytest.mark.parametrize("name", sorted({*SAID, "MAC"}))
def test_a_field_that_is_taken_out_breaks_the_seal(name):
    pairs = parse_qsl(posted().decode(), keep_blank_values=True)
    with pytest.raises(Forged):
        read(urlencode([pair for pair in pairs if pair[0] != name]).encode())


def test_every_byte_counts():
    body = posted()
    for place in range(len(body)):
        for bit in (1, 2, 16):
            altered = bytearray(body)
            altered[place] ^= bit
            if parse_qsl(bytes(altered)) == parse_qsl(body) or _same_but_case(altered, body):
                continue
            with pytest.raises((Forged, BadRequest)):
                read(bytes(altered))


def _same_but_case(altered, body):
    """A seal in capitals is the same seal, and so is a percent sign's."""
    return bytes(altered).lower() == body.lower() and b"MAC=" in bytes(altered)


@pytest.mark.parametrize("key", [bytes(20), b"", KEY[::-1]])
def test_a_notice_sealed_with_another_key_is_forged(key):
    with pytest.raises(Forged):
        read(posted(key=key))


def test_a_seal_in_capitals_is_taken():
    body = posted()
    mac = seal(KEY, SAID)
    assert read(body.replace(mac.encode(), mac.upper().encode())).payment.state == "paid"


def test_a_plus_sign_that_was_not_encoded_is_forgiven():
    said = {**SAID, "authentification": "ab+/cd+ef=="}
    body = "&".join(f"{name}={quote(value, safe='+/=')}" for name, value in said.items())
    assert b"+" in body.encode()
    assert read(f"{body}&MAC={seal(KEY, said)}".encode()).payment.state == "paid"


def test_any_bytes_are_sealed_as_they_came():
    said = {**SAID, "motifrefusautorisation": "refus\xe9 Ã©"}
    body = urlencode({**said, "MAC": seal(KEY, said)}, encoding="latin-1").encode()
    assert read(body).payment.state == "paid"
    raw = body.replace(b"%E9", b"\xe9").replace(b"%C3%A9", b"\xc3\xa9")
    assert read(raw).payment.state == "paid"


@pytest.mark.parametrize("tpe", ["1234568", "", None, "1234567 "])
def test_a_notice_of_another_terminal_is_forged(tpe):
    with pytest.raises(Forged, match="terminal"):
        read(posted(TPE=tpe))


@pytest.mark.parametrize(
    "text",
    [
        f"pelicart/other.example/{SESSION.text}",
        f"pelicart/shop.example.evil/{SESSION.text}",
        f"pelicart/shop.example:8443/{SESSION.text}",
        f"x/pelicart/shop.example/{SESSION.text}",
        SESSION.text,
        "Commande 12",
        "",
        None,
        "pelicart/shop.example/sample",
    ],
)
def test_what_is_no_payment_of_this_shop_is_none_of_our_concern(text):
    assert read(posted(**{"texte-libre": text})) is None


@pytest.mark.parametrize("rest", ["", "x", SESSION.text[:-1], SESSION.text.lower(), "SAMPLE"])
def test_a_free_text_that_we_did_not_write_is_a_bad_request(rest):
    with pytest.raises(BadRequest):
        read(posted(**{"texte-libre": f"pelicart/shop.example/{rest}"}))


@pytest.mark.parametrize("reference", ["", None, "ABCDEFGHIJK0", "MLKJIHGFEDCB", "abcdefghijkl"])
def test_a_reference_that_is_not_its_orders_is_a_bad_request(reference):
    with pytest.raises(BadRequest):
        read(posted(reference=reference))


@pytest.mark.parametrize("montant", ["", None, "62.75", "62,75EUR", "62.75XXX", "nan", "62.755EUR"])
def test_a_payment_of_no_sum_is_a_bad_request(montant):
    with pytest.raises(BadRequest):
        read(posted(montant=montant))


@pytest.mark.parametrize(
    ("montant", "captured"), [("62.74EUR", Money(6274, "EUR")), ("62.75CHF", Money(6275, "CHF"))]
)
def test_another_sum_than_asked_for_is_told_as_it_is(montant, captured):
    """Settling sets such an order aside."""
    assert read(posted(montant=montant)).payment.captured == captured


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<!doctype html><title>Maintenance</title>",
        b"MAC",
        b"MAC=",
        b"&&&",
        b"\xff\xfe\x00",
        b"a=" + b"x" * 30_000,
        b"&".join(b"a%d=1" % n for n in range(201)),
        posted() + b"&TPE=1234567",
        posted() + b"&MAC=" + b"0" * 40,
    ],
    ids=lambda body: body[:12].decode("latin-1"),
)
def test_what_is_no_sealed_form_is_refused(body):
    with pytest.raises((Forged, BadRequest)):
        read(body)


@given(st.binary(max_size=300))
def test_no_made_up_body_is_ever_genuine(body):
    with pytest.raises((Forged, BadRequest)):
        read(body)


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=6))
def test_nor_is_a_made_up_form(fields):
    with pytest.raises((Forged, BadRequest)):
        read(urlencode({**SAID, **fields, "MAC": "0" * 40}).encode())


def test_the_same_notice_reads_the_same_whenever_it_comes():
    body = posted()
    assert TEST.read_notice(body, {}, NOW + 10**8) == read(body)


@pytest.mark.parametrize("module", [TEST, LIVE])
def test_the_sample_is_genuine_and_about_nobody(module):
    sample = module.sample(NOW)
    assert module.read_notice(sample.body, sample.headers, NOW) is None
    assert b"15%2F01%2F2027_a_09%3A00%3A00" in sample.body
    with pytest.raises(Forged):
        read(sample.body, replace(module, key="0" * 40))
    with pytest.raises(Forged):
        read(sample.body, replace(module, tpe="7654321"))
