"""The stack as a template. `make test-stack` runs these, where AWS CDK is; elsewhere there is none.

No import of the functions or of the site's packages: that environment has none of them.
"""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("aws_cdk") is None:
    collect_ignore_glob = ["*"]
else:
    pytest_plugins = ["tests.infra.aws.templates"]
