"""`make deploy` and `make destroy`: looks whether all is there, then lets AWS CDK do it."""
