import pytest

from pelicart.methods import is_iban, read_methods
from pelicart.reading import Problem, Reader

IBAN = "FR14 2004 1010 0505 0001 3M02 606"  # the example of the SWIFT registry


def read(methods, address=("Shop", "Street 1")):
    problems: list[Problem] = []
    return read_methods(Reader({"methods": methods}, (), problems), address), problems


def test_a_shop_that_says_nothing_takes_cards_by_stripe():
    (method,), problems = read({})
    assert (method.name, method.module, problems) == ("card", "stripe", [])


def test_the_merchants_own_methods_need_no_module_and_wait_two_weeks():
    methods, problems = read({"cheque": {}, "fax": {"fax": "+33 1"}, "transfer": {"iban": IBAN}})
    assert problems == []
    assert {method.module for method in methods} == {"manual"}
    assert {method.days for method in methods} == {14}


@pytest.mark.parametrize(
    ("methods", "place"),
    [
        ({"fax": {}}, "methods.fax"),
        ({"transfer": {"bic": "X"}}, "methods.transfer"),
        ({"transfer": {"iban": "FR14 2004"}}, "methods.transfer.iban"),
        ({"transfer": {"iban": IBAN, "iben": "x"}}, "methods.transfer.iben"),
        ({"card": {"module": "stripes"}}, "methods.card.module"),
        ({"Card": {}}, "methods.Card"),
        ({"free": {}}, "methods.free"),
        ({"cheque": {"days": 400}}, "methods.cheque.days"),
    ],
)
def test_what_an_order_form_could_not_do_without_is_a_problem(methods, place):
    _, problems = read(methods)
    assert [str(problem).split(":")[0] for problem in problems] == [place]


def test_a_cheque_goes_to_the_shops_address_unless_it_has_its_own():
    assert read({"cheque": {}}, ())[1]
    assert not read({"cheque": {"address": ["Box 1"]}}, ())[1]


def test_lines_of_an_address_stay_lines():
    (method,), _ = read({"cheque": {"address": ["Box 1", "75000 Paris"], "payee": "Shop"}})
    assert method.options == {"address": ("Box 1", "75000 Paris"), "payee": "Shop"}


@pytest.mark.parametrize("digit", range(4, 27))
def test_a_wrong_digit_in_an_iban_is_seen(digit):
    folded = IBAN.replace(" ", "")
    wrong = "7" if folded[digit] != "7" else "8"
    assert is_iban(folded)
    assert is_iban(IBAN)
    assert not is_iban(folded[:digit] + wrong + folded[digit + 1 :])
