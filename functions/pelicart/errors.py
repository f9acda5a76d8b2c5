"""Every error that this package raises on purpose.

Each has a stable `code`, the key of its text in the live templates, and carries ids, never
personal data. HTTP statuses for them stand in `pelicart.web` alone.
"""

from __future__ import annotations

from collections.abc import Mapping


class PelicartError(Exception):
    """Root of the family; `ids` are safe to log."""

    code = "error"

    def __init__(self, message: str = "", **ids: str | int | None) -> None:
        super().__init__(message or self.code)
        self.ids: Mapping[str, str | int] = {k: v for k, v in ids.items() if v is not None}


class BadRequest(PelicartError):
    """The bytes are no request of ours: unreadable event, body, encoding or field."""

    code = "bad-request"


class TooLarge(BadRequest):
    """The body or a field is over its limit; nothing of it was parsed."""

    code = "too-large"


class WrongMethod(BadRequest):
    """The route doesn't know this HTTP method; `allowed` lists those it knows."""

    code = "wrong-method"

    def __init__(self, *allowed: str) -> None:
        super().__init__("method not allowed")
        self.allowed = allowed


class WrongType(BadRequest):
    """The content type isn't the one the route reads."""

    code = "wrong-type"


class CrossSite(BadRequest):
    """A form of another site was posted to us."""

    code = "cross-site"


class PastTheCdn(PelicartError):
    """A request that came to the functions without the CDN, whose secret it doesn't know."""

    code = "past-cdn"


class TooMany(PelicartError):
    """This client has ordered, or holds, as much as one may for now; `after` seconds it may again.

    Nothing was written, and nobody was asked.
    """

    code = "too-many-requests"

    def __init__(self, after: int = 0) -> None:
        super().__init__("over the limit of a client", after=after)
        self.after = after


class BadForm(PelicartError):
    """Fields the shopper can mend: field name -> code of what is wrong with it."""

    code = "bad-form"

    def __init__(self, fields: Mapping[str, str], **ids: str) -> None:
        super().__init__(f"fields: {', '.join(sorted(fields))}", **ids)
        self.fields = dict(fields)


class BadCard(BadForm):
    """Fields of a card that the shopper can mend; what was typed into them isn't kept."""


class NotFound(PelicartError):
    """No such thing, or not for the bearer of this token: both read the same from outside."""

    code = "not-found"


class UnknownOrder(PelicartError):
    """A provider speaks of an order of this shop that isn't in the table."""

    code = "unknown-order"


class UnknownProduct(NotFound):
    """The SKU, or this choice of options, is not in the published catalogue."""

    code = "unknown-product"


class CartFull(PelicartError):
    """One line or byte more than the cart cookie holds."""

    code = "cart-full"


class EmptyCart(PelicartError):
    """There is nothing to order."""

    code = "empty-cart"


class TotalTooLarge(PelicartError):
    """The order's total is larger than any payment provider takes (`money.LARGEST`)."""

    code = "total-too-large"


class SoldOut(PelicartError):
    """Fewer on hand than asked for; `names` of the products, as the shopper knows them."""

    code = "sold-out"

    def __init__(self, *names: str) -> None:
        super().__init__(f"sold out: {', '.join(names)}")
        self.names = names


class QuoteExpired(PelicartError):
    """The quote is older than its life; the shopper gets a fresh one to confirm."""

    code = "quote-expired"


class QuoteChanged(PelicartError):
    """What was posted isn't what was quoted; the shopper gets a fresh one to confirm."""

    code = "quote-changed"


class TooFast(PelicartError):
    """A quote was ordered sooner than it can have been read; the shopper gets it to confirm."""

    code = "too-fast"


class TooManyAttempts(PelicartError):
    """So many payment pages were opened for the order that it was given up: a new one may go on."""

    code = "too-many-attempts"


class Forged(PelicartError):
    """A token or notice whose signature, type, audience or age is wrong."""

    code = "forged"


class WrongAmount(PelicartError):
    """The money isn't the order's total; nothing was written."""

    code = "wrong-amount"


class ReferenceUsed(PelicartError):
    """This bank line already paid another order; nothing was written."""

    code = "reference-used"


class TooFew(PelicartError):
    """A stock counter has fewer units than are to be taken off it; nothing was written."""

    code = "too-few"


class Unaccounted(PelicartError):
    """The orders found don't own what a stock counter says that orders own."""

    code = "unaccounted"


class WrongState(PelicartError):
    """The order's state allows no such move; nothing was written."""

    code = "wrong-state"


class WrongKey(PelicartError):
    """A card was sealed to another key than the one it is to be opened with."""

    code = "wrong-key"


class NotOpened(PelicartError):
    """A sealed card was altered, belongs to another order or amount, or holds no card."""

    code = "not-opened"


class Raced(PelicartError):
    """Another writer was there first, more often than we retry; asking again is safe."""

    code = "raced"


class TableDown(PelicartError):
    """The table gave no answer: the write may have been made or not, and reading again tells."""

    code = "table-down"


class ProviderDown(PelicartError):
    """The provider gave no answer we can rely on; asking again is safe."""

    code = "provider-down"


class ProviderRefused(PelicartError):
    """The provider understood and declined to do it; asking the same again won't help."""

    code = "provider-refused"


class MailDown(PelicartError):
    """The mail server gave no answer, or one that isn't about this mail: sending it again is safe.

    It may have been taken all the same: then it comes twice.
    """

    code = "mail-down"


class MailRefused(PelicartError):
    """The mail server won't ever take this mail, for its recipient or for what it holds."""

    code = "mail-refused"


class Misconfigured(PelicartError):
    """A setting, secret or publication is missing or unusable: a matter for the operator.

    Its message is logged as `why`: it says what to mend and quotes no secret.
    """

    code = "misconfigured"

    def __init__(self, message: str = "", **ids: str | int | None) -> None:
        super().__init__(message, **{"why": message or None, **ids})
