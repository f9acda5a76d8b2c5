"""Starting and ending the demo."""

import os
import shutil
import signal
import socket
from pathlib import Path

import pytest
from tests.e2e.launching import launch, stop, wait_for_note
from tests.e2e.running import Running, within
from tests.e2e.shopper import Shopper
from tests.e2e.steps import AWAITING, buy, pay_and_leave, reference_of

from pelicart.orders.moves import TELL_AFTER

PARTING = 60
"""Seconds that a demo may take to end on a busy machine."""

linux = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads Linux's /proc")


@pytest.fixture
def built(demo, tmp_path):
    """A folder with a shop that is built already."""
    for name in ("output", "publication"):
        shutil.copytree(demo.folder / name, tmp_path / name)
    return tmp_path


def children(pid):
    """Processes started by this one, theirs included."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children(int(child))]
    return found


def ended(pid):
    """Gone, or only waiting for the system to take note of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
    except FileNotFoundError:
        return True


def all_end(pids):
    return within(60, lambda: all(map(ended, pids)))


def start(folder, *options):
    process = launch(folder, "--no-build", *options)
    return process, wait_for_note(folder, process)


@linux
@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGHUP])
def test_the_whole_tree_ends_with_it(built, by):
    process, _ = start(built)
    ends_whole(process, by)


@linux
def test_it_hears_ctrl_c_where_a_shell_started_it_in_the_background(built):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # what such a shell leaves behind
    try:
        process, _ = start(built)
    finally:
        signal.signal(signal.SIGINT, before)
    ends_whole(process, signal.SIGINT)
    assert not (built / ".pelicart" / "demo.json").exists()


def ends_whole(process, by):
    tree = children(process.pid)
    assert len(tree) == 10  # table, files, mailbox, four providers, functions, gateway, stream
    code, said = stop(process, by)
    assert (code, said.splitlines()[-1]) == (0, "Stopped: everything has ended.")
    assert all_end(tree)


@linux
def test_its_children_end_even_if_it_is_killed_or_one_of_them_falls(built):
    process, _ = start(built)
    tree = children(process.pid)
    process.kill()
    process.communicate(timeout=PARTING)
    assert all_end(tree)
    again, _ = start(built)  # the note that was left behind is no hindrance
    tree = children(again.pid)
    gateway = next(
        pid for pid in tree if b"local.gateway" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(gateway, signal.SIGKILL)
    said, _ = again.communicate(timeout=PARTING)
    assert again.returncode == 1
    assert "gateway ended." in said
    assert all_end(tree)


def test_a_taken_port_is_told_before_anything_is_built(demo, tmp_path):
    shutil.copy(demo.folder / "pelicanconf.py", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = launch(tmp_path, "--port", str(port))
        said, _ = process.communicate(timeout=PARTING)
    assert process.returncode == 1
    assert said.splitlines() == [
        f"Port {port} is taken by another program. Choose another one:  make demo PORT={port + 1}"
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pelicanconf.py"]


def test_a_folder_has_one_demo_at_a_time(demo):
    process = launch(demo.folder)
    said, _ = process.communicate(timeout=PARTING)
    assert process.returncode == 1
    assert f"open at {demo.origin}/ already" in said


def test_outside_a_shops_folder_it_says_so(tmp_path):
    process = launch(tmp_path)
    said, _ = process.communicate(timeout=PARTING)
    assert process.returncode == 1
    assert "There is no pelicanconf.py" in said


def test_nothing_is_written_but_the_site_and_its_own_folder(demo):
    assert {path.name for path in demo.folder.iterdir()} <= {
        "content", "theme", "pelicanconf.py", "output", "publication", "cache", ".pelicart",
        "__pycache__",
    }  # fmt: skip


def test_nothing_of_the_users_cloud_reaches_it(demo):
    environment = demo.note["environment"]
    assert environment["AWS_SECRET_ACCESS_KEY"] == "demo"
    assert environment["STRIPE_API_BASE"].startswith("http://127.0.0.1:")


def test_only_this_machine_reaches_it(demo):
    addresses = [demo.origin, *demo.note["providers"].values(), demo.note["functions"]]
    environment = demo.note["environment"]
    addresses += [demo.note["mailbox"], environment["AWS_ENDPOINT_URL_DYNAMODB"]]
    addresses.append(environment["PELICART_MAIL"])
    for address in addresses:
        port = int(address.rpartition(":")[2])
        with pytest.raises(OSError), socket.create_connection((_outer(), port), timeout=1):
            pass


def _outer():
    """This machine's address on its network; without one there is nothing to reach it by."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no network")
        return probe.getsockname()[0]


def test_a_gateway_of_the_other_shape_sells_too_and_reconciles_by_itself(built):
    """Forms as text, cookies in the headers; and what the table's stream would tell is lost."""
    options = ("--cookies-in-headers", "--reconcile-every", "1", "--no-stream")
    process, note = start(built, *options)
    try:
        demo = Running(built, note)
        assert buy(demo, Shopper(demo.origin), "TEST-PLAIN", "cheque").heading == AWAITING
        shopper = Shopper(demo.origin)
        hosted = buy(demo, shopper, "TEST-RARE")
        pay_and_leave(shopper, hosted, "never")
        demo.travel(11 * 60)
        assert demo.comes_to(reference_of(hosted), "paid")
        assert demo.mailbox.mails(reference_of(hosted)) == []
        demo.travel(TELL_AFTER + 60)
        assert within(60, lambda: len(demo.mailbox.mails(reference_of(hosted))) == 2)
    finally:
        stop(process)
