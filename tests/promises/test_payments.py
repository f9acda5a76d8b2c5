"""Payments that don't fit, and providers that don't answer or answer nonsense."""

import pytest


def notice_of_altered(rig, **said):
    session = rig.begins()
    rig.pulls("alter", session, **said)
    return rig.pays(session)


@pytest.mark.promise("wrong amount")
def test_another_amount_never_pays(rig, kind, told):
    answer = rig.tells(notice_of_altered(rig, amount="1.00"))
    assert answer == kind.taken
    assert (rig.order.state, rig.order.captured) == ("review", 0)
    told(answer, "review")


@pytest.mark.promise("wrong currency")
def test_another_currency_never_pays(rig, kind, told):
    answer = rig.tells(notice_of_altered(rig, currency="CHF"))
    assert answer == kind.taken
    assert (rig.order.state, rig.order.captured) == ("review", 0)
    told(answer, "review")


@pytest.mark.promise("wrong mode")
def test_a_payment_of_the_other_mode_never_pays(rig, kind, told):
    before = None
    session = rig.begins()
    rig.pulls("alter", session, live=True)
    before = rig.order
    answer = rig.tells(rig.pays(session))
    assert (str(answer), rig.order.state) == kind.other_mode
    assert rig.order.captured == 0
    told(answer, "unchanged" if rig.order == before else rig.order.state)


@pytest.mark.promise("unknown status")
def test_a_status_nobody_knows_never_pays(rig, kind, told):
    session = rig.begins()
    notice = rig.pays(session)
    before = rig.order
    rig.pulls("alter", session, status="strange")
    answer = rig.tells(notice)
    if kind.evidence:  # the message itself was genuine, and is all the evidence there is
        assert (answer, rig.order.state) == (kind.taken, "paid")
    else:
        assert (answer, rig.order) == (kind.down, before)
        rig.reconciles()
        assert rig.order.captured == 0
    told(answer, "unchanged" if rig.order.captured == 0 else "paid, by the message")


@pytest.mark.parametrize(
    "mode",
    [
        pytest.param("down", marks=pytest.mark.promise("provider down")),
        pytest.param("slow", marks=pytest.mark.promise("provider slow")),
        pytest.param("garbage", marks=pytest.mark.promise("malformed JSON")),
        pytest.param("html", marks=pytest.mark.promise("HTML instead of JSON")),
    ],
)
def test_a_provider_without_a_sound_answer_changes_nothing(rig, kind, told, mode):
    session = rig.begins()
    notice = rig.pays(session)
    before = rig.order
    with rig.api(mode):
        answer = rig.tells(notice)
        if kind.evidence:
            assert (answer, rig.order.state) == (kind.taken, "paid")
            told(answer, "paid, by the message")
            return
        assert (answer, rig.order) == (kind.down, before)
    assert rig.tells(notice) == kind.taken
    assert rig.order.state == "paid"
    told(answer, "unchanged, paid at the next")


@pytest.mark.promise("lost notice")
def test_without_any_notice_reconcile_finds_the_payment(rig, kind, told):
    rig.begins()
    rig.pays()
    rig.reconciles()
    assert (rig.order.state, rig.order.captured) == ("paid", rig.order.total)
    told("none came", "paid by reconcile")


@pytest.mark.promise("browser's word")
def test_a_browser_that_says_paid_pays_nothing(rig, kind, told):
    rig.begins()
    urls = rig.front.wired.urls(rig.order.id, rig.order.created, kind.name)
    rig.browser.get(urls.done.partition(".example")[2] + "&status=paid&code-retour=paiement")
    assert (rig.order.state, rig.order.captured) == ("pending", 0)
    told("none came", "unchanged")


@pytest.mark.promise("trouble at a look")
def test_a_look_without_a_sound_answer_decides_nothing(rig, kind, told):
    rig.begins()
    rig.pays()  # and nobody hears of it
    for mode in ("down", "slow", "garbage", "html"):
        with rig.api(mode):
            rig.reconciles()
        assert (rig.order.state, rig.order.captured) == ("pending", 0), mode
    rig.reconciles()
    assert (rig.order.state, rig.order.captured) == ("paid", rig.order.total)
    told("none came", "unchanged, paid by reconcile")
