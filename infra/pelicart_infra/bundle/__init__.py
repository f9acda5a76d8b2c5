"""One zip per function, with what that function can come to run and no more."""
