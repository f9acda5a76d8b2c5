"""Mail handed to a real SMTP server that takes, refuses, hesitates and hangs up."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import pytest
from tests.pelicart.mail.letterbox import (
    AT,
    PASSWORD,
    USER,
    Implicit,
    certificate,
    mail,
    may_log_in,
)

from pelicart.errors import MailDown, MailRefused
from pelicart.mail.message import written
from pelicart.mail.smtp import Smtp


def post(port, security="none", **other):
    return Smtp("127.0.0.1", port, security, lambda: AT, **{"timeout": 3.0} | other)


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """A certificate that this machine trusts, as OpenSSL's own variable says."""
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return str(file), context


def test_what_arrives_is_exactly_what_was_written(server, box):
    letter = mail(text="Grüße 🧵\n.\n..\nFrom here\n" + "x" * 2_000)
    post(server.start(box)).send(letter)
    (taken,) = box.taken
    assert taken.content == written(letter, AT).as_bytes()
    assert (taken.mail_from, taken.rcpt_tos) == ("hello@merle.example", ["ada@customer.example"])


def test_a_megabyte_arrives_whole(server, box):
    letter = mail(text="é🧵 " * 130_000, html="")
    post(server.start(box)).send(letter)
    assert box.taken[0].content == written(letter, AT).as_bytes()


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("answer", ["421 closing", "450 busy", "451 later", "452 full", "454 no"])
def test_a_no_for_now_is_asked_again(server, box, step, answer):
    box.answers[step] = answer
    with pytest.raises(MailDown) as down:
        post(server.start(box)).send(mail())
    assert down.value.ids == {"step": step, "code": int(answer[:3])}
    assert not box.taken


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("mail", "552 5.3.4 Message too big"),
        ("rcpt", "501 5.1.3 Bad recipient address syntax"),
        ("rcpt", "550 5.1.1 No such user"),
        ("rcpt", "550 No such user"),
        ("rcpt", "551 User not local"),
        ("rcpt", "553 5.1.3 Mailbox name not allowed"),
        ("rcpt", "556 5.1.10 Domain takes no mail"),
        ("data", "552 5.2.3 Too long"),
        ("data", "550 5.7.1 Looks like spam"),
        ("data", "554 Transaction failed"),
        ("data", "571 Blocked"),
    ],
)
def test_a_no_for_good_to_recipient_or_content_is_a_refusal(server, box, step, answer):
    box.answers[step] = answer
    with pytest.raises(MailRefused) as refused:
        post(server.start(box)).send(mail())
    assert refused.value.ids == {"step": step, "code": int(answer[:3])}


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("mail", "550 5.7.1 Sender not allowed"),
        ("mail", "553 Sender not owned by you"),
        ("mail", "530 5.7.0 Log in first"),
        ("mail", "502 Not implemented"),
        ("rcpt", "530 5.7.0 Log in first"),
        ("rcpt", "552 5.2.2 Mailbox full"),
        ("rcpt", "554 5.7.1 Relay access denied"),
        ("rcpt", "550 5.7.1 Relaying denied"),
        ("rcpt", "503 Bad sequence"),
        ("data", "550 5.7.26 Neither SPF nor DKIM"),
        ("data", "554 Message rejected: Email address is not verified. The following identities"),
        ("data", "500 What?"),
    ],
)
def test_a_no_to_the_shop_itself_is_mended_and_the_mail_sent_then(server, box, step, answer):
    box.answers[step] = answer
    with pytest.raises(MailDown):
        post(server.start(box)).send(mail())


def test_no_word_of_the_server_is_kept(server, box):
    for answer in ("450 ada@customer.example is busy", "550 ada@customer.example is gone"):
        box.answers["rcpt"] = answer
        with pytest.raises((MailDown, MailRefused)) as wrong:
            post(server.start(box)).send(mail())
        assert "ada" not in f"{wrong.value!r} {wrong.value} {wrong.value.ids}"
        assert wrong.value.__cause__ is None


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_connection_that_ends_is_no_answer(server, box, step):
    box.drop = step
    with pytest.raises(MailDown):
        post(server.start(box)).send(mail())
    assert not box.taken


def test_an_answer_that_was_lost_is_no_answer_although_the_mail_was_taken(server, box):
    box.drop = "answer"
    with pytest.raises(MailDown):
        post(server.start(box)).send(mail())
    assert len(box.taken) == 1


def test_what_happens_at_the_goodbye_takes_nothing_back(server, box):
    port = server.start(box)
    box.drop = "quit"
    post(port).send(mail())
    box.drop, box.answers["quit"] = "", "500 What?"
    post(port).send(mail())
    assert len(box.taken) == 2


def test_the_same_mail_sent_again_has_the_same_name(server, box):
    port = server.start(box)
    for _ in range(2):
        post(port).send(mail())
    one, two = box.taken
    assert one.content == two.content


def test_nobody_listening_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(MailDown) as down:
        post(port).send(mail())
    assert down.value.ids == {"reason": "ConnectionRefusedError"}


@contextmanager
def saying(*words):
    """A server that says these words to whoever comes, one for each line it hears."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run():
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as heard:
                for word in words:
                    connection.sendall(word)
                    heard.readline()

        thread = threading.Thread(target=run)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_a_server_that_never_speaks_is_waited_for_no_longer_than_told():
    with saying(b"") as port, pytest.raises(MailDown) as down:
        post(port, timeout=0.1).send(mail())
    assert down.value.ids == {"reason": "SMTPServerDisconnected"}  # smtplib's name for it


@pytest.mark.parametrize("greeting", [b"554 no service\r\n", b"421 busy\r\n", b"nonsense\r\n"])
def test_a_server_that_turns_everybody_away_refused_no_mail(greeting):
    with saying(greeting) as port, pytest.raises(MailDown):
        post(port).send(mail())


def test_with_starttls_nothing_is_said_before_the_connection_is_safe(server, box, trusted):
    _, context = trusted
    port = server.start(box, tls_context=context, require_starttls=True)
    post(port, "starttls").send(mail())
    assert len(box.taken) == 1


def test_a_server_without_starttls_is_told_nothing(server, box):
    with pytest.raises(MailDown) as down:
        post(server.start(box), "starttls").send(mail())
    assert down.value.ids == {"reason": "SMTPNotSupportedError"}


def test_a_certificate_that_nobody_vouches_for_is_not_spoken_to(server, box, tmp_path):
    _, context = certificate(tmp_path)
    with pytest.raises(MailDown) as down:
        post(server.start(box, tls_context=context), "starttls").send(mail())
    assert down.value.ids == {"reason": "SSLCertVerificationError"}


def test_nor_is_one_of_another_host(server, box, tmp_path, monkeypatch):
    file, context = certificate(tmp_path, "mail.other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(MailDown):
        post(server.start(box, tls_context=context), "starttls").send(mail())
    assert not box.taken


def test_tls_from_the_first_byte(server, box, trusted):
    authority, context = trusted
    port = server.start(box, Implicit, ssl_context=context, authority=authority)
    post(port, "tls").send(mail())
    assert len(box.taken) == 1


def test_it_logs_in_where_a_user_is_named(server, box, trusted):
    _, context = trusted
    options = {"tls_context": context, "auth_required": True, "authenticator": may_log_in}
    port = server.start(box, **options)
    post(port, "starttls", user=USER, password=PASSWORD).send(mail())
    assert len(box.taken) == 1


def test_a_wrong_password_is_mended_and_the_mail_sent_then(server, box, trusted):
    _, context = trusted
    options = {"tls_context": context, "auth_required": True, "authenticator": may_log_in}
    with pytest.raises(MailDown) as down:
        post(server.start(box, **options), "starttls", user=USER, password="no").send(mail())
    assert down.value.ids == {"code": 535}


def test_without_logging_in_where_it_must_be_the_mail_is_kept(server, box, trusted):
    _, context = trusted
    options = {"tls_context": context, "auth_required": True, "authenticator": may_log_in}
    with pytest.raises(MailDown) as down:
        post(server.start(box, **options), "starttls").send(mail())
    assert down.value.ids == {"step": "mail", "code": 530}


def test_an_address_of_another_script_goes_where_such_are_taken(server, box):
    letter = mail(to="ζωή@customer.example")
    post(server.start(box, enable_SMTPUTF8=True)).send(letter)
    assert box.taken[0].rcpt_tos == ["ζωή@customer.example"]
    assert "SMTPUTF8" in box.taken[0].mail_options
    assert "To: ζωή@customer.example\r\n".encode() in box.taken[0].content


def test_and_is_refused_with_the_reason_where_not(server, box):
    with pytest.raises(MailRefused) as refused:
        post(server.start(box, enable_SMTPUTF8=False)).send(mail(to="ζωή@customer.example"))
    assert refused.value.ids == {"reason": "address"}


def test_a_mail_that_can_not_be_written_opens_no_connection():
    with pytest.raises(MailRefused):
        post(9).send(mail(subject="a\r\nBcc: all@list.example"))


def test_a_password_does_not_show_when_the_post_is_printed():
    assert "hush" not in repr(post(25, password="hush"))
