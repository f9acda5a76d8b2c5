import pytest

from pelicart.pricing.region import (
    Destination,
    is_region,
    most_precise,
    note_repeated,
    read_regions,
)
from pelicart.reading import Reader

RULES = [(("*",), "world"), (("EU",), "union"), (("FR", "MC"), "france")]
RULES += [(("FR:97",), "overseas"), (("FR:974",), "reunion"), (("GB:BT", "GB:IM"), "islands")]


@pytest.mark.parametrize(
    ("country", "postcode", "name"),
    [
        ("US", "97401", "world"),
        ("GB", "SW1A 1AA", "world"),
        ("DE", "", "union"),
        ("FR", "", "france"),
        ("FR", "75011", "france"),
        ("FR", "97110", "overseas"),
        ("FR", "974 00", "reunion"),
        ("GB", "bt1 5gs", "islands"),
        ("GB", "IM-1 1AA", "islands"),
    ],
)
def test_the_most_precise_region_wins_wherever_it_stands(country, postcode, name):
    assert most_precise(RULES, Destination(country, postcode)) == name
    assert most_precise(RULES[::-1], Destination(country, postcode)) == name


def test_the_earlier_of_equally_precise_candidates_wins():
    assert most_precise([(("FR",), 1), (("FR",), 2)], Destination("FR")) == 1


def test_nothing_fits_outside_all_regions():
    assert most_precise([(("FR",), 1), (("EU",), 2)], Destination("CH")) is None


@pytest.mark.parametrize("text", ["FR", "FR:97", "GB:BT", "CA:H2X", "EU", "*"])
def test_a_region_reads_so(text):
    assert is_region(text)


@pytest.mark.parametrize(
    "text", ["", "fr", "FRA", "France", "FR:", "FR:97 1", "FR:bt", "EU:97", "*:1", "FR\n"]
)
def test_a_region_reads_not_so(text):
    assert not is_region(text)


def regions(data):
    problems = []
    return read_regions(Reader(data, ("rule",), problems)), [str(problem) for problem in problems]


def test_regions_are_read_from_a_list_or_from_one_text():
    assert regions({"to": ["FR", "EU"]}) == (("FR", "EU"), [])
    assert regions({"to": "*"}) == (("*",), [])


def test_what_is_no_region_is_noted_with_what_to_write():
    read, (problem,) = regions({"to": ["FR", "germany"]})
    assert read == ("FR",)
    assert problem.startswith("rule.to.1: 'germany' is no region. Write a country")


def test_missing_regions_are_noted():
    _, (problem,) = regions({})
    assert problem.startswith("rule.to: to is missing.")


def test_a_code_that_is_no_country_is_noted_with_the_right_one():
    _, (problem,) = regions({"to": ["UK:BT"]})
    assert problem == "rule.to.0: UK is no ISO 3166 country. Write GB."


def test_a_region_in_two_tables_is_noted_at_the_second():
    problems = []
    note_repeated(Reader({}, ("taxes",), problems), [("FR", "EU"), ("DE",), ("EU",)], "rules")
    assert [problem.path for problem in problems] == [("taxes", "rules", 2)]
