from dataclasses import replace

import pytest
from tests.pelicart.build import an_order

from pelicart.errors import ProviderDown
from pelicart.money import Money
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment

TOTAL = an_order().total
PAID = {"state": "paid", "live": True, "captured": TOTAL}


@pytest.fixture
def card(placed, provider):
    """An order of 46.90 EUR that a provider was paid for."""
    order = placed(an_order(**PAID, session="s1", reference="p1"))
    paid, nothing = Money(TOTAL, "EUR"), Money(0, "EUR")
    provider.payments["s1"] = Payment(
        "paid", order.id, "s1", paid, nothing, live=True, reference="p1"
    )
    return order


@pytest.fixture
def cheque(placed):
    return placed(an_order(**PAID, method="cheque", module="manual", reference="cheque 7001"))


@pytest.fixture
def refund(pelicart):
    def run(order, *options):
        return pelicart("refund", order.number, *options)

    return run


def test_without_an_amount_all_is_given_back(refund, card, store):
    assert refund(card) == (0, "Gave back 46.90 EUR of order AAAAAAAAAAAA, 0.00 EUR left.\n", "")
    assert read_order(store, card.id).state == "refunded"


def test_a_part_is_given_back_and_then_the_rest(refund, card, store):
    assert refund(card, "--amount=5.00")[1] == (
        "Gave back 5.00 EUR of order AAAAAAAAAAAA, 41.90 EUR left.\n"
    )
    assert read_order(store, card.id).state == "part_refunded"
    assert refund(card)[1] == "Gave back 41.90 EUR of order AAAAAAAAAAAA, 0.00 EUR left.\n"


def test_all_given_back_is_said_again(refund, card, store):
    refund(card)
    before = store.snapshot()
    for options in ([], ["--amount=5.00"]):
        assert refund(card, *options) == (
            0,
            "All of order AAAAAAAAAAAA was given back: 46.90 EUR.\n",
            "",
        )
    assert store.snapshot() == before


def test_the_same_again_gives_nothing_and_says_how_to(refund, card, provider):
    refund(card, "--amount=5.00")
    code, out, _ = refund(card, "--amount=5.00")
    assert (code, provider.given) == (0, {next(iter(provider.given)): 500})
    assert out == (
        "5.00 EUR of order AAAAAAAAAAAA were given back before, 41.90 EUR left. To give the same "
        "once more, add  --after 5.00\n"
    )
    for _ in range(2):
        assert refund(card, "--amount=5.00", "--after=5.00")[0] == 0
    assert sum(provider.given.values()) == 1000


def test_an_answer_that_got_lost_is_made_up_for_by_the_same_command(
    refund, card, provider, monkeypatch
):
    real = provider.refund

    def lost(*words):
        real(*words)
        raise ProviderDown

    with monkeypatch.context() as patch:
        patch.setattr(provider, "refund", lost)
        code, out, err = refund(card, "--amount=5.00")
    assert (code, out) == (1, "")
    assert err == (
        "pelicart: stripe gave no answer, so nothing is known: run the same command again. It "
        "gives back once\n"
    )
    assert refund(card, "--amount=5.00")[1].startswith("Gave back 5.00 EUR")
    assert sum(provider.given.values()) == 500


def test_what_the_provider_does_not_count_yet_is_said(refund, card, provider, monkeypatch):
    monkeypatch.setattr(provider, "refund", lambda *_: provider.payments["s1"])
    code, out, _ = refund(card, "--amount=5.00")
    assert code == 0
    assert out == (
        "stripe was asked to give back 5.00 EUR of order AAAAAAAAAAAA and has not counted it yet: "
        "look later with  pelicart orders show AAAAAAAAAAAA\n"
    )


def test_a_refusal_is_told(refund, card, provider, store):
    provider.refusing = True
    code, out, err = refund(card)
    assert (code, out) == (1, "")
    assert "stripe declined to give 46.90 EUR back (not today); nothing was given" in err
    assert read_order(store, card.id).state == "paid"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--amount=50.00"], "of order AAAAAAAAAAAA 46.90 EUR can be given back, not 50.00 EUR"),
        (["--amount=0.00"], "46.90 EUR can be given back, not 0.00 EUR"),
        (["--amount=5,00"], "write it like 46.90"),
        (["--amount=5.00", "--after=x"], "--after 'x' is no amount"),
        (["--by-hand", "--reference=line 18"], "leave out --by-hand and --reference"),
        (["--by-hand"], "leave out --by-hand and --reference"),
    ],
)
def test_what_does_not_fit_is_refused(refund, card, provider, store, options, said):
    before = store.snapshot()
    code, out, err = refund(card, *options)
    assert (code, out, store.snapshot()) == (1, "", before)
    assert said in err
    assert err.endswith("Nothing was changed.\n")
    assert not provider.given


def test_another_sum_than_was_given_back_before_is_refused(refund, card, provider):
    code, _, err = refund(card, "--amount=5.00", "--after=3.00")
    assert (code, provider.given) == (1, {})
    assert "was changed meanwhile, or another refund of it is under way" in err


@pytest.mark.parametrize(
    ("state", "said"),
    [("awaiting", "is waiting for the money"), ("disputed", "is disputed at the bank")],
)
def test_only_what_was_paid_can_be_given_back(refund, placed, state, said):
    order = placed(an_order(**{**PAID, "state": state}))
    code, _, err = refund(order)
    assert code == 1
    assert f"order AAAAAAAAAAAA {said}: nothing can be given back" in err


def test_an_order_that_cost_nothing_has_nothing_to_give_back(refund, placed):
    order = placed(an_order(state="paid", method="free", module="free", total=0))
    assert "order AAAAAAAAAAAA cost nothing" in refund(order)[2]


def test_a_provider_of_another_mode_is_not_asked(refund, card, provider):
    provider.live = False
    code, _, err = refund(card)
    assert (code, provider.given) == (1, {})
    assert "can't be given back now" in err


def test_a_cheque_goes_back_by_hand(refund, cheque, store):
    before = store.snapshot()
    code, out, err = refund(cheque, "--amount=5.00")
    assert (code, out, store.snapshot()) == (1, "", before)
    assert err == (
        "pelicart: 5.00 EUR of order AAAAAAAAAAAA go back by hand: write a cheque; the payment was "
        "'cheque 7001'. Then note it:  pelicart refund AAAAAAAAAAAA --amount 5.00 --by-hand "
        '--reference "bank line 18". Nothing was changed.\n'
    )


@pytest.mark.parametrize(
    ("method", "how"),
    [
        ("cash", "hand it over"),
        ("transfer", "send it to the account that the transfer came from"),
        ("fax", "give it back the way it came (fax)"),
    ],
)
def test_each_method_by_hand_says_how(refund, placed, method, how):
    order = placed(an_order(**PAID, method=method, module="manual", reference="line 7"))
    assert how in refund(order)[2]


def test_a_provider_that_gives_nothing_back_says_what_to_do(refund, card, provider):
    provider.refunds = False
    assert "go back by hand: give it back the way it came (card)" in refund(card)[2]
    assert refund(card, "--by-hand", "--reference=line 18")[1] == (
        "Gave back 46.90 EUR of order AAAAAAAAAAAA, 0.00 EUR left.\n"
    )


def test_what_went_back_by_hand_is_noted_once(refund, cheque, pelicart, store):
    options = ("--amount=5.00", "--by-hand", "--reference=bank  line 18")
    assert refund(cheque, *options)[1] == (
        "Gave back 5.00 EUR of order AAAAAAAAAAAA, 41.90 EUR left.\n"
    )
    before = store.snapshot()
    assert refund(cheque, *options)[1] == (
        "5.00 EUR of order AAAAAAAAAAAA were given back before by 'bank line 18', 41.90 EUR left.\n"
    )
    assert store.snapshot() == before
    shown = pelicart("orders", "show", cheque.number)[1]
    assert "refunded in part; by you; given back by hand; 5.00 EUR; reference bank line 18" in shown


def test_a_reference_stands_for_one_movement_of_money(refund, cheque):
    refund(cheque, "--amount=5.00", "--by-hand", "--reference=line 18")
    code, _, err = refund(cheque, "--amount=3.00", "--by-hand", "--reference=line 18")
    assert code == 1
    assert "'line 18' stands for another payment already" in err


def test_a_reference_by_hand_must_say_something(refund, cheque):
    assert "--reference is empty" in refund(cheque, "--by-hand", "--reference= ")[2]


def test_an_order_that_nobody_knows_is_told(refund, card):
    assert "no order" in refund(replace(card, id="Z" * 26))[2]
