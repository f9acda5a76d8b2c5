"""What the stand-ins for payment providers have in common.

A stand-in is a small web server that plays a provider on this machine: its API, its payment page
and its notices. It shares no code with the payment module, is written from the provider's own
documents, refuses what the provider refuses, and keeps its own books.

A new one has a class that fulfils `provider.Provider` and a function that calls `server.serve`.
The frame serves the payment page at /pay/<session>, the levers below /_control and the overview
at /; every other request is the provider's, in `Provider.answer`.
"""

from pelicart_infra.local.standin.clock import Clock
from pelicart_infra.local.standin.delivery import Delivery
from pelicart_infra.local.standin.frame import Frame
from pelicart_infra.local.standin.modes import Modes
from pelicart_infra.local.standin.provider import Entry, Line, Provider, State
from pelicart_infra.local.standin.refusal import Refusal
from pelicart_infra.local.standin.server import Server, serve

__all__ = [
    "Clock",
    "Delivery",
    "Entry",
    "Frame",
    "Line",
    "Modes",
    "Provider",
    "Refusal",
    "Server",
    "State",
    "serve",
]
