"""docs/stripe.md against the module and the environment of the functions."""

from __future__ import annotations

from tests.docs.pages import page, rows, section

from pelicart.payments.stripe.notice import EVENTS
from pelicart_infra.functions import FUNCTIONS

PAGE = page("stripe")


def test_exactly_the_events_that_the_module_acts_on_are_listed():
    listed = [row[0].strip("`") for row in rows(section(PAGE, "Webhook events"), "event")]
    assert sorted(listed) == sorted(EVENTS)


def test_every_variable_of_stripes_is_listed():
    listed = {row[0].strip("`") for row in rows(section(PAGE, "Setting it up"), "variable")}
    given = {name for one in FUNCTIONS for name in (*one.settings, *one.secrets)}
    assert listed == {name for name in given if name.startswith("STRIPE_")}
