#!/bin/sh
# Atheris, in a virtual environment of its own: a fuzzer that no shop and no other test needs.
set -eu
python=.venv/bin/python # the same version, for it borrows what is installed there
venv=.pelicart-tools/fuzz
pins=tools/fuzz/requirements.txt
stamp=$venv/.installed

cmp -s "$pins" "$stamp" 2>/dev/null && exit 0
missing() {
  echo "pelicart: no atheris: $1" >&2
  echo "  Hypothesis tries the same readers, and the table says so" >&2
  exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing "$python lacks its venv module"
echo "installing atheris in $venv (1 package, checked by hash)"
"$python" -m venv --clear "$venv" || missing "no virtual environment could be made in $venv"
"$venv/bin/python" -m pip install -q --require-hashes -r "$pins" ||
  missing "it could not be installed: it has wheels for Linux and few Pythons. See above."
cp "$pins" "$stamp"
