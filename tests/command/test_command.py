import os
import subprocess
import sys

import pytest

from pelicart_command import main


@pytest.mark.parametrize(
    "argv", [[], ["orders"], ["orders", "paid", "A"], ["no"], ["orders", "list", "--state", "x"]]
)
def test_wrong_usage_is_exit_code_two(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_without_a_demo_it_says_how_to_start_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["--demo", "orders", "list"]) == 1
    assert capsys.readouterr().err == (
        "pelicart: no demo runs in this folder: start one with  make demo\n"
    )


def test_the_note_of_a_demo_that_was_killed_is_no_demo(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".pelicart").mkdir()
    (tmp_path / ".pelicart" / "demo.json").write_text('{"origin": "http://127.0.0.1:1"}')
    assert main(["--demo", "orders", "list"]) == 1
    assert "no demo runs" in capsys.readouterr().err


def test_a_reader_that_goes_away_ends_it_without_a_word(tmp_path):
    keygen = ["cards", "keygen", "--no-passphrase"]
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "pelicart_command", *keygen]
    done = subprocess.run(
        command, check=False, cwd=tmp_path, stdout=write, stderr=subprocess.PIPE, text=True
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_it_starts_without_what_only_some_commands_need():
    source = """
        import sys, pelicart_command
        pelicart_command.read_arguments(["orders", "list"])
        heavy = {"boto3", "stripe", "pelican", "jinja2", "jwt"}
        print(sorted(heavy & set(sys.modules)))
    """
    lines = "\n".join(line.strip() for line in source.splitlines())
    done = subprocess.run([sys.executable, "-c", lines], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_table_that_does_not_answer_is_one_line_on_standard_error(tmp_path):
    nowhere = {
        "PELICART_TABLE": "pelicart",
        "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
    }
    done = subprocess.run(
        [sys.executable, "-m", "pelicart_command", "orders", "list"],
        check=False, capture_output=True, text=True, env=os.environ | nowhere, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "the table does not answer" in done.stderr
