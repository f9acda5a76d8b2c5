"""Secrets show nowhere: not in the table, the pages, the log, an error or what prints itself."""

from __future__ import annotations

import logging
import traceback

import pytest

from pelicart.errors import PelicartError


@pytest.fixture
def shown(rig, caplog, monkeypatch):
    """Everything that anybody could come to see, as it gathers."""
    seen: list[str] = []
    call = rig.front.call

    def watched(event):
        answer = call(event)
        seen.append(repr(answer))
        return answer

    monkeypatch.setattr(rig.front, "call", watched)
    caplog.set_level(logging.DEBUG)
    return seen


def everything(rig, shown, caplog):
    module = rig.front.wired.module(rig.kind.name)
    return [
        *shown,
        *(record.getMessage() + repr(record.args) for record in caplog.records),
        repr(rig.front.store.snapshot()),
        repr(rig.front.wired),
        repr(module),
        str(module.capabilities),
    ]


@pytest.mark.promise("secrets")
def test_no_secret_shows_in_a_purchase_that_meets_every_trouble(rig, kind, told, shown, caplog):
    session = rig.begins()
    rig.presses("decline", session)
    for mode in ("down", "html", "garbage"):
        with rig.api(mode):
            rig.browser.get(rig.order_page())
            rig.reconciles(0)
            shown += failures(rig)
    if kind.resumes:
        for notice in (rig.pays(session), rig.catcher.notices[0]):
            rig.tells(notice)
    rig.reconciles(5000)
    seen = "\n".join(everything(rig, shown, caplog))
    assert len(seen) > 1000
    found = [secret for secret in kind.secrets if secret in seen]
    assert found == []
    told("none shows", "in pages, table, log, errors")


def failures(rig):
    """What the module raises while its provider is in trouble, as a log would have it."""
    module, told = rig.front.wired.module(rig.kind.name), []
    for ask in (module.look_up, module.close, module.capture):
        try:
            ask(rig.order.session)
        except PelicartError as wrong:
            told += traceback.format_exception(wrong)
            told.append(repr(wrong.ids))
    return told
