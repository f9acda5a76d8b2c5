"""The fuzzer of `make hostile`, and its pins."""
