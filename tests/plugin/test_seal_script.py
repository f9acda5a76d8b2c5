"""The script that seals a card in the browser: the shipped file, run by node, against Python."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.pelicart.build import NOW
from tests.pelicart.cards import ADA, EXPIRIES, FIRST, FORM, HOLDERS, KEY, NUMBERS, PRIVATE

from pelicart.card import earliest, read_card
from pelicart.cardkey import from_unpadded
from pelicart.errors import BadCard
from pelicart.money import Money
from pelicart.seal import ENCAPSULATED, binding, is_sealed, seal, unseal

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "site/pelican/plugins/pelicart"
SCRIPT = PLUGIN / "static/seal.js"
TAG = (PLUGIN / "templates/live/_seal.html").read_text("utf-8")
TOOL = ROOT / "tools/seal"
ORDER, TOTAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Money(4690, "EUR")
BINDING = binding(KEY.kid, ORDER, TOTAL).decode()

RUN = """
import { readFileSync } from "node:fs";
const { readCard, sealer, suite } = await import(process.argv[1]);
const given = JSON.parse(readFileSync(0, "utf8"));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const answers = [];
for (const typed of given.cards ?? []) {
  const { message, wrong } = readCard(typed, given.earliest);
  const seal = await sealer(given.key);
  answers.push({ wrong, sealed: await seal(message, given.binding), message: [...message] });
}
for (const { encapsulated, ciphertext, d } of given.open ?? []) {
  const key = await suite.DeserializePrivateKey(bytes(d), true);
  const info = new TextEncoder().encode(given.binding);
  const opened = suite.Open(key, bytes(encapsulated), bytes(ciphertext), { info });
  answers.push(await opened.then((text) => [...text], () => "refused"));
}
console.log(JSON.stringify(answers));
"""


def node_is_modern() -> bool:
    """WebCrypto is a global since node 20."""
    if not shutil.which("node"):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return bool(found) and int(found[1]) >= 20


needs_node = pytest.mark.skipif(not node_is_modern(), reason="there is no node 20 or later here")


def run(**given):
    command = ["node", "--input-type=module", "--eval", RUN, str(SCRIPT)]
    given = {"key": KEY.written, "binding": BINDING, "earliest": FIRST, **given}
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def read(typed):
    """What Python makes of a card: the message, and a code for each wrong field."""
    try:
        return read_card(typed, NOW).message(), {}
    except BadCard as wrong:
        return b"", wrong.fields


@needs_node
def test_what_the_browser_seals_opens_on_the_merchants_machine():
    assert earliest(NOW) == FIRST
    (answer,) = run(cards=[FORM])
    assert answer["wrong"] == {}
    assert is_sealed(answer["sealed"])
    assert unseal(answer["sealed"], PRIVATE, ORDER, TOTAL) == ADA
    assert bytes(answer["message"]) == ADA.message()


@needs_node
def test_what_the_function_seals_opens_in_the_browsers_code_and_only_for_its_order():
    data = from_unpadded(seal(ADA, KEY, ORDER, TOTAL).partition(":")[2])
    secret = PRIVATE.private_numbers().private_value.to_bytes(32, "big")
    parts = {
        "encapsulated": base64.b64encode(data[:ENCAPSULATED]).decode(),
        "ciphertext": base64.b64encode(data[ENCAPSULATED:]).decode(),
        "d": base64.b64encode(secret).decode(),
    }
    assert bytes(run(open=[parts])[0]) == ADA.message()
    moved = binding(KEY.kid, ORDER, Money(4691, "EUR")).decode()
    assert run(open=[parts], binding=moved) == ["refused"]


@needs_node
def test_the_browser_checks_as_the_function_does():
    cases = [
        {**FORM, f"card_{name}": typed}
        for name, some in (("number", NUMBERS), ("expiry", EXPIRIES), ("holder", HOLDERS))
        for typed in some
    ]
    for typed, answer in zip(cases, run(cards=cases), strict=True):
        message, wrong = read(typed)
        assert answer["wrong"] == wrong, typed
        assert wrong or bytes(answer["message"]) == message, typed


def test_the_tag_vouches_for_the_file_that_is_shipped():
    content = SCRIPT.read_bytes()
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert f'integrity="sha384-{digest}"' in TAG
    assert f"/pelicart/seal.js?v={hashlib.sha256(content).hexdigest()[:8]}" in TAG


def test_the_file_was_built_from_the_sources_that_are_here():
    names = ["package-lock.json", "build.mjs", "src/card.js", "src/hpke.js", "src/seal.js"]
    sources = "\0".join((TOOL / name).read_text("utf-8") for name in names)
    told = re.search(r"\(sha256 ([0-9a-f]{64})\)", SCRIPT.read_text("ascii"))
    assert told[1] == hashlib.sha256(sources.encode()).hexdigest(), "run: make seal"


def test_it_carries_the_licence_of_what_it_contains_and_is_small():
    text = SCRIPT.read_text("ascii")
    assert "The MIT License" in text
    assert "Copyright (c)" in text
    assert len(text) < 24 * 1024


def test_it_asks_nobody_and_keeps_nothing():
    text = SCRIPT.read_text("ascii").partition("*/")[2]
    for word in ("fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "localStorage",
                 "sessionStorage", "cookie", "console.", "eval(", "http"):  # fmt: skip
        assert word not in text


def test_the_lockfile_names_exact_versions_and_nobodys_registry():
    lock = json.loads((TOOL / "package-lock.json").read_text("utf-8"))
    packages = [one for name, one in lock["packages"].items() if name]
    assert all(one["integrity"].startswith("sha512-") for one in packages)
    assert not [one for one in packages if "resolved" in one]
    wanted = json.loads((TOOL / "package.json").read_text("utf-8"))
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
