#!/bin/sh
# Packages that can't stand beside ours, in a virtual environment of their own, pinned and by hash:
# sh tools/venv.sh FOLDER WHAT "HOW MUCH" "WHAT IS MISSED WITHOUT IT"
set -eu
python=${PYTHON:-python3}
venv=.pelicart-tools/$1
pins=tools/$1/requirements.txt
stamp=$venv/.installed
what=$2 much=$3 without=$4

cmp -s "$pins" "$stamp" 2>/dev/null && exit 0
missing() {
  echo "pelicart: no $what: $1" >&2
  [ -z "$without" ] || echo "  $without" >&2
  exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  missing "${python} is not there, or older than 3.11 (make PYTHON=/path/to/python3.12 ...)"
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing "$python lacks its venv module"
echo "installing $what in $venv ($much, checked by hash)"
"$python" -m venv --clear "$venv" || missing "no virtual environment could be made in $venv"
"$venv/bin/python" -m pip install -q --require-hashes -r "$pins" ||
  missing "its packages could not be installed: is the package index reachable, and has it wheels
  for this machine and Python? See above."
cp "$pins" "$stamp"
