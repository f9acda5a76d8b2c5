"""What a function can come to run of our own code, and whose packages that imports.

A module runs its top; a function in it runs once something that runs says its name, in whatever
module. So an import inside a function counts only where that function can be called:
`payment_return` never says `.published`, and needs no Jinja. Names alone are compared, so it is
rather too much than too little.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pelicart_infra.bundle.spoken import Later, Spoken, spoken

OURS = "pelicart"
_KNOWN = sys.stdlib_module_names | {"__future__"}


@dataclass
class Reach:
    """Grows until nothing more is found. `modules` are ours, `packages` those of others."""

    root: Path
    modules: dict[str, Path] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    _said: Spoken = field(default_factory=Spoken)
    _later: list[Later] = field(default_factory=list)
    _waiting: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def grow(self) -> None:
        """Follows every import, and enters every function whose name was said."""
        while True:
            while self._waiting:
                self._enter(self._waiting.pop())
            later, self._later = self._later, []
            for one in later:
                if one.runs(self._said):
                    self.take(one.spoken)
                else:
                    self._later.append(one)
            if len(self._later) == len(later) and not self._waiting:
                return

    def take(self, found: Spoken) -> None:
        """Notes what runs now, and what may run later."""
        self._said.names |= found.names
        self._said.attributes |= found.attributes
        self._said.called |= found.called
        self._later += found.later
        self._waiting += sorted(found.imports - self._seen)
        self._seen |= found.imports

    def _enter(self, name: str) -> None:
        if name.partition(".")[0] != OURS:
            self.packages |= {name.partition(".")[0]} - _KNOWN
            return
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            self._read(".".join(parts[:end]))

    def _read(self, name: str) -> None:
        if name in self.modules or (path := self._path(name)) is None:
            return
        self.modules[name] = path
        self.take(spoken(path.read_text("utf-8")))

    def _path(self, name: str) -> Path | None:
        """None for what is no module, but a name in one."""
        at = self.root.joinpath(*name.split("."))
        found = (at / "__init__.py", at.with_name(f"{at.name}.py"))
        return next((path for path in found if path.is_file()), None)


def reach(entries: Iterable[str], root: Path) -> Reach:
    """What these can come to run, each written `module:name`; our code lies below `root`."""
    found = Reach(root)
    for entry in entries:
        module, _, name = entry.partition(":")
        found.take(Spoken(imports={module}, names={name}))
    found.grow()
    return found
