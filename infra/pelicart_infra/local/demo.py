"""`make demo`: builds, publishes and serves the shop, and stays until it is stopped."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Never

from pelicart_infra.local.cardkey import demo_card_key
from pelicart_infra.local.children import Child, ChildFailed, Family
from pelicart_infra.local.invoke import Functions
from pelicart_infra.local.note import Note, forget
from pelicart_infra.local.parts import (
    BUILD_TIME,
    publish,
    start_build,
    start_files,
    start_functions,
    start_gateway,
    start_mailbox,
    start_providers,
    start_stream,
    start_table,
)
from pelicart_infra.local.plan import Plan
from pelicart_infra.local.schedule import run_scheduled
from pelicart_infra.local.serving import port_of
from pelicart_infra.local.surroundings import (
    account,
    cdn_secret,
    files_settings,
    inherited,
    mail_secrets,
    mail_settings,
    provider_accounts,
    provider_settings,
    shop_secrets,
    shop_settings,
)
from pelicart_infra.providers import PROVIDERS

STEPS = 5
TITLES = {provider.name: provider.title for provider in PROVIDERS}


@dataclass(frozen=True, slots=True)
class Demo:
    """One run in the shop's folder; all it writes besides the site goes below `.pelicart`."""

    plan: Plan
    listener: socket.socket
    folder: Path

    @property
    def private(self) -> Path:
        """Logs, home and temporary files, clock and note: ignored by git."""
        return self.folder / ".pelicart"

    def run(self) -> Never:
        """Ends with `ChildFailed`, or with KeyboardInterrupt when it is stopped."""
        logs = self.private / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        (self.private / "clock").write_text("0")
        try:
            with Family(self.folder, logs) as family:
                note = self._open(family, inherited(os.environ, self.private))
                note.leave(self.private)
                _welcome(note)
                self._stay(family, Functions(note.functions))
        finally:
            forget(self.private)

    def _open(self, family: Family, outside: Mapping[str, str]) -> Note:
        """Starts everything, and at the same time what doesn't wait for something else."""
        origin = f"http://127.0.0.1:{port_of(self.listener)}"
        shop = shop_settings(origin, self.private / "clock") | shop_secrets()
        shop |= provider_accounts() | mail_secrets() | (secret := cdn_secret())
        _step(1, "building the shop" if self.plan.build else "taking the shop as last built")
        build = self._build(family, outside, origin) if self.plan.build else None
        table = start_table(family, outside)
        providers = start_providers(family, outside, shop)
        files, mails = (start(family, outside, shop) for start in (start_files, start_mailbox))
        if build:
            family.finish(build, BUILD_TIME)
        _step(2, "starting the table")
        shop |= {"AWS_ENDPOINT_URL_DYNAMODB": table.url()}
        _step(3, "publishing the catalogue")
        publish(family, {**outside, **shop})
        _step(4, f"starting a mailbox and the stand-ins for {_names(providers)}")
        desks = {name: child.url() for name, child in providers.items()}
        mailbox, smtp = mails.url().split()
        shop |= provider_settings(desks) | files_settings(files.url()) | mail_settings(smtp)
        _step(5, "starting the functions and the gateway")
        functions = start_functions(family, {**outside, **shop}).url()
        edge = {**outside, **secret}
        start_gateway(family, self.plan, edge, self.listener.fileno(), functions).url()
        if self.plan.stream:
            start_stream(family, {**outside, **shop}, functions).url()
        shop |= {"AWS_ENDPOINT_URL_LAMBDA": functions}
        return Note(os.getpid(), origin, functions, desks, mailbox, account(outside) | shop)

    def _build(self, family: Family, outside: Mapping[str, str], origin: str) -> Child:
        """With a key for cards, made anew: the site that is built names it."""
        return start_build(family, self.plan, {**outside, **demo_card_key(self.private)}, origin)

    def _stay(self, family: Family, functions: Functions) -> Never:
        """Does what the schedule would, until a process ends or somebody ends this one."""
        every = self.plan.reconcile_every
        due = time.monotonic() + every
        while True:
            time.sleep(0.2)
            fallen = family.fallen()
            if fallen:
                raise ChildFailed(fallen.last_words("ended"))
            if every and time.monotonic() >= due:
                run_scheduled(functions)
                due = time.monotonic() + every


def _step(number: int, what: str) -> None:
    print(f"[{number}/{STEPS}] {what} …", flush=True)


def _names(providers: Iterable[str]) -> str:
    return ", ".join(TITLES[name] for name in providers)


def _welcome(note: Note) -> None:
    desks = "\n".join(
        f"{f'The stand-in for {TITLES[name]}':<28}  {url}/" for name, url in note.providers.items()
    )
    command = os.path.relpath(Path(sys.executable).with_name("pelicart"))
    print(
        f"""
{"The shop is open at":<28}  {note.origin}/
{desks}
{"Every mail it sends is at":<28}  {note.mailbox}/

From a second terminal, in this folder:
  {command} --demo orders list
  {command} --demo orders paid NUMBER --amount 42.00 --reference "bank line 17"

No money moves here. Logs are in .pelicart/logs. Ctrl-C ends everything.
""",
        flush=True,
    )
