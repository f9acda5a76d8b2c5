"""Checks run each for itself."""

import threading
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from pelicart.errors import TableDown
from pelicart_command import doctor_shop, main
from pelicart_command.checkup import running
from pelicart_command.checkup.finding import Finding, Group, wrong
from pelicart_command.checkup.running import examined


def fine(_):
    yield Finding("fine")


def half(_):
    yield Finding("seen before")
    raise TableDown("timeout")


def broken(_):
    raise RuntimeError("a bug of ours")
    yield


def denied(_):
    raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "op")
    yield


def levels(found):
    return [(one.what, one.level) for _, findings in found for one in findings]


def test_whatever_a_check_raises_is_a_finding_and_hides_no_other(patient):
    found = examined([Group("All", (half, broken, denied, fine))], patient)
    assert levels(found) == [
        ("seen before", "ok"),
        ("half", "WRONG"),
        ("broken", "WRONG"),
        ("denied", "warning"),
        ("fine", "ok"),
    ]


def test_a_check_that_never_ends_is_told_and_the_others_are_heard(patient, monkeypatch):
    monkeypatch.setattr(running, "LONGEST", 0.05)
    over = threading.Event()

    def endless(_):
        over.wait(5)
        yield Finding("late")

    found = levels(examined([Group("All", (endless, fine))], patient))
    over.set()
    assert found == [("endless", "WRONG"), ("fine", "ok")]


def test_a_demo_is_spared_what_only_a_stage_has(patient):
    groups = [Group("Always", (fine,)), Group("On AWS", (broken,), deployed=True)]
    assert [title for title, _ in examined(groups, replace(patient, deployed=None))] == ["Always"]


@pytest.mark.parametrize(("found", "code"), [(Finding("x"), 0), (wrong("x", "mend it"), 1)])
def test_the_command_ends_with_one_if_anything_is_wrong(patient, monkeypatch, capsys, found, code):
    def check(_):
        yield found

    monkeypatch.setattr(doctor_shop, "GROUPS", (Group("All", (check,)),))
    monkeypatch.setattr(doctor_shop, "patient_of", lambda _: patient)
    monkeypatch.setattr("pelicart_command.demo_note.enter_demo", lambda: None)
    assert main(["--demo", "doctor"]) == code
    out = capsys.readouterr().out
    assert ("WRONG   x: mend it" in out) == bool(code)
    assert out.splitlines()[0] == "All"


def test_it_asks_which_shop_is_meant(capsys):
    assert main(["doctor"]) == 1
    assert "--stage production doctor" in capsys.readouterr().err
