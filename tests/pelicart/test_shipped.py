from jinja2 import DictLoader, Environment

from pelicart.shipped import Shipped

TEXT = "Hello {{ name }}"


class Kept(Shipped):
    """One that can write, as a bundle's maker does."""

    def dump_bytecode(self, bucket):
        with open(f"{self._folder}/{bucket.key}", "wb") as file:  # noqa: PTH123
            bucket.write_bytecode(file)


def rendered(cache, text=TEXT):
    environment = Environment(loader=DictLoader({"a": text}), bytecode_cache=cache, autoescape=True)
    return environment.get_template("a").render(name="Ada")


def refuse(*_, **__):
    raise AssertionError("compiled")


def test_a_template_that_was_compiled_before_is_not_compiled(tmp_path, monkeypatch):
    assert rendered(Kept(str(tmp_path))) == "Hello Ada"
    monkeypatch.setattr("jinja2.Environment._generate", refuse)
    assert rendered(Shipped(str(tmp_path))) == "Hello Ada"


def test_a_template_of_another_text_is_compiled_anew(tmp_path):
    rendered(Kept(str(tmp_path)))
    assert rendered(Shipped(str(tmp_path)), "Bye {{ name }}") == "Bye Ada"


def test_what_was_compiled_by_another_version_is_not_used(tmp_path):
    rendered(Kept(str(tmp_path)))
    for path in tmp_path.iterdir():
        path.write_bytes(b"j2" + path.read_bytes()[5:])
    assert rendered(Shipped(str(tmp_path))) == "Hello Ada"


def test_without_any_everything_is_compiled_and_nothing_written(tmp_path):
    assert rendered(Shipped(str(tmp_path / "nowhere"))) == "Hello Ada"
    assert rendered(Shipped(str(tmp_path))) == "Hello Ada"
    assert list(tmp_path.iterdir()) == []
