#!/bin/sh
# A second stand-in for AWS, in a virtual environment of its own: it pins another botocore than ours.
exec sh tools/venv.sh ministack ministack "17 packages" "what needs it is skipped, and says so"
