"""What a build asks of a shop that takes card numbers itself."""

from __future__ import annotations

import pytest
from tests.pelicart.cards import KEY

from pelicart.acceptance import ACCEPTED
from pelicart.publication import read_publication
from pelicart.settings import shop_from

SHOP = {"currencies": ["EUR"], "methods": {"ssl": {"key": KEY.written, "accept": ACCEPTED}}}
BASE = (
    "<html><head><title>{{% block title %}}{{% endblock %}}</title>{{% block head %}}"
    "{{% endblock %}}{script}</head><body>{{% block content %}}{{% endblock %}}</body></html>"
)


@pytest.fixture
def themed(site):
    """Builds with a theme that loads a script."""

    def settings(script, **shop):
        site.write("theme/templates/base.html", BASE.format(script=script))
        return {"THEME": str(site.folder / "theme"), "DIRECT_TEMPLATES": [], "SHOP": shop or SHOP}

    return settings


def test_the_key_is_published_and_the_script_is_on_the_site(site) -> None:
    site.build(SHOP=SHOP)
    shop = shop_from(read_publication(site.publication).shop)
    assert shop.method("ssl").key == KEY
    assert "subtle" in site.page("pelicart/seal.js")


@pytest.mark.parametrize("missing", ["key", "accept"])
def test_without_key_or_acknowledgement_nothing_is_built(site, missing) -> None:
    ssl = {name: text for name, text in SHOP["methods"]["ssl"].items() if name != missing}
    (problem,) = site.problems(SHOP={**SHOP, "methods": {"ssl": ssl}})
    assert ("saq d" if missing == "accept" else "keygen") in problem.lower()
    assert not site.publication.exists()


@pytest.mark.parametrize(
    "script",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<SCRIPT async src='//cdn.example/x.js'></SCRIPT>",
        "<script defer src=http://cdn.example/x.js></script>",
    ],
)
def test_a_theme_with_a_script_from_elsewhere_takes_no_cards(site, themed, script) -> None:
    (problem,) = site.problems(**themed(script))
    assert "cdn.example/x.js" in problem
    site.build(**themed(script, currencies=["EUR"]))


def test_a_script_of_the_sites_own_is_no_problem(site, themed) -> None:
    site.build(**themed('<script src="/theme/menu.js" defer></script>'))
