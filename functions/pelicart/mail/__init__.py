"""Sending mail: what a mail is, how it is written down, and who takes it."""
