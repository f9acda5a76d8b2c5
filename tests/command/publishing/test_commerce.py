"""What a publish means to shoppers, and when it rather is a mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.command.publishing.sites import MUG, PEN, SONG, priced

from pelicart.catalogue import Extra, Option, Variant
from pelicart.money import Money
from pelicart.publication import Publication
from pelicart_command.publishing.changes import changed_settings
from pelicart_command.publishing.commerce import Price, commerce
from pelicart_command.publishing.telling import told


def publication(*products, **shop):
    return Publication("1", {"currencies": ["EUR"], **shop}, products, {}, {})


def changes(before, after):
    return commerce(publication(*before), publication(*after))


def lines(change, most=0):
    return list(told(change, most))


def test_new_and_withdrawn_products_are_named():
    change = changes([MUG, PEN], [PEN, SONG])
    assert (change.new, change.withdrawn) == ((SONG,), (MUG,))
    assert lines(change) == [
        "New products (1)", "  SONG  Song: 1.00 EUR", "",
        "Withdrawn (1)", "  MUG  Mug: 9.00 EUR", "",
    ]  # fmt: skip


def test_a_product_that_is_only_shown_by_now_is_withdrawn():
    shown = replace(MUG, orderable=False)
    assert changes([MUG], [shown]).withdrawn == (MUG,)
    assert changes([shown], [MUG]).new == (MUG,)


def test_prices_are_told_in_each_currency_before_and_after():
    two = replace(PEN, variants=(Variant("PEN", {"EUR": 250, "JPY": 400}),))
    assert changes([PEN], [two]).prices == (
        Price("PEN", "Pen", Money(200, "EUR"), Money(250, "EUR")),
        Price("PEN", "Pen", None, Money(400, "JPY")),
    )
    assert lines(changes([two], [PEN])) == [
        "Prices (2)", "  PEN  Pen  2.50 EUR → 2.00 EUR", "  PEN  Pen  400 JPY → not sold", "",
    ]  # fmt: skip


def test_so_are_those_of_variants_and_extras():
    def sized(minor, wrap):
        return replace(
            PEN,
            options=(Option("Size", ("S", "L")),),
            variants=(Variant("PEN-S", {"EUR": 200}, ("S",)), Variant("PEN-L", minor, ("L",))),
            extras=(Extra("WRAP", "Gift wrap", wrap),),
        )

    change = changes([sized({"EUR": 300}, {"EUR": 100})], [sized({"EUR": 350}, {"EUR": 120})])
    assert change.prices == (
        Price("PEN-L", "Pen, L", Money(300, "EUR"), Money(350, "EUR")),
        Price("PEN+WRAP", "Pen: Gift wrap", Money(100, "EUR"), Money(120, "EUR")),
    )


def test_a_rule_of_stock_is_told_and_a_level_that_will_not_change():
    uncounted = replace(MUG, variants=(Variant("MUG", {"EUR": 900}),), stock={})
    assert changes([MUG], [uncounted]).stock == ("MUG: counted as MUG → not counted",)
    assert changes([uncounted], [MUG]).stock == (
        "MUG: not counted → counted as MUG",
        "MUG: starts with 3, unless it was counted before",
    )
    (line,) = changes([MUG], [replace(MUG, stock={"MUG": 50})]).stock
    assert line.endswith("its counter stays as it is: pelicart stock MUG")


def test_tax_class_file_and_weight_are_terms():
    heavy = replace(PEN, tax="book", digital="ff-pen.pdf",
                    variants=(Variant("PEN", {"EUR": 200}, weight=20),))  # fmt: skip
    assert changes([PEN], [heavy]).terms == (
        "PEN: tax class standard → book",
        "PEN: file none → ff-pen.pdf",
        "PEN: weight 0 g → 20 g",
    )


def test_what_is_only_shown_otherwise_is_none_of_it():
    again = replace(MUG, name="Cup", url="/cup/", image="/cup.svg")
    assert lines(changes([MUG], [again])) == []


def test_of_much_the_first_lines_are_shown():
    many = [replace(PEN, sku=f"PEN{number}") for number in range(30)]
    said = lines(changes([], many), most=20)
    assert len(said) == 23
    assert said[21] == "  and 10 more: --dry-run lists them all"
    assert len(lines(changes([], many))) == 32


@pytest.mark.parametrize(
    ("before", "after", "alarm"),
    [
        ([], [MUG], ""),
        ([MUG, PEN], [PEN], ""),
        ([MUG, PEN, SONG], [PEN], "2 of 3 products would be withdrawn"),
        ([MUG], [], "1 of 1 products would be withdrawn"),
        ([MUG, PEN], [priced(MUG, 1), priced(PEN, 1)], ""),
        ([MUG, PEN, SONG], [priced(MUG, 1), priced(PEN, 1), SONG], ""),
        ([MUG, PEN, SONG], [priced(MUG, 1), priced(PEN, 1), priced(SONG, 1)],
         "all 3 prices would change"),
    ],
)  # fmt: skip
def test_it_is_alarming_only_if_it_concerns_nearly_all(before, after, alarm):
    assert changes(before, after).alarm == alarm


ZONE = {"name": "France", "to": ["FR"], "rates": [
    {"name": "Letter", "price": {"EUR": "3.90"}, "free_from": {"EUR": "80.00"}},
]}  # fmt: skip
RULE = {"to": ["FR", "MC"], "rates": {"standard": "20"}}


def other(before, after):
    change = changed_settings(before, after)
    return {heading: list(said) for heading, said in change.items() if said}


def test_a_rate_is_named_by_its_zone():
    letter = {**ZONE["rates"][0], "price": {"EUR": "4.20"}, "pickup": True}
    parcel = {"name": "Parcel", "price": {"EUR": "6.90"}}
    after = {"shipping": [{**ZONE, "rates": [letter, parcel]}]}
    assert other({"shipping": [ZONE]}, after) == {
        "Shipping": [
            "France / Letter / price / EUR: 3.90 → 4.20",
            "France / Letter / pickup: new, yes",
            "France / Parcel: new",
        ]
    }
    assert other(after, {"shipping": [{**ZONE, "rates": [letter]}]}) == {
        "Shipping": ["France / Parcel: gone"]
    }
    assert other({"shipping": [ZONE]}, {}) == {"Shipping": ["all of it: gone"]}


def test_a_tax_is_named_by_where_it_is_due():
    after = {"taxes": {"rules": [{**RULE, "rates": {"standard": "21", "book": "6"}}]}}
    assert other({"taxes": {"rules": [RULE]}}, after) == {
        "Taxes": ["FR, MC / standard: 20 → 21", "FR, MC / book: new, 6"]
    }


def test_methods_are_told_and_their_order():
    two = {"methods": {"card": {}, "transfer": {"days": 10, "remind": [5]}}}
    turned = {"methods": {"transfer": {"days": 14, "remind": [5, 8]}, "card": {}}}
    assert other(two, turned) == {
        "Payment methods": [
            "transfer / days: 10 → 14",
            "transfer / remind: 5 → 5, 8",
            "order: card, transfer → transfer, card",
        ]
    }
    assert other(two, {"methods": {"card": {}}}) == {"Payment methods": ["transfer: gone"]}


def test_other_settings_are_told_but_not_the_build():
    before = {"quantity": 20, "build": "1", "email": "a@b.example"}
    assert other(before, {"quantity": 25, "build": "2", "phone": "12"}) == {
        "Other settings": ["quantity: 20 → 25", "email: gone, was a@b.example", "phone: new, 12"]
    }


def test_nothing_changed_says_nothing():
    shop = {"shipping": [ZONE], "taxes": {"rules": [RULE]}, "methods": {"card": {}}}
    assert other(shop, {**shop, "build": "2"}) == {}
