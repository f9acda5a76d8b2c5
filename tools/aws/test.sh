#!/bin/sh
# The gates of the stack, in AWS CDK's environment.
set -eu
. tools/aws/env.sh
"$aws/bin/python" -m pytest -p no:cacheprovider --confcutdir=tests/infra/aws -q tests/infra/aws "$@"
echo "cdk-nag (AwsSolutions): 0 findings but these, which are meant:"
"$aws/bin/python" -c '
from pelicart_infra.aws.suppressions import REASONS
for rule, reason in REASONS.items():
    print(f"  {rule}: {reason}")'
echo "mypy --strict with the types of AWS CDK (minutes at its first run)"
"$aws/bin/mypy" --config-file tools/aws/mypy.ini
