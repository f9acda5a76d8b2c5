#!/bin/sh
# Makes the virtual environment from the hashed lock; says what is missing if it can't.
set -eu
python=${PYTHON:-python3}
venv=${VENV:-.venv}

say() { printf '%s\n' "$*"; }
missing() {
  say "pelicart: $1" >&2
  say "  on Debian:  apt-get install python3 python3-venv" >&2
  say "  another interpreter:  make PYTHON=/path/to/python3.12 demo" >&2
  exit 1
}

command -v "$python" >/dev/null 2>&1 || {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "[1/3] installing python3 and python3-venv"
    apt-get update -q >/dev/null && apt-get install -qy python3 python3-venv >/dev/null
  fi
}
command -v "$python" >/dev/null 2>&1 || missing "no $python found."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  missing "$("$python" -V) is too old: 3.11 or newer is needed."
"$python" -c 'import ensurepip, venv' 2>/dev/null || {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "[1/3] installing python3-venv"
    apt-get update -q >/dev/null && apt-get install -qy python3-venv >/dev/null
  fi
  "$python" -c 'import ensurepip, venv' 2>/dev/null || missing "$python lacks its venv module."
}

say "[1/3] virtual environment in $venv ($("$python" -V))"
"$python" -m venv --clear "$venv"
say "[2/3] pinned dependencies, checked by hash (87 packages, about a minute)"
"$venv/bin/python" -m pip install -q --require-hashes -r requirements.lock ||
  missing "the dependencies could not be installed: is the package index reachable? See above."
