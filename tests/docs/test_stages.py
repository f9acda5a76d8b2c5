"""docs/operations.md against the stages."""

from dataclasses import MISSING, fields

from tests.docs.pages import page, rows

from pelicart_infra.stage import Stage

KEYS = {one.name: one for one in fields(Stage) if one.name != "name"}


def test_every_key_of_a_stage_is_told_with_its_default():
    told = {name.strip("`[]"): default.strip("`") for name, default, _ in rows(_stages(), "key")}
    assert told.keys() == KEYS.keys()
    for name, default in told.items():
        if KEYS[name].default is not MISSING:
            assert default == _written(KEYS[name].default)


def _written(value):
    """As TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "[]" if value == () else f'"{value}"' if isinstance(value, str) else str(value)


def _stages():
    return page("operations").partition("## Stages")[2].partition("\n## ")[0]
