import pytest

from pelicart_infra.local.plan import Plan, read_plan


def test_without_options_it_is_the_demo_on_port_8000():
    assert read_plan([]) == Plan(8000, "content", "pelicanconf.py", True, 20, True, False, False)  # noqa: FBT003


def test_every_option_is_taken():
    options = (
        "--port 0 --content a --settings b.py --no-build --reconcile-every 0 --no-stream "
        "--base64-bodies --cookies-in-headers"
    )
    assert read_plan(options.split()) == Plan(0, "a", "b.py", False, 0, False, True, True)  # noqa: FBT003


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
def test_what_is_no_port_is_wrong_usage(port, capsys):
    with pytest.raises(SystemExit) as ended:
        read_plan([f"--port={port}"])
    assert ended.value.code == 2
    assert f"{port!r} is no port" in capsys.readouterr().err
