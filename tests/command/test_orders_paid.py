import pytest
from tests.pelicart.build import an_order


@pytest.fixture
def cheque(placed):
    return placed(an_order(state="awaiting", method="cheque", module="manual"))


@pytest.fixture
def paid(pelicart):
    def run(order, amount, reference="bank line 17"):
        return pelicart(
            "orders", "paid", order.number, f"--amount={amount}", f"--reference={reference}"
        )

    return run


def test_the_money_of_a_cheque_pays_its_order(paid, cheque, pelicart):
    assert paid(cheque, "46.90") == (
        0,
        "Order AAAAAAAAAAAA is now paid: 46.90 EUR, bank line 17.\n",
        "",
    )
    assert "reference bank line 17" in pelicart("orders", "show", cheque.number)[1]


def test_saying_it_twice_changes_nothing(paid, cheque, store):
    paid(cheque, "46.90")
    before = store.snapshot()
    assert paid(cheque, "46.90", "bank  line 17 ")[1] == (
        "Order AAAAAAAAAAAA was paid: 46.90 EUR, bank line 17.\n"
    )
    assert store.snapshot() == before


@pytest.mark.parametrize(
    ("amount", "remedy"),
    [
        ("46.89", "ask for the missing 0.01 EUR"),
        ("50", "send 3.10 EUR back, then mark it with 46.90"),
        ("46,90", "write it like 46.90"),
        ("46.900", "write it like 46.90"),
        ("-46.90", "write it like 46.90"),
    ],
)
def test_a_wrong_amount_is_refused_with_what_to_do(paid, cheque, store, amount, remedy):
    before = store.snapshot()
    code, out, err = paid(cheque, amount)
    assert (code, out) == (1, "")
    assert remedy in err
    assert err.endswith("Nothing was changed.\n")
    assert store.snapshot() == before


def test_a_bank_line_pays_one_order_only(paid, cheque, placed, store):
    other = placed(an_order(state="awaiting", method="transfer", module="manual"))
    paid(cheque, "46.90")
    before = store.snapshot()
    code, _, err = paid(other, "46.90")
    assert code == 1
    assert "another order" in err
    assert store.snapshot() == before


def test_an_order_paid_by_card_is_not_the_merchants_to_settle(paid, placed, store):
    card = placed(an_order(state="pending"))
    before = store.snapshot()
    code, _, err = paid(card, "46.90")
    assert code == 1
    assert "stripe" in err
    assert store.snapshot() == before


def test_a_second_payment_of_an_order_is_refused(paid, cheque, store):
    paid(cheque, "46.90")
    before = store.snapshot()
    code, _, err = paid(cheque, "46.90", "bank line 18")
    assert code == 1
    assert "it is paid" in err
    assert store.snapshot() == before


def test_a_reference_must_say_something(paid, cheque):
    assert "--reference is empty" in paid(cheque, "46.90", "  ")[2]


def test_a_late_cheque_for_what_was_sold_since_names_the_goods(paid, placed, store):
    late = placed(an_order(state="expired", method="cheque", module="manual"))
    before = store.snapshot()
    code, _, err = paid(late, "46.90")
    assert code == 1
    assert "sold since: Linen notebook" in err
    assert err.endswith("Nothing was changed.\n")
    assert store.snapshot() == before
