import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.money import Money
from pelicart.order import STATES, order_key
from pelicart.orders.moves import event
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.writes import Write

TOTAL = an_order().money
NOTHING = Money(0, "EUR")
COUNTER = "STOCK#NOTEBOOK-OCHRE"


@pytest.fixture
def review(placed, store, provider):
    """An order in review, with these payments of as many sessions at its provider."""

    def place(*payments, **changes):
        store.write(Write(COUNTER, put={"avail": 3}))
        order = placed(an_order(state="pending", session="s1", live=True, **changes))
        entries = []
        for number, (captured, refunded) in enumerate(payments, start=1):
            session = f"s{number}"
            provider.payments[session] = Payment(
                "paid", order.id, session, Money(captured, "EUR"), Money(refunded, "EUR"),
                live=True, reference=f"p{number}",
            )  # fmt: skip
            entries.append(event("review", NOW, "notice:stripe", why="mismatch", session=session))
        entries = entries or [event("review", NOW, "reconcile", why="forgotten")]
        store.write(
            Write(order_key(order.id), set={"state": "review"}, append={"history": entries})
        )
        return order

    return place


@pytest.fixture
def decide(pelicart):
    def run(order, *words):
        return pelicart("orders", "decide", order.number, *words)

    return run


def test_what_was_paid_exactly_is_paid_with_the_reason_in_the_history(
    decide, review, store, pelicart
):
    order = review((TOTAL.minor, 0))
    assert decide(order, "paid", "--note=asked  the bank") == (
        0,
        "Order AAAAAAAAAAAA is now paid: 46.90 EUR.\n",
        "",
    )
    assert read_order(store, order.id).history[-1]["note"] == "asked the bank"
    shown = pelicart("orders", "show", order.number)[1].splitlines()[-1]
    assert shown.endswith("paid; by you; decided by you; 46.90 EUR; reference p1; “asked the bank”")


def test_what_went_back_is_refunded_and_says_how_its_goods_do(decide, review, store):
    order = review((TOTAL.minor, TOTAL.minor))
    assert decide(order, "refunded")[1] == (
        "Order AAAAAAAAAAAA is now refunded. Its goods are still its own: put them back on sale "
        "with  pelicart orders restock AAAAAAAAAAAA\n"
    )
    assert read_order(store, order.id).state == "refunded"


def test_what_was_never_paid_is_cancelled_and_its_goods_go_back(decide, review, store):
    order = review()
    assert decide(order, "cancelled")[1] == "Order AAAAAAAAAAAA is now cancelled.\n"
    assert store.snapshot()[COUNTER]["avail"] == 5


@pytest.mark.parametrize(
    ("payments", "verdict", "said"),
    [
        ([(1, 0)], "paid", "not exactly 46.90 EUR is kept"),
        ([(TOTAL.minor, 0), (TOTAL.minor, 0)], "paid", "give back at stripe whatever is too much"),
        ([(1, 0)], "refunded", "money is kept, or none ever came: give it back at stripe"),
        ([], "refunded", "if none came, decide  cancelled"),
        ([(1, 0)], "cancelled", "money is kept: give it back at stripe, and decide  refunded"),
    ],
)
def test_what_the_provider_contradicts_is_refused(decide, review, store, payments, verdict, said):
    order = review(*payments)
    before = store.snapshot()
    code, out, err = decide(order, verdict)
    assert (code, out, store.snapshot()) == (1, "", before)
    assert said in err
    assert "pelicart doctor AAAAAAAAAAAA  . Nothing was changed.\n" in err


@pytest.mark.parametrize("state", sorted(set(STATES) - {"review"}))
def test_only_an_order_in_review_is_decided(decide, placed, state):
    code, _, err = decide(placed(an_order(state=state, live=True)), "paid")
    assert code == 1
    assert "isn't in review but" in err


def test_money_that_may_still_come_is_waited_for(decide, review, provider):
    order = review((TOTAL.minor, 0))
    provider.does("s1", state="processing", captured=NOTHING)
    assert "stripe says that money may still come" in decide(order, "cancelled")[2]


def test_money_that_goes_back_is_waited_for(decide, review, store):
    order = review((TOTAL.minor, 0))
    owed = {"session": "s2", "reference": "p2", "amount": 1, "given": 0, "why": "paid-twice"}
    store.write(Write(order_key(order.id), set={"owed": [owed]}))
    assert "is being given back: wait until that is done" in decide(order, "paid")[2]


def test_a_provider_that_is_down_decides_nothing(decide, review, provider):
    order = review((TOTAL.minor, 0))
    provider.down = 1
    code, _, err = decide(order, "paid")
    assert code == 1
    assert "stripe could not be asked (no answer), and nothing is decided without it" in err


def test_goods_that_were_sold_meanwhile_are_named(decide, review, store):
    order = review((TOTAL.minor, 0))
    gone = [event("expired", NOW, "reconcile"), event("review", NOW, "notice", session="s1")]
    store.write(Write(order_key(order.id), append={"history": gone}))
    store.write(Write(COUNTER, set={"avail": 1}))
    assert "its goods were sold meanwhile: Linen notebook" in decide(order, "paid")[2]


def test_who_is_overtaken_is_told_so(decide, review, store, monkeypatch):
    order = review((TOTAL.minor, 0))
    real = store.write_all

    def overtaken(writes):
        another = event("review", NOW, "notice:stripe", why="in-review")
        store.write(Write(order_key(order.id), append={"history": [another]}))
        return real(writes)

    monkeypatch.setattr(store, "write_all", overtaken)
    assert "was changed just now: look with  pelicart doctor" in decide(order, "paid")[2]


def test_a_reference_is_for_money_by_hand(decide, review):
    order = review((TOTAL.minor, 0))
    assert "leave out --reference" in decide(order, "paid", "--reference=line 18")[2]


@pytest.fixture
def by_hand(review, store):
    def place(**changes):
        order = review(method="cheque", module="manual")
        store.write(Write(order_key(order.id), set={"session": "", **changes}))
        return order

    return place


def test_by_hand_a_bank_line_says_it_and_once(decide, by_hand, store):
    order = by_hand()
    assert 'such as  --reference "bank line 18"' in decide(order, "paid")[2]
    store.write(Write("BANK#line 17", put={"order": "ANOTHER"}))
    code, _, err = decide(order, "paid", "--reference=line 17")
    assert code == 1
    assert "'line 17' stands for another payment already" in err
    assert decide(order, "paid", "--reference=line 18")[0] == 0
    assert read_order(store, order.id).captured == TOTAL.minor


def test_by_hand_money_that_is_kept_or_never_came_is_told(decide, by_hand):
    kept = by_hand(captured=TOTAL.minor)
    assert "is kept: send it back, and decide  refunded" in decide(kept, "cancelled")[2]
    assert 'such as  --reference "bank line 18"' in decide(kept, "refunded")[2]
    assert (
        "no money came for order BBBBBBBBBBBB: decide  cancelled"
        in decide(by_hand(), "refunded")[2]
    )


@pytest.mark.parametrize(
    ("option", "said"),
    [("--note=" + "x" * 121, "longer than 120 characters"), ("--note= ", "--note is empty")],
)
def test_a_note_is_short_and_says_something(decide, review, option, said):
    assert said in decide(review((TOTAL.minor, 0)), "paid", option)[2]
