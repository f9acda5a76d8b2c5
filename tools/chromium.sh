#!/bin/sh
# Debian's Chromium for the browser tests; without it they are skipped, and say so.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing Debian's chromium for the browser tests (about 100 MB)"
  apt-get update -q >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium >/dev/null 2>&1 ||
    echo "pelicart: chromium could not be installed; the browser tests will be skipped" >&2
else
  echo "pelicart: no chromium here; the browser tests will be skipped" >&2
  echo "  on Debian:  apt-get install chromium" >&2
fi
