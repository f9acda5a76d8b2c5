"""One file per function: this listing is the API."""
