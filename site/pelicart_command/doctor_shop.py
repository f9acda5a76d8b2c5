"""`pelicart doctor`: the whole shop, from outside and from inside."""

from __future__ import annotations

import argparse
import os

from pelicart_command import stage
from pelicart_command.checkup.finding import Finding
from pelicart_command.checkup.groups import GROUPS
from pelicart_command.checkup.patient import patient_of
from pelicart_command.checkup.running import examined
from pelicart_command.stopped import Stopped


def run(given: argparse.Namespace) -> int:
    """Prints what was found as it is found; 1 if anything is wrong. Nothing is changed."""
    if not (given.demo or given.stage):
        raise Stopped("say which shop: pelicart --stage production doctor, or  --demo")
    patient = patient_of(stage.deployed() if os.environ.get(stage.VARIABLE) else None)
    found: list[Finding] = []
    for title, findings in examined(GROUPS, patient):
        print(title)
        for finding in findings:
            print(f"  {finding.line()}", flush=True)
        found += findings
    bad = sum(one.level == "WRONG" for one in found)
    odd = sum(one.level == "warning" for one in found)
    print(f"{len(found)} looked at: {bad} to mend, {odd} to think of." if bad or odd
          else f"{len(found)} looked at: all is well.")  # fmt: skip
    return 1 if bad else 0
