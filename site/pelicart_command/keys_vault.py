"""The parameters that hold a stage's secrets: each version is kept, with when and who."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from pelicart_command.aws import asking, code_of
from pelicart_command.stopped import Stopped

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_ssm import SSMClient

MOST = 50
"""Versions of one answer."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a secret: its number from 1, when it was written, by whom; maybe its value."""

    number: int
    at: int
    by: str
    value: str = field(default="", repr=False)


class Vault:
    """The parameters of one stage, by variable."""

    def __init__(self, session: boto3.Session, stage: str) -> None:
        self._ssm: SSMClient = session.client("ssm")
        self._stage = stage

    def name(self, variable: str) -> str:
        """The parameter's name."""
        return f"/pelicart/{self._stage}/{variable}"

    def versions(self, variable: str, *, open_values: bool = False) -> tuple[Version, ...]:
        """Every version that is kept, the oldest first; none if there is no such parameter.

        Their values are left sealed unless asked for.
        """
        pages = self._ssm.get_paginator("get_parameter_history").paginate(
            Name=self.name(variable),
            WithDecryption=open_values,
            PaginationConfig={"PageSize": MOST},
        )
        with asking(f"read the history of {self.name(variable)}"):
            try:
                found = [one for page in pages for one in page["Parameters"]]
            except ClientError as wrong:
                if code_of(wrong) == "ParameterNotFound":
                    return ()
                raise
        versions = (
            Version(
                one.get("Version", 0),
                int(one["LastModifiedDate"].timestamp()) if "LastModifiedDate" in one else 0,
                one.get("LastModifiedUser", ""),
                one.get("Value", "") if open_values else "",
            )
            for one in found
        )
        return tuple(sorted(versions, key=lambda one: one.number))

    def last(self, variable: str) -> Version | None:
        """The present version with its value, or None."""
        return next(reversed(self.versions(variable, open_values=True)), None)

    def create(self, variable: str, value: str, *, plain: bool = False) -> bool:
        """Whether it was made; one that is there stays as it is."""
        with asking(f"write {self.name(variable)}"):
            try:
                self._put(variable, value, plain=plain, overwrite=False)
            except ClientError as wrong:
                if code_of(wrong) == "ParameterAlreadyExists":
                    return False
                raise
        return True

    def write(
        self, variable: str, value: str, after: Version | None, *, plain: bool = False
    ) -> int:
        """The number of the version that was written; stops if another came in between."""
        with asking(f"write {self.name(variable)}"):
            number = self._put(variable, value, plain=plain, overwrite=True)
        if number != (after.number if after else 0) + 1:
            raise Stopped(
                f"somebody else changed {variable} at the same time: look with  pelicart --stage "
                f"{self._stage} keys list {variable}  , agree, and do it again"
            )
        return number

    def _put(self, variable: str, value: str, *, plain: bool, overwrite: bool) -> int:
        answer = self._ssm.put_parameter(
            Name=self.name(variable),
            Value=value,
            Type="String" if plain else "SecureString",
            Overwrite=overwrite,
        )
        return answer["Version"]
