#!/bin/sh
# AWS CDK and what judges its templates, in a virtual environment of their own.
exec sh tools/venv.sh aws "AWS CDK" "once: 45 packages and a node, 700 MB" ""
