"""A mail as bytes, read back by Python's own parser and header decoder."""

from __future__ import annotations

from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.mail.letterbox import AT, mail, read

from pelicart.errors import MailRefused, Misconfigured
from pelicart.mail.base import Sender
from pelicart.mail.headers import LONGEST
from pelicart.mail.message import international, written

CONTROL = "\r\n\x00\x0b\x0c\x1b\x7f\x85\u2028\u2029"


def raw(**other):
    return written(mail(**other), AT).as_bytes()


def content(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_the_head_says_who_to_whom_when_and_that_a_program_wrote():
    message = read(raw())
    assert dict(message.items()) | {"Content-Type": ""} == {
        "From": "Merle & Lin <hello@merle.example>",
        "To": "ada@customer.example",
        "Reply-To": "help@merle.example",
        "Subject": "Your order ZVE2JTOLRL5X is paid",
        "Date": "Thu, 01 Jan 2026 00:00:00 +0000",
        "Message-ID": "<ZVE2JTOLRL5XUQ6TKFDGLEGIAI.3.paid@merle.example>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }


def test_text_and_html_stand_beside_each_other():
    message = read(raw(text="Grüße\n", html="<p>Grüße</p>\n"))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert content(message, "plain") == "Grüße\n"
    assert content(message, "html") == "<p>Grüße</p>\n"


def test_without_html_it_is_text_alone():
    message = read(raw(html=""))
    assert message.get_content_type() == "text/plain"


def test_without_a_reply_address_there_is_no_such_field():
    assert "Reply-To" not in read(raw(reply_to=""))


def test_the_same_mail_at_the_same_time_is_the_same_bytes():
    assert raw(text="é") == raw(text="é")


def test_two_mails_of_an_order_have_names_of_their_own():
    assert read(raw(id="A.3:paid"))["Message-ID"] != read(raw(id="A.4:shipped"))["Message-ID"]


@pytest.mark.parametrize("control", CONTROL, ids=lambda one: f"U+{ord(one):04X}")
@pytest.mark.parametrize("place", ["subject", "sender", "to", "reply_to"])
def test_what_could_end_a_line_of_the_head_is_refused(place, control):
    for hostile in (f"a{control}Bcc: all@list.example", f"a{control}", f"{control}a"):
        value = {
            "sender": Sender(hostile, "hello@merle.example"),
            "subject": hostile,
        }.get(place, f"{hostile}@customer.example")
        with pytest.raises(MailRefused):
            raw(**{place: value})
    with pytest.raises(MailRefused):
        raw(to=f"ada@customer.example{control}")


@pytest.mark.parametrize(
    "address",
    ["", "ada", "@customer.example", "ada@", "a b@customer.example", "<ada@customer.example>",
     "ada@customer.example, eve@evil.example", "ada@customer.example>", "a..b@customer.example",
     ".ada@customer.example", "ada@customer..example", "ada@-customer.example", '"a"@b.example',
     "ada@[127.0.0.1]", "ada@customer.example.", "a@" + "b" * 64 + ".example",
     "a" * 65 + "@b.example", "a@" + "b" * 30_000, "a@" + "b." * 30_000,
     "eve@evil.example\uff20customer.example", "ada\u202e@customer.example", "ada@b.example\uff0f"],
    ids=range(22),
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    with pytest.raises(MailRefused) as refused:
        raw(to=address)
    assert refused.value.ids == {"reason": "address"}
    assert not address or address not in str(refused.value)


def test_a_domain_of_any_script_is_said_in_ascii():
    assert read(raw(to="ada@Exämple.example"))["To"] == "ada@xn--exmple-cua.example"


@pytest.mark.parametrize("address", ["ada@faß.example", "ada@βόλος.example", "a@b\u200dc.example"])
def test_a_domain_that_two_standards_write_in_two_ways_is_refused(address):
    with pytest.raises(MailRefused):
        raw(to=address)


def test_a_name_before_the_at_of_any_script_takes_more_than_ascii():
    message = written(mail(to="ζωή@customer.example"), AT)
    assert international(message)
    assert "To: ζωή@customer.example\r\n".encode() in message.as_bytes()
    assert not international(written(mail(), AT))


def test_nobody_as_sender_is_a_matter_for_the_operator():
    with pytest.raises(Misconfigured, match="SHOP"):
        raw(sender=Sender("Merle & Lin", ""))


def test_what_no_encoding_holds_is_refused():
    for place in ("text", "html", "subject"):
        with pytest.raises(MailRefused):
            raw(**{place: "lone \ud800 surrogate"})


def test_a_megabyte_of_text_arrives_whole_in_short_lines():
    text = "é🧵 =_ . " * 130_000 + "\n"
    sent = raw(text=text, html="")
    assert content(read(sent), "plain") == text
    assert max(len(line) for line in sent.split(b"\r\n")) <= 78


def test_a_longer_subject_is_cut():
    subject = str(read(raw(subject="é" * 5_000))["Subject"])
    assert subject == "é" * (LONGEST - 1) + "…"


def test_no_line_of_the_text_is_taken_for_a_boundary():
    boundary = read(raw())["Content-Type"].params["boundary"]
    message = read(
        raw(text=f"--{boundary}--\n\n--{boundary}\nContent-Type: text/html\n\n<b>x</b>\n")
    )
    assert len([*message.iter_parts()]) == 2


def test_a_mail_shows_nothing_of_the_shopper_when_it_is_printed():
    assert "ada" not in repr(mail())
    assert "Thank" not in repr(mail())


printable = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=LONGEST)
anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


def lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


@given(printable, printable, anything, anything)
def test_whatever_is_written_is_read_back(subject, name, text, html):
    sender = Sender(name, "hello@merle.example")
    sent = raw(subject=subject, sender=sender, text=text, html=html)
    assert sent.isascii()
    assert not {*b"\r\n"} & {*sent.replace(b"\r\n", b"")}
    message = read(sent)
    assert str(message["Subject"]) == " ".join(subject.split())
    (address,) = message["From"].addresses
    assert address.addr_spec == "hello@merle.example"
    assert shown(sent) == " ".join(name.split())
    assert lines(content(message, "plain")) == lines(text)
    if html:
        assert lines(content(message, "html")) == lines(html)


def shown(sent):
    """The sender's name, by the older decoder: the newer one splits words that belong together."""
    head = sent.split(b"\r\nTo:")[0].decode().removeprefix("From:").replace("\r\n", "")
    phrase = head.rpartition("<")[0].strip()
    if phrase.startswith('"'):
        return phrase[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return str(make_header(decode_header(phrase)))
