"""A stand-in for Monetico on this machine: payment page, services for shops, sealed notices.

No bank's document is public: it is written from what published kits, libraries and their users
say, and refuses whatever any of them says is refused. It shares no code with the payment module.
"""

from pelicart_infra.local.monetico.server import serve_monetico

__all__ = ["serve_monetico"]
