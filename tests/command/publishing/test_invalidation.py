import pytest

from pelicart_command.publishing.invalidation import ALL, MOST, paths_of


@pytest.mark.parametrize(
    ("file", "paths"),
    [
        ("index.html", ["/", "/index.html"]),
        ("mug/index.html", ["/mug/", "/mug/index.html", "/mug"]),
        ("fr/tasse/index.html", ["/fr/tasse/", "/fr/tasse/index.html", "/fr/tasse"]),
        ("look.css", ["/look.css"]),
        ("myindex.html", ["/myindex.html"]),
        ("thé vert/index.html", ["/th%C3%A9%20vert/", "/th%C3%A9%20vert/index.html",
                                 "/th%C3%A9%20vert"]),
        ("50%25.svg", ["/50%2525.svg"]),
    ],
)  # fmt: skip
def test_a_page_is_forgotten_under_each_of_its_addresses(file, paths):
    assert paths_of([file]) == paths


def test_no_address_is_named_twice():
    assert paths_of(["a/index.html", "a/index.html"]) == ["/a/", "/a/index.html", "/a"]


def test_too_many_are_all():
    few = [f"{number}.css" for number in range(MOST)]
    assert len(paths_of(few)) == MOST
    assert paths_of([*few, "one.css"]) == [ALL]


def test_of_nothing_nothing_is_forgotten():
    assert paths_of([]) == []
