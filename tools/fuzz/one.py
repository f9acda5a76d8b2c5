"""Fuzzes one reader with atheris; run by `tools.hostile` in the fuzzer's own environment.

`one.py KIND FOLDER [libFuzzer's options]`: the folder keeps the corpus from run to run.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pelicart"]):
    from tests.hostile.mutating import WORDS
    from tests.hostile.target import Tally
    from tests.hostile.targets import TARGETS


def main(kind: str, folder: Path, *options: str) -> None:
    """Never returns: libFuzzer ends the process, with 0 if nothing was found."""
    target, tally = TARGETS[kind], Tally(kind)
    corpus, words = folder / "corpus", folder / "words"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words.write_text("".join(map(_entry, (*WORDS, *target.words))), "ascii")
    atheris.Setup(
        [sys.argv[0], str(corpus), f"-dict={words}", f"-artifact_prefix={folder}/", *options],
        lambda data: tally.tries(target, data) and None,
        enable_python_coverage=True,
    )
    atheris.Fuzz()


def _entry(word: bytes) -> str:
    """A line of libFuzzer's dictionary, which takes short words."""
    spelt = "".join(f"\\x{byte:02x}" for byte in word[:64])
    return f'"{spelt}"\n' if word else ""


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
