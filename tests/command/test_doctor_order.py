"""`pelicart doctor NUMBER`: every state in plain words, and commands that do as they say."""

import copy
import shlex
from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.money import Money
from pelicart.order import OPEN, STATES, order_key
from pelicart.orders.moves import event
from pelicart.payments.base import Payment
from pelicart.writes import Write
from pelicart_command.arguments import read_arguments

TOTAL = an_order().money
NOTHING = Money(0, "EUR")
COUNTER = "STOCK#NOTEBOOK-OCHRE"
TAKEN = ("paid", "fulfilled", "part_refunded", "refunded", "disputed")
AT_PROVIDER = {
    "new": "open", "pending": "open", "awaiting": "processing", "expired": "expired",
    "cancelled": "expired", "review": "paid",
}  # fmt: skip


@pytest.fixture
def doctor(pelicart):
    def run(order):
        code, out, err = pelicart("doctor", order.number)
        assert (code, err) == (0, "")
        return out

    return run


@pytest.fixture
def order(placed, store, provider):
    """An order of this state, of which its provider says the same."""

    def place(state, **changes):
        store.write(Write(COUNTER, put={"avail": 3, "stocked": 5}))
        back = {"refunded": TOTAL.minor, "part_refunded": 500}.get(state, 0)
        money = {"captured": TOTAL.minor, "refunded": back, "reference": "p1"}
        known = {**(money if state in TAKEN else {}), "due_at": NOW * (state in OPEN)}
        order = placed(
            an_order(**{"state": state, "session": "s1", "live": True} | known | changes)
        )
        entry = event(state, NOW, "notice:stripe", why="mismatch", session="s1")
        if state == "review":
            store.write(Write(order_key(order.id), append={"history": [entry]}))
        provider.payments["s1"] = Payment(
            AT_PROVIDER.get(state, "paid"), order.id, "s1",
            TOTAL if state in {*TAKEN, "review"} else NOTHING, Money(back, "EUR"),
            live=True, reference="p1", dispute="open" if state == "disputed" else "",
        )  # fmt: skip
        return order

    return place


def section(out, title):
    lines = out.partition(f"\n{title}\n")[2].partition("\n\n")[0].splitlines()
    return [line.strip() for line in lines]


def commands(out):
    """What it advises, as it can be typed into a shell."""
    advised = section(out, "What you can do")
    return [line for line in advised if line.startswith("pelicart ")]


def words(command):
    return shlex.split(command, comments=True)[1:]


@pytest.mark.parametrize("state", STATES)
def test_every_state_says_what_happened_what_it_waits_for_and_what_to_do(doctor, order, state):
    out = doctor(order(state))
    titles = ("What happened", "Money", "Goods", "At the provider", "It waits for")
    assert all(section(out, title) for title in (*titles, "What you can do"))
    assert "the table says the same" in out or state == "review"
    assert "OTHERWISE" not in out


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_changed_and_its_payment_is_read_once(doctor, order, store, provider, state):
    placed = order(state)
    before = store.snapshot()
    doctor(placed)
    assert store.snapshot() == before
    assert provider.calls == {"look_up": 1}


@pytest.mark.parametrize("state", STATES)
def test_each_command_that_it_advises_is_carried_out(
    doctor, order, pelicart, store, provider, state
):
    placed = order(state)
    advised = commands(doctor(placed))
    assert bool(advised) == (state not in {"awaiting", "expired", "cancelled"})
    items, payments = copy.deepcopy(store._items), dict(provider.payments)
    for command in advised:
        store._items, provider.payments = copy.deepcopy(items), dict(payments)
        code, _, err = pelicart(*words(command))
        assert code == 0, (command, err)


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("awaiting", {"method": "cheque", "module": "manual", "session": ""}),
        ("expired", {"method": "cheque", "module": "manual", "session": ""}),
        ("paid", {"method": "free", "module": "free", "total": 0, "captured": 0, "session": ""}),
    ],
)
def test_so_they_are_without_a_provider(doctor, order, pelicart, store, state, changes):
    out = doctor(order(state, **changes))
    assert section(out, "At the provider") == ["there is no provider: money comes and goes by hand"]
    items = copy.deepcopy(store._items)
    for command in commands(out):
        store._items = copy.deepcopy(items)
        assert pelicart(*words(command))[0] == 0, command


def test_a_sealed_card_is_charged_by_its_own_commands(doctor, order):
    out = doctor(order("awaiting", method="ssl", module="sealed", session=""))
    assert "you to charge its card, until 2027-01-15 08:35" in out
    for command in commands(out):
        read_arguments(words(command))
    assert [words(one)[:2] for one in commands(out)] == [
        ["cards", "open"],
        ["cards", "done"],
        ["orders", "cancel"],
    ]


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("pending", {"state": "paid", "captured": TOTAL}),
        ("pending", {"state": "expired"}),
        ("awaiting", {"state": "paid", "captured": TOTAL}),
        ("expired", {"state": "paid", "captured": TOTAL}),
        ("paid", {"refunded": Money(500, "EUR")}),
        ("paid", {"dispute": "open"}),
        ("fulfilled", {"reference": "p2"}),
    ],
)
def test_what_the_table_has_not_heard_is_said_and_taken_over(
    doctor, order, provider, pelicart, state, changes
):
    placed = order(state)
    provider.does("s1", **changes)
    out = doctor(placed)
    assert "the table says OTHERWISE" in out
    (ask,) = [one for one in commands(out) if " ask " in one]
    assert pelicart(*words(ask))[0] == 0
    assert "the table says the same" in doctor(placed)


def test_what_went_back_is_no_news(doctor, order, provider, pelicart):
    placed = order("expired")
    provider.does("s1", state="paid", captured=TOTAL, refunded=TOTAL)
    assert "the table says the same" in doctor(placed)


def test_money_that_is_owed_or_under_way_is_told(doctor, order, store):
    placed = order("paid", refunding=500, due_at=NOW)
    owed = {"session": "s2", "reference": "p2", "amount": 4690, "given": 0, "why": "paid-twice"}
    store.write(Write(order_key(placed.id), set={"owed": [owed]}))
    out = doctor(placed)
    assert section(out, "Money")[1:] == [
        "5.00 EUR asked back of stripe, not counted",
        "46.90 EUR owed, reference p2: the order was paid already: this goes back",
    ]
    assert "stripe to give money back, looked after on 2027-01-15 08:00" in out


def test_what_is_overdue_is_told_with_how_to_run_it(doctor, order):
    out = doctor(order("pending", due_at=NOW - 3600))
    assert "OVERDUE since 2027-01-15 07:00: does reconcile run?" in out
    assert "pelicart reconcile  # do what is overdue" in out


def test_an_order_that_nobody_looks_after_is_told(doctor, order):
    out = doctor(order("awaiting", due_at=0))
    assert "stripe to say what became of the money, and NOBODY is due to ask" in out


def test_what_was_given_up_and_is_still_open_is_told(doctor, order):
    out = doctor(order("pending", wanted="cancelled", due_at=NOW + 60))
    assert "stripe to close its payment page, looked after on 2027-01-15 08:01" in out
    assert not commands(out)


def test_letters_stand_with_what_became_of_them(doctor, order, store):
    placed = order("paid")
    told = ["0:paid", "0:sale:refused"]
    store.write(
        Write(
            order_key(placed.id),
            set={"told": told},
            append={"history": [event("fulfilled", NOW, "merchant", why="shipped")]},
        )
    )
    out = doctor(placed)
    assert section(out, "Letters") == [
        "paid, to the shopper, about 2027-01-15 08:00: sent",
        "sale, to you, about 2027-01-15 08:00: REFUSED for good: its address or its text",
        "shipped, to the shopper, about 2027-01-15 08:00: due since 2027-01-15 08:00",
    ]
    assert "1 letter to be sent" in out
    assert "tell them in another way what no mail told: sale" in out
    shown = store.snapshot()
    assert shown[order_key(placed.id)]["told"] == told


def test_reminders_to_come_are_told(doctor, order):
    reminders = (NOW + 60, NOW + 120)
    out = doctor(order("awaiting", module="manual", session="", reminders=reminders))
    assert "a reminder to the shopper, 2027-01-15 08:02" in out


def test_a_withdrawal_leads_to_a_refund(doctor, order, store):
    placed = order("paid")
    entry = event("paid", NOW, "shopper", why="withdrawn")
    store.write(Write(order_key(placed.id), append={"history": [entry]}, set={"withdrawn": NOW}))
    out = doctor(placed)
    assert "you to give the money back: its shopper has withdrawn from it" in out
    assert commands(out) == [
        f"pelicart refund {placed.number} --restock  # its shopper has withdrawn"
    ]


@pytest.mark.parametrize(
    ("changes", "advised"),
    [
        ({}, "decide AAAAAAAAAAAA paid"),
        ({"refunded": TOTAL}, "decide AAAAAAAAAAAA refunded"),
        ({"state": "expired", "captured": NOTHING}, "decide AAAAAAAAAAAA cancelled"),
        ({"order": "ANOTHER"}, "decide AAAAAAAAAAAA cancelled"),
        ({"state": "processing", "captured": NOTHING}, "wait: money is on its way"),
        ({"captured": Money(1, "EUR")}, "give back in the dashboard of stripe what is too much"),
    ],
)
def test_a_review_is_led_out_by_what_is_kept(doctor, order, provider, changes, advised):
    placed = order("review")
    provider.does("s1", **changes)
    assert advised in "\n".join(section(doctor(placed), "What you can do"))


def test_a_review_looks_at_every_payment_that_its_history_names(doctor, order, store, provider):
    placed = order("review")
    provider.payments["s2"] = replace(provider.payments["s1"], session="s2", reference="p2")
    more = [event("review", NOW, "notice", why="paid-twice", session=one) for one in ("s2", "s3")]
    store.write(Write(order_key(placed.id), append={"history": more}))
    out = doctor(placed)
    assert section(out, "At the provider") == [
        "p1: paid, 46.90 EUR",
        "p2: paid, 46.90 EUR",
        "s3: it knows of no such payment",
    ]
    assert "what is too much of: p1, p2" in out


def test_a_review_by_hand_is_led_out_by_a_bank_line(doctor, order):
    out = doctor(order("review", method="cheque", module="manual", session=""))
    assert [words(one)[:4][3] for one in commands(out)] == ["paid", "refunded", "cancelled"]


def test_a_review_that_owes_money_waits(doctor, order, store):
    placed = order("review")
    owed = {"session": "s2", "reference": "p2", "amount": 1, "given": 0, "why": "paid-twice"}
    store.write(Write(order_key(placed.id), set={"owed": [owed]}))
    assert "wait until what is owed went back" in doctor(placed)


def test_a_provider_that_can_not_be_asked_is_said_to_be(doctor, order, provider):
    placed = order("review")
    provider.down = 1
    out = doctor(placed)
    assert "stripe could not be asked: no answer" in out
    assert f"pelicart doctor {placed.number}  # again, when stripe answers" in out
    provider.live = False
    assert "the key of stripe here is for the other mode" in doctor(placed)


def test_an_order_without_a_page_has_nobody_to_ask(doctor, order, provider):
    out = doctor(order("new", session=""))
    assert section(out, "At the provider") == ["no payment page was opened"]
    assert not provider.calls


def test_how_it_travels_and_that_it_is_on_sale_again_stand_with_the_goods(doctor, order, store):
    sent = event("fulfilled", NOW, "merchant", why="shipped", tracking="X1", carrier="Post")
    placed = order("refunded")
    store.write(Write(order_key(placed.id), append={"history": [sent]}))
    assert section(doctor(placed), "Goods") == [
        "2 NOTEBOOK-OCHRE: sent",
        "travels with Post, number X1",
    ]
    store.write(Write(order_key(placed.id), set={"restocked": True}))
    assert section(doctor(placed), "Goods")[0] == "2 NOTEBOOK-OCHRE: on sale again"


def test_files_alone_are_not_to_be_sent(doctor, order, placed):
    files = a_quote(a_line(digital="a.pdf", stock_key=None), delivery=None)
    bought = placed(an_order(files, state="paid", captured=files.total, live=True))
    out = doctor(bought)
    assert "Nothing is counted" in out
    assert section(out, "It waits for") == ["2 letters to be sent"]


def test_a_number_that_is_nearly_one_is_told(pelicart, order):
    placed = order("paid")
    code, out, err = pelicart("doctor", placed.number[:-1])
    assert (code, out) == (1, "")
    assert "but nearly: AAAAAAAAAAAA, Ada Example, 46.90 EUR" in err


def test_a_number_that_is_none_is_told(pelicart, order):
    code, _, err = pelicart("doctor", "ZZZZZZZZZZZZ")
    assert code == 1
    assert "pelicart orders list  shows their numbers" in err
