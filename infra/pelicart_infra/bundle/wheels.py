"""The packages' files: from wheels by the lock's hashes, or as they are installed here."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.lock import Pin
from pelicart_infra.bundle.target import Target

Files = Mapping[str, bytes]
"""What is in a package, by its path below site-packages."""


def from_wheels(pins: Sequence[Pin], target: Target, cache: Path) -> dict[str, Files]:
    """Each package's files; downloads the wheels that `cache` doesn't hold yet."""
    folder = cache / f"{target.tag}-{target.architecture}"
    folder.mkdir(parents=True, exist_ok=True)
    missing = [pin for pin in pins if _kept(pin, folder) is None]
    if missing:
        _download(missing, target, folder)
    return {pin.name: _unzipped(pin, folder) for pin in pins}


def _kept(pin: Pin, folder: Path) -> Path | None:
    """The wheel, if it is there and is what the lock says."""
    for path in sorted(folder.glob("*.whl")):
        name, version, _, _ = parse_wheel_filename(path.name)
        if (name, str(version)) != (pin.name, pin.version):
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() in pin.hashes:
            return path
    return None


def _download(pins: Sequence[Pin], target: Target, folder: Path) -> None:
    """Wheels alone and by hash: without, pip once took a version of ten years ago instead."""
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--require-hashes", "--only-binary=:all:",
        "--implementation", "cp", "--python-version", target.python,
        *(part for name in target.platforms for part in ("--platform", name)),
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(dir=folder) as into:
        wanted = Path(into) / "requirements.txt"
        wanted.write_text("".join(f"{pin.text()}\n" for pin in pins), "ascii")
        done = subprocess.run(  # noqa: S603  pip, with names and hashes of our own lock
            [*command, "--dest", into, "--requirement", str(wanted)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise NoBundle(f"the packages could not be downloaded:\n{done.stderr.strip()}")
        for wheel in Path(into).glob("*.whl"):
            shutil.move(wheel, folder / wheel.name)


def _unzipped(pin: Pin, folder: Path) -> Files:
    path = _kept(pin, folder)
    if path is None:
        raise NoBundle(f"{pin.name} {pin.version} was downloaded, but not with a hash of the lock")
    return read_zip(path)


def read_zip(path: Path) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def installed(pins: Sequence[Pin]) -> dict[str, Files]:
    """Each package's files as this environment has them; `NoBundle` if in another version."""
    found: dict[str, Files] = {}
    for pin in pins:
        package = metadata.distribution(pin.name)
        if package.version != pin.version:
            raise NoBundle(
                f"{pin.name} {package.version} is installed, not {pin.version}: run  make setup"
            )
        paths = [path for path in package.files or () if ".." not in path.parts]
        found[canonicalize_name(pin.name)] = {
            path.as_posix(): path.read_binary() for path in paths if path.suffix != ".pyc"
        }
    return found
