"""One file per section of `make bench`."""
