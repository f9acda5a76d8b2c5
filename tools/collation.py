"""How each language orders the names of countries, asked of ICU in Node.

    python -m tools.collation

Python knows no collation but that of the locales installed beside it, and a build must come out
the same everywhere. So the order is worked out here, once, and kept with the plugin. To be run
again when Babel brings new names.
"""

from __future__ import annotations

import json
import subprocess

from babel.localedata import locale_identifiers

from pelican.plugins.pelicart.collation import FILE
from pelican.plugins.pelicart.locale_data import names_of_countries

_SORT = """
const names = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const language of Object.keys(names)) {
  const collator = new Intl.Collator(language.replaceAll("_", "-"));
  const codes = Object.keys(names[language]);
  codes.sort((a, b) => collator.compare(names[language][a], names[language][b]));
  if (collator.resolvedOptions().locale !== "en-US" || language === "en")
    console.log(language, codes.join(""));
}
"""


def main() -> None:
    """Writes one line for each language that has a name and an order of its own."""
    plain = [one for one in sorted(locale_identifiers()) if "_" not in one and one != "root"]
    names = {language: names_of_countries(language) for language in plain}
    node = ["node", "-e", _SORT]
    said = subprocess.run(  # noqa: S603  our own script
        node, input=json.dumps(names), capture_output=True, text=True, check=True
    )
    FILE.write_text(said.stdout, "utf-8")
    print(f"{len(said.stdout.splitlines())} languages, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
