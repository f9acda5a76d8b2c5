"""What people were shown and what they meant: what the shop does is held against it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """What a shopper was shown: an order is only ever made of one of these."""

    total: int
    lines: str
    method: str
    at: int


@dataclass
class Meant:
    """What the merchant means to give back of an order, once."""

    order: str
    amount: int
    before: int
    reference: str
    done: bool = False
