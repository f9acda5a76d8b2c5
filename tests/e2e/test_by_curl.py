import re
import shutil
import subprocess

import pytest
from tests.e2e.launching import ROOT

GUIDE = ROOT / "docs" / "by-curl.md"


@pytest.mark.skipif(not shutil.which("curl"), reason="this machine has no curl")
def test_the_commands_of_the_guide_buy_by_card_and_by_cheque(demo, tmp_path):
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 6
    done = subprocess.run(
        ["sh", "-eu"],
        check=False,
        input="\n".join(blocks),
        env={"PATH": "/usr/bin:/bin", "SHOP": demo.origin, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "303" in done.stdout
    assert f"{demo.note['providers']['stripe']}/pay/" in done.stdout
    assert "<h1>Thank you. Your order is paid</h1>" in done.stdout
    assert "<h1>Thank you. Your order is waiting for your payment</h1>" in done.stdout
    number = re.findall(r"^Order ([A-Z2-7]{12})$", done.stdout, re.MULTILINE)[-1]
    total = str(demo.order(number).money).partition(" ")[0]
    assert f"orders paid NUMBER --amount {total} --reference" in GUIDE.read_text("utf-8")
