import pytest
from tests.pelicart.cards import KEY

from pelicart.acceptance import ACCEPTED
from pelicart.methods import read_methods
from pelicart.reading import Reader

SSL = {"key": KEY.written, "accept": ACCEPTED}


def read(ssl):
    problems = []
    methods = read_methods(Reader({"methods": {"ssl": ssl}}, (), problems), (), ("EUR",), ("en",))
    return methods[0], problems


def test_a_shop_under_saq_d_says_so_and_names_its_key():
    method, problems = read(SSL)
    assert problems == []
    assert (method.module, method.key, method.days) == ("sealed", KEY, 7)


def test_nobody_takes_cards_by_default():
    problems = []
    (method,) = read_methods(Reader({}, (), problems), (), ("EUR",), ("en",))
    assert (method.module, method.key) == ("stripe", None)


@pytest.mark.parametrize(
    "accept", [None, "", "yes", True, ACCEPTED.lower(), f"{ACCEPTED}.", ACCEPTED[:-1]]
)
def test_without_the_very_sentence_the_build_stops(accept):
    method, problems = read({**SSL, "accept": accept})
    assert method.key is None
    told = [str(problem) for problem in problems]
    assert any("docs/sealed-card.md" in one and ACCEPTED in one for one in told)


@pytest.mark.parametrize(
    "key", [None, "", "k1:AAAA", KEY.written[:-1], KEY.written.replace("-9", "-8")]
)
def test_without_a_sound_key_the_build_stops(key):
    method, problems = read({**SSL, "key": key})
    assert method.key is None
    (problem,) = problems
    assert problem.path == ("methods", "ssl", "key")
    assert "pelicart cards keygen" in str(problem)


def test_what_is_no_key_is_not_quoted_at_length():
    _, (problem,) = read({**SSL, "key": "-----BEGIN PRIVATE KEY-----" + "S" * 500})
    assert "S" * 20 not in str(problem)


@pytest.mark.parametrize("days", [0, 31])
def test_a_card_waits_for_some_days_and_not_for_long(days):
    _, problems = read({**SSL, "days": days})
    assert [problem.path[-1] for problem in problems] == ["days"]


def test_another_name_does_for_the_method_too():
    problems = []
    card = {"module": "sealed", **SSL, "label": "Card"}
    reader = Reader({"methods": {"by-hand": card}}, (), problems)
    (method,) = read_methods(reader, (), ("EUR",), ("en",))
    assert (problems, method.module, method.key) == ([], "sealed", KEY)


@pytest.mark.parametrize("field", ["key", "accept"])
def test_other_methods_have_no_use_for_these(field):
    problems = []
    read_methods(
        Reader({"methods": {"cheque": {field: SSL[field]}}}, (), problems),
        ("A",),
        ("EUR",),
        ("en",),
    )
    assert [problem.path[-1] for problem in problems] == [field]
