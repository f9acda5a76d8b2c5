"""A request that a stand-in doesn't carry out."""

from __future__ import annotations


class Refusal(Exception):
    """`code` and `param` are the provider's words; the stand-in gives the answer its shape.

    Outside of the API, on pages and levers, it is plain text with `status`.
    """

    def __init__(self, message: str, *, status: int = 400, code: str = "", param: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.param = status, code, param
