"""Notices that are forged, altered, old, doubled, disordered or about somebody else.

Each test holds the exact answer to the provider and the exact effect on the order.
"""

from dataclasses import replace

import pytest

DAY = 86_400


def unchanged(rig, before):
    assert rig.front.orders() == before


@pytest.mark.promise("forged")
def test_a_forged_notice_is_refused_and_proves_nothing(rig, kind, told):
    session = rig.begins()
    before = rig.front.orders()
    rig.presses("pay", session, notices="forged")
    (forged,) = rig.catcher.await_notices(1)
    answer = rig.tells(forged)
    # Unsigned ones say nothing but where to look: there is nothing where a forged one points.
    assert answer == (kind.refused if kind.signed else kind.taken)
    unchanged(rig, before)
    told(answer, "unchanged")


@pytest.mark.promise("forged, unpaid")
def test_a_notice_about_an_unpaid_session_pays_nothing(rig, kind, told):
    paid = rig.begins()
    rig.tells(rig.pays(paid))
    (notice, *_) = [one for one in rig.catcher.notices if paid.encode() in one.body]
    rig.browser.cookies.clear()
    rig.front.moment += 1
    other = rig.begins()
    before = rig.order
    claimed = replace(notice, body=notice.body.replace(paid.encode(), other.encode()))
    answer = rig.tells(claimed)
    assert answer == (kind.refused if kind.signed else kind.taken)
    assert rig.order == before
    told(answer, "unchanged")


@pytest.mark.promise("altered")
def test_an_altered_notice_is_refused(rig, kind, told):
    rig.begins()
    notice = rig.pays()
    before = rig.front.orders()
    answers = set()
    for place in range(0, len(notice.body), max(1, len(notice.body) // 20)):
        body = bytearray(notice.body)
        body[place] = body[place] ^ 1 if 33 < body[place] ^ 1 < 127 else ord("~")
        if bytes(body) != notice.body:
            answers.add(str(rig.tells(replace(notice, body=bytes(body)))))
            unchanged(rig, before)
    refused = {str(kind.refused)} if kind.signed else kind.refusals
    assert answers <= refused, answers
    told(" or ".join(sorted(answers)), "unchanged")


@pytest.mark.promise("stale")
def test_an_old_notice_changes_nothing(rig, kind, told):
    rig.begins()
    notice = rig.pays()
    assert rig.tells(notice) == kind.taken
    before = rig.front.orders()
    rig.front.moment += DAY
    answer = rig.tells(notice)
    assert answer == (kind.refused if kind.ages else kind.taken)
    unchanged(rig, before)
    told(answer, "unchanged")


@pytest.mark.promise("replayed")
def test_a_replayed_notice_undoes_nothing(rig, kind, told):
    rig.begins()
    notice = rig.pays()
    rig.tells(notice)
    rig.quiet()
    rig.pulls("refund", amount="1.00")
    rig.tells(notice)  # what was given back is known by the first look after it, if there is one
    rig.reconciles(0)
    before = rig.front.orders()
    answer = rig.tells(notice)
    assert answer == kind.taken
    unchanged(rig, before)
    told(answer, "unchanged")


@pytest.mark.promise("foreign order")
def test_a_notice_about_an_order_that_is_not_ours_makes_none(rig, kind, told):
    rig.begins()
    notice = rig.pays()
    key = f"ORDER#{rig.order.id}"
    rig.front.store._items.pop(key)
    answer = rig.tells(notice)
    assert answer == kind.unknown
    assert rig.front.orders() == []
    told(answer, "none made")


@pytest.mark.promise("duplicated")
def test_a_notice_twice_counts_once(rig, kind, told):
    rig.begins()
    notice = rig.pays()
    assert rig.tells(notice) == kind.taken
    before = rig.front.orders()
    answer = rig.tells(notice)
    assert answer == kind.taken
    unchanged(rig, before)
    assert [entry["state"] for entry in rig.order.history].count("paid") == 1
    told(answer, "paid once")


@pytest.mark.promise("out of order")
def test_notices_in_the_wrong_order_end_in_the_same_state(rig, kind, told):
    session = rig.begins()
    if kind.resumes:
        rig.presses("decline", session)
        rig.catcher.await_notices(int(kind.tells_declines))
    agreed = rig.pays(session)
    if kind.takes:
        rig.tells(agreed)
    count = len(rig.catcher.notices)
    rig.pulls("refund", amount="1.00")
    if kind.tells_refunds:
        rig.catcher.await_notices(count + 1)
    answers = {str(rig.tells(notice)) for notice in reversed(rig.catcher.notices)}
    assert answers == {str(kind.taken)}
    state = rig.order.state
    assert rig.order.captured == rig.order.total
    assert state == ("part_refunded" if not kind.evidence else "paid")
    told(kind.taken, state)


@pytest.mark.promise("decline, then pay")
def test_after_a_decline_the_order_is_paid(rig, kind, told):
    session = rig.begins()
    rig.presses("decline", session)
    for notice in rig.catcher.await_notices(int(kind.tells_declines)):
        assert rig.tells(notice) == kind.taken
    assert rig.order.captured == 0
    assert rig.order.state in {"new", "pending"}
    if not kind.resumes:
        page = rig.browser.get(rig.order_page())
        rig.arrives(rig.browser.submit(page, "pay"))
    answer = rig.tells(rig.pays())
    assert answer == kind.taken
    assert (rig.order.state, rig.order.captured) == ("paid", rig.order.total)
    told(answer, "paid")


@pytest.mark.promise("provider's retry")
def test_a_notice_that_was_not_taken_comes_again_and_counts(rig, kind, told):
    answers = []

    def taking(caught):
        rig.front.breaking = rig.table_down if not answers else (lambda: None)
        answers.append(rig.tells(caught))
        return answers[-1]

    rig.begins()
    rig.catcher.taking = taking
    rig.presses("pay")
    if kind.retries:
        rig.catcher.await_notices(2)
    else:
        rig.catcher.await_notices(1)
        rig.front.breaking = lambda: None
        rig.reconciles()
    assert answers[0] == kind.table_down
    assert (rig.order.state, rig.order.captured) == ("paid", rig.order.total)
    told(answers[0], "paid at the next" if kind.retries else "paid by reconcile")
