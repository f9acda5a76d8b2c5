import pytest

from pelicart.writes import Absent, AtLeast, Counts, Is, Within, Write


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"set": {"key": "B"}},
        {"add": {"key": 1}},
        {"remove": ("key",)},
        {"set": {"n": 1}, "add": {"n": 1}},
        {"set": {"n": 1}, "remove": ("n",)},
        {"remove": ("n", "n")},
        {"put": {"n": 1}, "set": {"m": 1}},
        {"put": {}, "remove": ("m",)},
        {"put": {"key": "B"}},
        {"put": {}, "delete": True},
        {"delete": True, "set": {"n": 1}},
        {"delete": True, "remove": ("n",), "expect": (Is("n", (1,)),)},
        {"set": {"n": 1}, "expect": (Is("n", ()),)},
        {"remove": ("n",)},
        {"remove": ("n",), "expect": (Absent("m"),)},
        {"remove": ("n",), "expect": (Counts("m", 0),)},
        {"remove": ("n",), "expect": (Within("m", 0),)},
    ],
)
def test_a_write_that_cannot_be_meant_is_not_made(parts):
    with pytest.raises(ValueError, match=r"^A: "):
        Write("A", **parts)


@pytest.mark.parametrize(
    ("parts", "checks"),
    [
        ({"expect": (Absent(),)}, True),
        ({"expect": (AtLeast("n", 1),)}, True),
        ({"put": {}}, False),
        ({"put": {"key": "A"}}, False),
        ({"delete": True}, False),
        ({"delete": True, "expect": (AtLeast("n", 1),)}, False),
        ({"set": {"n": 1}, "remove": ("m",)}, False),
        ({"append": {"log": ()}}, False),
        ({"remove": ("m",), "expect": (Is("n", (1,)),)}, False),
    ],
)
def test_one_that_can_knows_whether_it_only_checks(parts, checks):
    assert Write("A", **parts).checks_only is checks
