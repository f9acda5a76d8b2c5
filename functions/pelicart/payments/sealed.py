"""A card that the shopper typed here, sealed to the merchant, who charges it by hand.

The card itself never passes through this module: it is put beside the order, by the write that
takes it (`checkout.sealing`), and goes with the write that decides it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pelicart.payments.manual import Manual


@dataclass(frozen=True, slots=True)
class Sealed(Manual):
    """No provider is known to the shop: the merchant's terminal is, and the merchant says so."""
