"""What stops a deployment before anything is changed, or in the middle of it."""

from __future__ import annotations


class Missing(Exception):
    """Something isn't there, or isn't as it must be; one sentence for each, with what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Failed(Exception):
    """AWS CDK ended with an error, which it has told itself."""
