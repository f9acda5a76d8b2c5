"""The private bucket of bought files on this machine: what isn't signed is refused."""

from pelicart_infra.local.files.server import FileServer, serve_files
from pelicart_infra.local.files.signature import Account

__all__ = ["Account", "FileServer", "serve_files"]
