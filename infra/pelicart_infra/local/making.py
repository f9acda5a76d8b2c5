"""Makes the shop's tables where the environment says, as the stack does on AWS."""

from __future__ import annotations

import os

import boto3

from pelicart_infra.tables import CARDS, MAIN, create_table_request


def main() -> None:
    """Makes them once; a table that is there already is an error."""
    client = boto3.client("dynamodb")
    for table, name in ((MAIN, "PELICART_TABLE"), (CARDS, "PELICART_CARDS_TABLE")):
        client.create_table(**create_table_request(table, os.environ[name]))


if __name__ == "__main__":
    main()
