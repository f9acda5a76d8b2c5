"""Makes the shop's table where the environment says, as the stack does on AWS."""

from __future__ import annotations

import os

import boto3

from pelicart_infra.tables import MAIN, create_table_request


def main() -> None:
    """Makes it once; a table that is there already is an error."""
    boto3.client("dynamodb").create_table(
        **create_table_request(MAIN, os.environ["PELICART_TABLE"])
    )


if __name__ == "__main__":
    main()
