import stat

from pelicart.acceptance import ACCEPTED
from pelicart.cardkey import read_card_key
from pelicart.methods import read_methods
from pelicart.reading import Reader
from pelicart.seal import point_of
from pelicart_command.keyfile import load_key
from pelicart_infra.local.cardkey import PRIVATE, PUBLIC, demo_card_key


def test_the_demo_has_a_key_of_its_own_at_each_start(tmp_path):
    first, second = demo_card_key(tmp_path), demo_card_key(tmp_path)
    assert first != second
    (written,) = second.values()
    assert (tmp_path / PUBLIC).read_text("ascii") == written
    assert read_card_key(written).point == point_of(load_key(tmp_path / PRIVATE))
    assert stat.S_IMODE((tmp_path / PRIVATE).stat().st_mode) == 0o600


def test_a_shop_takes_it(tmp_path):
    (written,) = demo_card_key(tmp_path).values()
    problems = []
    ssl = {"key": written, "accept": ACCEPTED}
    reader = Reader({"methods": {"ssl": ssl}}, (), problems)
    (method,) = read_methods(reader, (), ("EUR",), ("en",))
    assert (problems, method.key.written) == ([], written)
