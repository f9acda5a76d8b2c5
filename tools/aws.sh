#!/bin/sh
# AWS CDK and what judges its templates, in a virtual environment of their own: 430 MB and a node.
set -eu
python=${PYTHON:-python3}
venv=.pelicart-tools/aws
pins=tools/aws/requirements.txt
stamp=$venv/.installed

cmp -s "$pins" "$stamp" 2>/dev/null && exit 0
missing() {
  echo "pelicart: no AWS CDK: $1" >&2
  exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  missing "${python} is not there, or older than 3.11 (make PYTHON=/path/to/python3.12 ...)"
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing "$python lacks its venv module"
echo "installing AWS CDK in $venv (once: 45 packages and a node, 700 MB, checked by hash)"
"$python" -m venv --clear "$venv" || missing "no virtual environment could be made in $venv"
"$venv/bin/python" -m pip install -q --require-hashes -r "$pins" ||
  missing "its packages could not be installed: is the package index reachable? See above."
cp "$pins" "$stamp"
