#!/bin/sh
# The gates of the stack, in AWS CDK's environment.
set -eu
. tools/aws/env.sh
"$aws/bin/python" -m pytest -p no:cacheprovider --confcutdir=tests/infra/aws -q tests/infra/aws "$@"
echo "mypy with the types of AWS CDK (minutes at its first run)"
"$aws/bin/mypy" --config-file tools/aws/mypy.ini
