#!/bin/sh
# Atheris, for the Python of .venv, from which it borrows what is installed there.
PYTHON=.venv/bin/python exec sh tools/venv.sh fuzz atheris "1 package" \
  "Hypothesis tries the same readers, and the table says so"
