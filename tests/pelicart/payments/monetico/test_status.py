import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import an_order

from pelicart.errors import Misconfigured, ProviderDown
from pelicart.money import Money
from pelicart.payments.monetico.session import session_of
from pelicart.payments.monetico.status import LARGEST, Collection, read_status

ORDER = an_order(total=15000)
SESSION = session_of(ORDER)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ONE = """<recouvrement><resultat>1</resultat><montant>150.00EUR</montant>
<date_remise>2027-01-16</date_remise><numero_autorisation>123456</numero_autorisation>
<recredits><total>20.00EUR</total></recredits></recouvrement>"""


def document(*parts, head=HEAD):
    return f"{head}<etatpaiement>{''.join(parts)}</etatpaiement>".encode()


def paid(captured="150.00EUR", refunded="", *more):
    given = f"<recredits><total>{refunded}</total></recredits>" if refunded else ""
    taken = f"<montantrecouvre>{captured}</montantrecouvre>"
    return document("<etat>PA</etat><numauto>123456</numauto>", taken, given, *more)


def read(body, *, live=False):
    return read_status(body, SESSION, live=live)


@pytest.mark.parametrize("live", [True, False])
def test_a_paid_one_has_what_was_taken_and_given_back(live):
    payment = read(paid(refunded="50.00EUR"), live=live).payment
    assert (payment.state, payment.live) == ("paid", live)
    assert (payment.order, payment.session) == (ORDER.id, SESSION.text)
    assert (payment.captured, payment.refunded) == (Money(15000, "EUR"), Money(5000, "EUR"))
    assert payment.reference == SESSION.reference


def test_what_was_taken_is_what_the_bank_says_not_what_was_asked():
    assert read(paid("149.99CHF")).payment.captured == Money(14999, "CHF")


def test_what_is_authorised_and_not_taken_waits_for_us():
    payment = read(paid("0.00EUR")).payment
    assert (payment.state, payment.captured) == ("approved", Money(0, "EUR"))


@pytest.mark.parametrize(
    ("etat", "more", "state"),
    [
        ("RE", "", "open"),
        ("AN", "", "open"),
        ("AP", "", "open"),
        ("RE", "<numauto>1</numauto>", "open"),
        ("GR", "", "failed"),
        ("EC", "", "open"),
        ("EC", "<numauto>123456</numauto>", "processing"),
        ("ZZ", "<montantrecouvre>150.00EUR</montantrecouvre>", "open"),
        ("P", "", "open"),
        ("PAX", "", "open"),
    ],
)
def test_no_other_state_is_ever_a_payment(etat, more, state):
    payment = read(document(f"<etat>{etat}</etat>", more)).payment
    assert payment.state == state
    assert payment.captured == payment.refunded == Money(0, "EUR")


@pytest.mark.parametrize("cdr", ["0", "-3", "-6", "-7", "-8", "-99", "1", "9999"])
def test_what_the_bank_does_not_know_was_not_tried_yet(cdr):
    assert read(document(f"<cdr>{cdr}</cdr><lib>x</lib>")).payment.state == "open"


@pytest.mark.parametrize("cdr", ["-2", "-20", "-25", "-30"])
def test_what_is_wrong_with_our_account_is_the_operators_matter(cdr):
    with pytest.raises(Misconfigured):
        read(document(f"<cdr>{cdr}</cdr>"))


@pytest.mark.parametrize("cdr", ["-1", "-13"])
def test_trouble_of_the_bank_is_no_answer(cdr):
    with pytest.raises(ProviderDown):
        read(document(f"<cdr>{cdr}</cdr>"))


def test_an_error_beside_a_payment_is_an_error():
    body = paid().replace(b"<etat>", b"<cdr>-1</cdr><etat>")
    with pytest.raises(ProviderDown):
        read(body)


BOMB = (
    '<!DOCTYPE e [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<etatpaiement><etat>&b;</etat></etatpaiement>"
)
OUTSIDE = (
    '<!DOCTYPE e [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    "<etatpaiement><etat>&a;</etat></etatpaiement>"
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PA",
        b"{}",
        b"<!doctype html><title>Maintenance</title>",
        b"<html><body>Maintenance</body></html>",
        b"<etatpaiement>",
        b"<etatpaiement/>",
        document(),
        document("<etat/>"),
        document("<etat> </etat>"),
        document("<etat>pa</etat>"),
        document("<etat>PA</etat>"),
        document("<etat>PAYE!</etat>"),
        document("<cdr>x</cdr>"),
        document("<cdr>-30000</cdr>"),
        paid("150,00EUR"),
        paid("150.00"),
        paid("-150.00EUR"),
        paid("1e5EUR"),
        paid(refunded="x"),
        paid("150.00EUR", "1.00CHF"),
        paid().replace(b"etatpaiement", b"autre"),
        HEAD.encode() + BOMB.encode(),
        OUTSIDE.encode(),
        OUTSIDE.replace("DOCTYPE", "doctype").encode(),
        OUTSIDE.encode("utf-16"),
        document("<etat>&unknown;</etat>"),
        document("<etat>RE</etat>", "<!-- -->" * LARGEST),
        b"\x00" + paid(),
        b"\xff\xfe" + paid(),
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
def test_what_is_no_status_is_no_answer(body):
    with pytest.raises(ProviderDown):
        read(body)


@pytest.mark.parametrize(
    "head",
    [
        "",
        HEAD,
        '<?xml version="1.0" encoding="ISO-8859-1"?>',
        '<?xml version="1.0" encoding="utf-16"?>',
        "<!-- comment -->",
    ],
)
def test_the_documents_own_word_on_its_encoding_does_not_matter(head):
    body = document("<lib>\xe9</lib><etat>RE</etat>", head=head)
    assert read(body).payment.state == "open"
    assert read(body.decode().encode("latin-1")).payment.state == "open"


@given(st.binary(max_size=200))
def test_no_made_up_answer_is_a_payment(body):
    with pytest.raises(ProviderDown):
        read(body)


@given(st.text(max_size=60))
def test_nor_is_any_made_up_content(text):
    try:
        payment = read(document(f"<etat>{text}</etat>")).payment
    except (ProviderDown, Misconfigured):
        return
    assert payment.state in {"open", "failed"}


def test_a_refund_names_the_one_collection():
    body = paid("150.00EUR", "", f"<recouvrements>{ONE}</recouvrements>")
    status = read(body)
    assert status.collection == Collection("16/01/2027", "123456")
    assert status.payment.refunded == Money(2000, "EUR")


@pytest.mark.parametrize(
    "collections",
    [
        "",
        ONE + ONE,
        ONE.replace("<resultat>1", "<resultat>0"),
        ONE.replace("2027-01-16", "demain"),
        ONE.replace("2027-01-16", ""),
        ONE.replace("123456", ""),
        ONE.replace("123456", "1*2=3"),
    ],
)
def test_where_it_is_not_clear_which_none_is_named(collections):
    assert read(paid("150.00EUR", "0.00EUR", f"<recouvrements>{collections}</recouvrements>")) \
        .collection is None  # fmt: skip


def test_a_day_may_be_written_either_way():
    one = ONE.replace("2027-01-16", "16/01/2027")
    found = read(paid("150.00EUR", "", f"<recouvrements>{one}</recouvrements>")).collection
    assert found.day == "16/01/2027"
