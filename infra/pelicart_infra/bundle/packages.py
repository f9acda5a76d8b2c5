"""Which packages an import needs, and which those need, as their installed versions say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.target import Target

UNNEEDED = {"cffi": {"pycparser"}, "stripe": {"requests"}}
"""What a package asks for and can do without: a parser of C, for builds; and what carries Stripe's
calls, since `pelicart.payments.stripe.carrier` does."""


def packages_for(imports: Iterable[str], target: Target) -> frozenset[str]:
    """Names of the packages that bring these, and of all that they require on the target."""
    found: set[str] = set()
    waiting = {_package(name) for name in imports}
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(_required(name, target)) - found
    return frozenset(found)


def _package(module: str) -> str:
    names = _packages().get(module)
    if not names:
        raise NoBundle(f"no package with {module} is installed:  pip install 'pelicart[functions]'")
    return canonicalize_name(names[0])


@cache
def _packages() -> dict[str, list[str]]:
    return {module: list(names) for module, names in metadata.packages_distributions().items()}


def _required(name: str, target: Target) -> Iterator[str]:
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        needed = canonicalize_name(requirement.name)
        marker = requirement.marker
        if needed in UNNEEDED.get(name, ()):
            continue
        if marker is None or marker.evaluate({**target.markers, "extra": ""}):
            yield needed
