"""The demo's mail server and its mailbox, by SMTP and HTTP."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx
import pytest

from pelicart_infra.local.mailbox.kept import Box
from pelicart_infra.local.mailbox.server import serve_mailbox

PASSWORD = "hush"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def served():
    server = serve_mailbox(PASSWORD)
    yield server
    server.stop()


@pytest.fixture
def mailbox(served):
    """The mailbox's page, empty and as usual."""
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        client.delete("/_control/mails")
        served.box.of.clear()
        served.box.answers = "take"
        yield client


def a_mail(to="ada@customer.example", **head):
    message = EmailMessage()
    message["From"], message["To"] = "Merle <hello@merle.example>", to
    for name, value in {"Subject": "Your order 🎁", **head}.items():
        message[name.replace("_", "-")] = value
    message.set_content("See https://merle.example/shop/order/x <now>\n")
    message.add_alternative(f"<html><head></head><p>Hi {HOSTILE}</p></html>", subtype="html")
    return message


def send(served, message=None, password=PASSWORD):
    at = urlsplit(served.smtp)
    with smtplib.SMTP(at.hostname, at.port, timeout=5) as server:
        if password:
            server.login(at.username, password)
        server.send_message(message or a_mail())


def test_a_mail_is_kept_as_it_was_sent(served, mailbox):
    send(served, a_mail(Reply_To="help@merle.example", Message_ID="<1@merle.example>"))
    (mail,) = mailbox.get("/_control/mails").json()
    number = mail.pop("number")
    assert mail.pop("date") == ""
    assert mail == {
        "id": "<1@merle.example>",
        "from": "Merle <hello@merle.example>",
        "to": "ada@customer.example",
        "reply_to": "help@merle.example",
        "subject": "Your order 🎁",
        "envelope": {"sender": "hello@merle.example", "recipients": ["ada@customer.example"]},
        "text": "See https://merle.example/shop/order/x <now>\n",
        "html": f"<html><head></head><p>Hi {HOSTILE}</p></html>\n",
    }
    source = mailbox.get(f"/mails/{number}/source")
    assert source.headers["content-type"].startswith("text/plain")
    assert b"Message-ID: <1@merle.example>\r\n" in source.content


def test_the_newest_stands_first(served, mailbox):
    for number in "12":
        send(served, a_mail(Subject=f"Mail {number}"))
    assert [mail["subject"] for mail in mailbox.get("/_control/mails").json()] == [
        "Mail 2",
        "Mail 1",
    ]
    page = mailbox.get("/").text
    assert page.index("Mail 2") < page.index("Mail 1")


def test_a_mail_is_shown_without_its_scripts(served, mailbox):
    send(served, a_mail(Subject=HOSTILE))
    (mail,) = mailbox.get("/_control/mails").json()
    for path in ("/", f"/mails/{mail['number']}"):
        page = mailbox.get(path)
        assert page.status_code == 200
        assert "&lt;script&gt;" in page.text
        assert HOSTILE not in page.text
    looks = mailbox.get(f"/mails/{mail['number']}/html")
    policy = looks.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert '<head><base target="_top">' in looks.text


def test_a_link_in_the_text_can_be_followed(served, mailbox):
    send(served)
    (mail,) = mailbox.get("/_control/mails").json()
    page = mailbox.get(f"/mails/{mail['number']}").text
    assert 'href="https://merle.example/shop/order/x"' in page


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ("later", smtplib.SMTPRecipientsRefused),
        ("refuse", smtplib.SMTPRecipientsRefused),
        ("down", smtplib.SMTPServerDisconnected),
        ("unheard", smtplib.SMTPServerDisconnected),
    ],
)
def test_it_fails_as_it_is_told(served, mailbox, answers, error):
    assert mailbox.post("/_control/mode", json={"answers": answers}).json()["answers"] == answers
    with pytest.raises(error):
        send(served)
    assert len(mailbox.get("/_control/mails").json()) == (answers == "unheard")
    mailbox.post("/_control/mode", json={"answers": "take"})
    send(served)


def test_it_fails_for_one_address_alone(served, mailbox):
    mailbox.post("/_control/mode", data={"answers": "refuse", "of": "gone@customer.example"})
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(served, a_mail("gone@customer.example"))
    send(served)
    assert len(mailbox.get("/_control/mails").json()) == 1


@pytest.mark.parametrize("said", [{}, {"answers": "maybe"}, {"answers": "take", "x": 1}, [], "no"])
def test_a_lever_that_is_not_there_is_refused(mailbox, said):
    assert mailbox.post("/_control/mode", json=said).status_code == 400


def test_nobody_sends_without_the_password(served, mailbox):
    with pytest.raises(smtplib.SMTPAuthenticationError):
        send(served, password="guess")
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(served, password="")
    assert mailbox.get("/_control/mails").json() == []


def test_a_mail_that_is_not_there_is_none(mailbox):
    assert mailbox.get("/mails/999999").status_code == 404


def test_it_answers_to_this_machines_names_alone(mailbox):
    assert mailbox.get("/", headers={"host": "evil.example"}).status_code == 421


def test_it_keeps_no_more_than_it_may(monkeypatch):
    box = Box()
    for number in range(1200):
        box.keep("a@b.example", (), str(number).encode())
    assert len(box.mails()) == 1000
    assert box.mails()[0].number == 1200


def test_the_command_says_where_page_and_mail_server_are():
    command = [sys.executable, "-m", "pelicart_infra.local.mailbox"]
    env = {"PELICART_MAIL_PASSWORD": PASSWORD}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as running:
        try:
            word, url, smtp = running.stdout.readline().split()
            assert word == "ready"
            assert url.startswith("http://localhost:")
            assert smtp.startswith("smtp://demo@127.0.0.1:")
            assert httpx.get(f"{url}/_control/mails", trust_env=False).json() == []
        finally:
            running.terminate()
