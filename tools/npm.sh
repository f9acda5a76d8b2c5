#!/bin/sh
# What npm has and we measure with, by its lock and hashes: sh tools/npm.sh axe
set -eu
from=tools/$1
to=.pelicart-tools/$1

cmp -s "$from/package-lock.json" "$to/.installed" 2>/dev/null && exit 0
missing() {
  echo "pelicart: no $1: $2" >&2
  echo "  what needs it is skipped, and says so" >&2
  exit 1
}
command -v npm >/dev/null 2>&1 || missing "$1" "npm is not there (on Debian: apt-get install npm)"
echo "installing $1 in $to, checked by hash"
mkdir -p "$to"
cp "$from/package.json" "$from/package-lock.json" "$to"
(cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
  missing "$1" "it could not be installed: is npm's registry reachable? See above."
cp "$from/package-lock.json" "$to/.installed"
