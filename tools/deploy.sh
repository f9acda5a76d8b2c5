#!/bin/sh
# AWS CDK, and its command line from npm, pinned: what `make deploy` and `make destroy` need.
set -eu
sh tools/aws.sh
. tools/aws/env.sh
pins=tools/deploy/package-lock.json
stamp=tools/deploy/node_modules/.installed
cmp -s "$pins" "$stamp" 2>/dev/null && exit 0
echo "installing the command line of AWS CDK in tools/deploy/node_modules (29 MB, checked by hash)"
# The npm that comes with the node: its own launcher is no link in a wheel, and doesn't start.
npm=$(dirname "$JSII_NODE")/../lib/node_modules/npm/bin/npm-cli.js
(cd tools/deploy && PATH=$(dirname "$JSII_NODE"):$PATH "$JSII_NODE" "$npm" ci --no-audit --no-fund) ||
  { echo "pelicart: it could not be installed: is npm's registry reachable?" >&2; exit 1; }
cp "$pins" "$stamp"
