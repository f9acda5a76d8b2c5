import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.letters import due_letters
from pelicart.money import Money
from pelicart.order import order_key
from pelicart.orders.handoff import close
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.writes import Write

COUNTER = "STOCK#NOTEBOOK-OCHRE"
NOTHING = Money(0, "EUR")


@pytest.fixture
def pending(placed, store, provider):
    """An order whose payment page is open."""
    store.write(Write(COUNTER, put={"avail": 3}))
    order = placed(an_order(state="pending", session="s1", live=True))
    provider.payments["s1"] = Payment("open", order.id, "s1", NOTHING, NOTHING, live=True)
    return order


@pytest.fixture
def cancel(pelicart):
    def run(order):
        return pelicart("orders", "cancel", order.number)

    return run


def avail(store):
    return store.snapshot()[COUNTER]["avail"]


def test_its_page_is_closed_before_its_goods_go_back(cancel, pending, store, provider, pelicart):
    assert cancel(pending) == (
        0,
        "Order AAAAAAAAAAAA is cancelled, and its goods are on sale again.\n",
        "",
    )
    assert (provider.open, avail(store)) == ([], 5)
    order = read_order(store, pending.id)
    assert [entry["by"] for entry in order.history[1:]] == ["merchant", "merchant"]
    assert [due.letter for due in due_letters(order)] == ["cancelled"]
    told = pelicart("orders", "show", order.number)[1].splitlines()[-2:]
    assert told[0].endswith("on the payment page; by you; wants it cancelled")
    assert told[1].startswith("  2027-01-15 08:00  cancelled; by you")


def test_said_twice_it_is_done_once(cancel, pending, store):
    cancel(pending)
    before = store.snapshot()
    assert cancel(pending)[1] == "Order AAAAAAAAAAAA was cancelled before.\n"
    assert store.snapshot() == before


def test_an_order_by_cheque_is_cancelled_at_once_and_says_by_whom(cancel, placed, store, pelicart):
    store.write(Write(COUNTER, put={"avail": 3}))
    order = placed(an_order(state="awaiting", method="cheque", module="manual"))
    assert cancel(order)[0] == 0
    assert (read_order(store, order.id).history[-1]["why"], avail(store)) == ("given-up", 5)
    last = pelicart("orders", "show", order.number)[1].splitlines()[-1]
    assert last.endswith("cancelled; by you; at your wish")


def test_what_was_paid_just_now_is_not_given_up(cancel, pending, store, provider):
    provider.takes("s1", pending.total)
    code, _, err = cancel(pending)
    assert (code, read_order(store, pending.id).state) == (1, "paid")
    assert err == (
        "pelicart: order AAAAAAAAAAAA is paid: to give it up, give the money back:  pelicart "
        "refund AAAAAAAAAAAA --restock  .\n"
    )


def test_a_provider_that_is_down_leaves_the_wish_to_reconcile(cancel, pending, store, provider):
    provider.down = 1
    code, _, err = cancel(pending)
    assert code == 1
    assert "that you want it cancelled is noted, and reconcile goes on with it" in err
    order = read_order(store, pending.id)
    assert (order.state, order.wanted, order.due_at, avail(store)) == (
        *("pending", "cancelled", NOW),
        3,
    )
    ended = close(store, provider, order, NOW + 300, "reconcile")
    assert ended.state == "cancelled"


def test_a_page_that_nobody_can_close_ends_by_itself(cancel, pending, store, provider):
    provider.unclosable, provider.lingers = True, 3600
    assert "stripe can't close the payment page of order AAAAAAAAAAAA" in cancel(pending)[1]
    order = read_order(store, pending.id)
    assert (order.state, order.wanted) == ("pending", "cancelled")
    ended = close(store, provider, order, order.deadline, "reconcile")
    assert (ended.state, ended.history[-1]["why"]) == ("cancelled", "given-up")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("paid", "pelicart refund AAAAAAAAAAAA --restock"),
        ("fulfilled", "pelicart refund AAAAAAAAAAAA --restock"),
        ("part_refunded", "pelicart refund AAAAAAAAAAAA --restock"),
        ("awaiting", "nobody can stop that. Once it is paid"),
        ("review", "see what came, then decide it:  pelicart doctor AAAAAAAAAAAA"),
        ("disputed", "answer in your provider's dashboard"),
        ("refunded", "is over already: refunded"),
        ("expired", "is over already: not paid in time"),
    ],
)
def test_what_can_not_be_given_up_says_what_to_do(cancel, placed, store, state, said):
    order = placed(an_order(state=state, session="s1"))
    before = store.snapshot()
    code, out, err = cancel(order)
    assert (code, out, store.snapshot()) == (1, "", before)
    assert said in err
    assert err.endswith("Nothing was changed.\n")


def test_an_order_that_cost_nothing_is_undone_without_a_refund(cancel, placed, pelicart, store):
    store.write(Write(COUNTER, put={"avail": 3}))
    order = placed(an_order(state="paid", method="free", module="free", total=0))
    assert "give the money back:  pelicart orders restock AAAAAAAAAAAA" in cancel(order)[2]
    assert pelicart("orders", "restock", order.number)[0] == 0
    assert avail(store) == 5
    assert pelicart("orders", "list", "--to-ship")[1] == "Nothing is to be sent.\n"


def test_an_order_without_a_page_is_cancelled(cancel, placed, store):
    store.write(Write(COUNTER, put={"avail": 3}))
    order = placed(an_order())
    store.write(Write(order_key(order.id), set={"due_at": NOW}))
    assert cancel(order)[0] == 0
    assert (read_order(store, order.id).state, avail(store)) == ("cancelled", 5)
