"""Providers: do notices arrive, are forged ones refused, and is it the money that it should be."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart.errors import PelicartError
from pelicart.order import BY_HAND
from pelicart_command.checkup.finding import Finding, held, warning
from pelicart_command.checkup.patient import Patient
from pelicart_command.doctor_payments import refuses

REAL = "production"
"""The stage that takes real money; every other one takes none."""


def notices(patient: Patient) -> Iterator[Finding]:
    """Each notice address: something forged is posted there, and must not be taken."""
    for name in _providers(patient):
        address = f"{patient.origin}/shop/notice/{name}"
        found = refuses(patient.wired().module(name), address)
        yield held(f"{name}: {found.what}", found.wrong, well=not found.wrong)


def modes(patient: Patient) -> Iterator[Finding]:
    """Whether real money moves on the stage that is for it, and on no other."""
    for name in _providers(patient):
        try:
            live = patient.wired().module(name).live
        except PelicartError as missing:
            yield warning(f"{name} has its keys", f"{missing}: pelicart doctor payments")
            continue
        what = f"{name} is in {'LIVE' if live else 'test'} mode"
        if patient.deployed and live != (patient.deployed.stage == REAL):
            whose = f"the stage {patient.deployed.stage}"
            yield warning(what, f"and {whose} {'moves real money' if live else 'takes none'}")
        else:
            yield Finding(what)


def _providers(patient: Patient) -> list[str]:
    modules = [method.module for method in patient.shop().methods]
    return sorted({*modules} - {*BY_HAND})
