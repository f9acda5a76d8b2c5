import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, UndefinedError
from lxml import html
from markupsafe import Markup
from tests.pelicart.shopfront import FRAME, SHOP, TEXT

from pelicart.pages import Pages
from pelicart.publication import Frame, Text
from pelicart.settings import shop_from

MESSAGES = {
    "Cart": "Panier",
    "%(num)s day": ["%(num)s jour", "%(num)s jours"],
    "Empty": "",
    "For %(name)s": "Pour %(name)s",
}
FRENCH = Text("fr", TEXT.patterns, MESSAGES, "n > 1", TEXT.countries)


PART = "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}"


def rendered(source, view=None, frame=FRAME):
    pages = Pages(
        {"live/page.html": source, "live/_part.html": PART}, frame, FRENCH, shop_from(SHOP)
    )
    return pages.render("page", view)


def main(source, view=None):
    return rendered("{% block main %}" + source + "{% endblock %}", view, Frame(("", "main", "")))


def test_the_blocks_fill_the_holes_of_the_frame():
    page = rendered("{% block title %}T{% endblock %}{% block main %}M{% endblock %}lost")
    assert page == (
        "<!DOCTYPE html><html><head><title>T</title></head><body><main>M</main></body></html>"
    )


def test_the_frame_is_never_parsed():
    frame = Frame(("{{ 7*7 }}{% raw", "main", "{% endblock %}"))
    assert rendered("{% block main %}x{% endblock %}", frame=frame) == (
        "{{ 7*7 }}{% rawx{% endblock %}"
    )


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_stays_text(text):
    found = html.fromstring(main('<p title="{{ view }}">{{ view }}</p>', text))
    assert not list(found)
    assert found.get("title") == (found.text or "")
    assert (found.text or "") == text


def test_macros_escape_what_they_are_given():
    assert main('{% from "live/_part.html" import m %}{{ m(view) }}', "<b>") == "<i>&lt;b&gt;</i>"


def test_an_unknown_variable_is_an_error_that_names_it():
    with pytest.raises(UndefinedError, match="viw"):
        main("{{ viw }}")


@pytest.mark.parametrize(
    "source", ["{{ view.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ _.__globals__ }}"]
)
def test_a_template_cannot_get_out_of_its_sandbox(source):
    with pytest.raises(SecurityError):
        main(source, "x")


def test_a_template_cannot_change_what_it_is_given():
    with pytest.raises(SecurityError):
        main("{{ view.append(1) }}", [])


def test_messages_are_those_of_the_language_and_stay_as_written_without():
    assert main('{{ _("Cart") }} {{ _("Checkout") }} {{ _("Empty") }}') == "Panier Checkout Empty"


@pytest.mark.parametrize(("count", "said"), [(0, "0 jour"), (1, "1 jour"), (2, "2 jours")])
def test_plurals_follow_the_languages_own_rule(count, said):
    assert main('{{ ngettext("%(num)s day", "%(num)s days", view) }}', count) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0 men"), (1, "1 man"), (2, "2 men")])
def test_a_plural_that_is_not_translated_follows_english(count, said):
    assert main('{{ ngettext("%(num)s man", "%(num)s men", view) }}', count) == said


def test_a_name_in_a_message_is_escaped():
    assert main('{{ _("For %(name)s", name=view) }}', "<b>") == "Pour &lt;b&gt;"
    assert main('{{ _("For %(name)s", name=view) }}', Markup("<b>")) == "Pour <b>"


def test_templates_write_money_dates_rates_and_countries_as_the_language_does():
    assert main('{{ money(-123456, "EUR") }}') == "-€1,234.56"
    assert main("{{ date(0) }} {{ percent(5500) }}") == "1 J 1970 5.5%"
    assert main('{{ country("FR") }} {{ country("XX") }}') == "France XX"


def test_templates_know_the_shop_and_the_language():
    assert main("{{ shop.name }} {{ lang }}") == "Tom &amp; Jerry fr"


def test_a_phrase_for_a_provider_is_plain_text():
    pages = Pages({"live/_part.html": PART.replace("i>", "b>")}, FRAME, FRENCH, shop_from(SHOP))
    assert pages.phrase("part", "m", "Tom & Jerry") == "<b>Tom & Jerry</b>"
