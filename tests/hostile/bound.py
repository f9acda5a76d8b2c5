"""Readers of what must be the shop's own to the byte: cookie, quote, sealed card, tokens."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.hostile.forms import BASKET, form_of
from tests.hostile.target import Target, holds
from tests.pelicart.build import NOW, a_quote
from tests.pelicart.cards import PRIVATE
from tests.pelicart.shopfront import ADA

from pelicart.cart import Cart, decode, encode
from pelicart.cart.contents import MOST_BYTES, MOST_SKUS
from pelicart.cart.line import CartLine
from pelicart.checkout.quoteform import choice_digest, packed, read_reviewed
from pelicart.errors import BadRequest, Forged, QuoteExpired
from pelicart.money import Money
from pelicart.seal import is_sealed, unseal
from pelicart.tokens import Keyring, Purpose

ORDER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_LINES = (
    CartLine("BOOK", "BOOK-OCHRE-A5", 2, (("GIFT", ""), ("NAME", "A. É. ~")), 3000),
    CartLine("MUG", "MUG", 1, (), 1000),
)
_COOKIES = [
    encode(Cart(BASKET, "EUR", "en")).encode(),
    encode(Cart(BASKET, "EUR", "en", _LINES)).encode(),
    encode(Cart(BASKET, "JPY", "zh-Hant-TW", _LINES[1:])).encode(),
]


def read_cookie(data: bytes) -> None:
    """One cart has one spelling, and never more than a cookie and a transaction hold."""
    text = data.decode("latin-1")
    cart = decode(text)
    holds(encode(cart) == text, "a second spelling of a cart")
    holds(len(text) <= MOST_BYTES, "a cart longer than its cookie")
    skus = frozenset().union(*(line.skus for line in cart.lines))
    holds(len(skus) <= MOST_SKUS, "a cart of more than a transaction takes")


_QUOTE = a_quote()
_PERSON = {name: text for name, text in ADA.items() if text}
_CLAIMS = {"digest": choice_digest(_QUOTE, _PERSON, "card")}


def read_quote(data: bytes) -> None:
    """The review page's form: nothing but what was shown comes back."""
    reviewed = read_reviewed(form_of(data), _CLAIMS)
    same = (reviewed.quote, dict(reviewed.person), reviewed.method) == (_QUOTE, _PERSON, "card")
    holds(same, "a quote that was never shown")


def _quotes() -> list[bytes]:
    fields = {**_PERSON, "method": "card", "lines": packed(_QUOTE), "quote": "a.b.c"}
    cheap = {**fields, "lines": packed(a_quote(total=1))}
    return [urlencode(fields).encode(), urlencode(cheap).encode()]


_TOTAL = Money(4690, "EUR")
_SEALED = (  # to `KEY`, for this order and sum: a fresh one would be another input at every run
    "2027-01-914ff1e9:BOztSsUZD_3AnCb6knYnn2dsr4WRpKsepPaZsJU2Rs6YM4SpZUCr-KWRIp46X_p00bXjvp9"
    "1rzAQVyWYO58JIHdMOpgG8lExklyWPMY4VoLus4VsH5DlVBGLXhqe3J17tv9F_1vyaItYjxGa5l4qOzgyvwcZoIK"
    "YXRdMH0baLl5S7DJyE1X-Vrt4pjsLrlnvhzlqcB_3myZfls4giGwOZMBAdVFBWEKrt2F3S02Mmn_8mHXCsPZfDmr"
    "MtZazt7WknCE4ZFQSCStjucLydXjxlMZN8BK3pr-RwBiW8SCGByH0uculZ3UuvyWKSHUr7k8ZDspFzHrextj40qc"
    "7o-UZcZ9LDsSf7o2Udj46acNf5VGAVJ015fkkud6vOdXljsU7LGwUQpA4zPCR0zmDRXHZsf6ucHKDCfaJlTR7-Bx"
    "lZixw_cW3daLSpxHvjVDq8efkqw"
)


def read_sealed(data: bytes) -> None:
    """A card that a browser sealed: only the very one opens."""
    text = data.decode("latin-1")
    if not is_sealed(text):
        raise BadRequest("the form is refused")
    unseal(text, PRIVATE, ORDER, _TOTAL)
    holds(text == _SEALED, "a card that was altered")


KEYS = Keyring({"new": b"k" * 32, "old": b"o" * 32})
_OLD = Keyring({"old": b"o" * 32})
_STRANGER = Keyring({"new": b"s" * 32})
PURPOSES: tuple[Purpose, ...] = ("quote", "order", "return")
_ISSUED = {ring.sign(purpose, ORDER, NOW): purpose for ring in (KEYS, _OLD) for purpose in PURPOSES}
_FOREIGN = [_STRANGER.sign("order", ORDER, NOW), KEYS.sign("order", ORDER, NOW + 9000)]


def read_token(data: bytes) -> None:
    """Only what was signed opens, for its own purpose, spelt as it was."""
    token, opened = data.decode("latin-1"), 0
    for purpose in PURPOSES:
        try:
            claims = KEYS.verify(purpose, token, NOW)
        except (Forged, QuoteExpired):
            continue
        opened += 1
        holds(_ISSUED.get(token) == purpose and claims["sub"] == ORDER, "a token never issued")
    if not opened:
        raise Forged


BOUND = (
    Target("cookies", read_cookie, _COOKIES, (b"|MUG::1:", b"%C3%A9", b"~")),
    Target("quotes posted back", read_quote, _quotes()),
    Target("sealed cards", read_sealed, [_SEALED.encode()]),
    Target("tokens", read_token, [one.encode() for one in (*_ISSUED, *_FOREIGN)]),
)
