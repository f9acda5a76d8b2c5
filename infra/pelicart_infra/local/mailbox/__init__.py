"""A mail server and its mailbox on this machine: takes every mail, and shows what came.

It shares no code with what sends mails, and can refuse, hesitate or hang up as told.
"""
