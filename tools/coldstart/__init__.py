"""Handlers that `make bench` holds ours against, as one usually writes them."""
