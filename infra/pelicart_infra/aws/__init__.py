"""The shop on AWS, in AWS CDK. Needs `aws_cdk` and node: see `make test-stack`."""
