import pytest

from pelicart.mailing import Mailing
from pelicart.settings import read_shop


def read(**shop):
    problems = []
    found = read_shop({"currencies": ["EUR"], **shop}, problems)
    return found, [str(problem) for problem in problems]


def test_mails_are_from_the_shops_address_and_go_there_too():
    shop, problems = read(email="hello@merle.example")
    assert shop.mail == Mailing("hello@merle.example", "hello@merle.example")
    assert not problems


def test_each_can_be_another():
    mail = {"from": "orders@merle.example", "merchant": "workshop@merle.example"}
    shop, problems = read(email="hello@merle.example", mail=mail)
    assert (shop.email, shop.mail) == ("hello@merle.example", Mailing(*mail.values()))
    assert not problems


def test_without_any_there_is_nobody_to_be_from():
    shop, problems = read()
    assert (shop.mail, problems) == (Mailing(), [])


@pytest.mark.parametrize(
    "odd", ["hello", "Merle <hello@merle.example>", "a@b.example, c@d.example", "a@b\nc", "@b"]
)
@pytest.mark.parametrize("place", ["email", "from", "merchant"])
def test_what_is_no_bare_address_is_told_at_its_place(place, odd):
    written = {"email": odd} if place == "email" else {"mail": {place: odd}}
    shop, problems = read(**written)
    (problem,) = problems
    where = place if place == "email" else f"mail.{place}"
    assert problem.startswith(f"{where}: {odd!r} is no mail address. Write one bare address")
    assert shop.mail == Mailing()


def test_an_unknown_key_is_told_with_the_closest():
    _, (problem,) = read(mail={"form": "a@b.example"})
    assert "Did you mean from?" in problem
