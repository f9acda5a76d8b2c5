"""Stripe behind the stand-ins' common frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import NotFound

from pelicart_infra.local.standin import Entry, Frame
from pelicart_infra.local.standin.amounts import units_of
from pelicart_infra.local.stripe import disputes, refunds, till
from pelicart_infra.local.stripe.altering import alter
from pelicart_infra.local.stripe.desk import Desk
from pelicart_infra.local.stripe.entries import digits_of, entry_of
from pelicart_infra.local.stripe.ledger import Ledger
from pelicart_infra.local.stripe.notices import Notices


@dataclass(frozen=True, slots=True)
class StripeProvider:
    """The API is the desk's business; pages and levers act upon the ledger."""

    desk: Desk
    books: Ledger

    @property
    def name(self) -> str:
        """As shown on pages."""
        return "Stripe"

    def answer(self, request: Request) -> Response:
        """The API, below /v1."""
        if not request.path.startswith("/v1/"):
            raise NotFound
        return self.desk.answer(request)

    def look(self) -> None:
        """Ends what the clock says is over."""
        self.books.expire_due()

    def entries(self) -> Sequence[Entry]:
        """Every session, the oldest first."""
        return [entry_of(self.books, session) for session in self.books.all("cs")]

    def entry(self, session: str) -> Entry:
        """One session, or a `Refusal` with 404."""
        return entry_of(self.books, self.books.get("cs", session))

    def press(self, session: str, button: str, form: Mapping[str, str]) -> str:
        """Cancelling leaves the session open, as Stripe does."""
        email = form.get("email", "")
        if button == "pay":
            till.pay(self.books, session, email)
        elif button == "later":
            till.pay_later(self.books, session, email)
        elif button == "decline":
            till.decline(self.books, session)
        return ""

    def pull(self, session: str, action: str, said: Mapping[str, Any]) -> None:
        """What happens without the shopper; `confirm` and `fail` end what is under way."""
        books, found = self.books, self.books.get("cs", session)
        refunding = bool(refunds.known(books, found))
        levers: Mapping[str, Callable[[], object]] = {
            "confirm": lambda: (
                refunds.ends(books, found, "succeeded")
                if refunding
                else till.confirm(books, session)
            ),
            "fail": lambda: (
                refunds.ends(books, found, "failed") if refunding else till.fail(books, session)
            ),
            "expire": lambda: books.expire(session),
            "refund": lambda: refunds.refund(books, _refund(found, said)),
            "dispute": lambda: disputes.dispute(
                books, found, said.get("status", "needs_response"), _amount(found, said)
            ),
            "win": lambda: disputes.win(books, found),
            "lose": lambda: disputes.lose(books, found),
            "alter": lambda: alter(books, found, said),
        }
        levers[action]()

    def ledger(self) -> Mapping[str, Any]:
        """Everything, in the API's own shapes."""
        names = {
            "sessions": "cs",
            "payments": "pi",
            "charges": "ch",
            "refunds": "re",
            "disputes": "du",
        }
        return {name: self.books.all(kind) for name, kind in names.items()}


def _amount(session: Mapping[str, Any], said: Mapping[str, Any]) -> int | None:
    """In the API's units; None when nothing was said."""
    return units_of(said["amount"], digits_of(session["currency"])) if "amount" in said else None


def _refund(session: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a refund as the dashboard makes it: without metadata."""
    amount = _amount(session, said)
    wanted = {"payment_intent": session["payment_intent"] or ""}
    return wanted if amount is None else {**wanted, "amount": amount}


def provider_for(frame: Frame, key: str, webhook_secret: str) -> StripeProvider:
    """A stand-in with empty books."""
    notices = Notices(frame, webhook_secret)
    ledger = Ledger(
        frame.clock.now,
        notices.send,
        frame.page,
        live="_live_" in key,
        refunds=lambda: frame.modes.own["refunds"],
    )
    return StripeProvider(Desk(key, ledger, frame), ledger)
