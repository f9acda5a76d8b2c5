"""PayPal as the frame asks for it: pages, levers, books."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import NotFound

from pelicart_infra.local.paypal import till
from pelicart_infra.local.paypal.desk import Desk
from pelicart_infra.local.paypal.entries import entry_of
from pelicart_infra.local.paypal.ledger import UNCAPTURED, Book, Ledger
from pelicart_infra.local.paypal.notices import Notices
from pelicart_infra.local.standin import Entry, Frame, Refusal
from pelicart_infra.local.standin.pages import see_other

ALTERED = frozenset({"amount", "currency", "live", "order", "status"})


@dataclass(frozen=True, slots=True)
class PayPal:
    """The shopper agrees here, and the shop takes the money: nothing is paid before that."""

    frame: Frame
    books: Ledger
    desk: Desk
    notices: Notices
    name: str = "PayPal"

    def answer(self, request: Request) -> Response:
        """The API, below /v1 and /v2, and the page's own address."""
        if request.path == "/checkoutnow":
            with self.frame.turn:
                book = self.books.get(request.args.get("token", ""))
            return see_other(self.frame.page(book.id))
        if not request.path.startswith(("/v1/", "/v2/")):
            raise NotFound
        with self.frame.turn:
            self.look()
        return self.desk.answer(request)

    def look(self) -> None:
        """Reverses approvals that nobody captured in time."""
        for book in self.books.books.values():
            if book.status == "APPROVED" and self.books.now() > book.approved + UNCAPTURED:
                self._void(book)

    def entries(self) -> Sequence[Entry]:
        """Every order."""
        return [entry_of(book, gone=self.books.gone(book)) for book in self.books.books.values()]

    def entry(self, session: str) -> Entry:
        """One order."""
        return entry_of(self.books.get(session))

    def press(self, session: str, button: str, form: Mapping[str, str]) -> str:  # noqa: ARG002
        """A card is declined only when the shop asks for its money: the page leads there first."""
        book = self.books.get(session)
        if button not in {"pay", "decline"}:
            return ""
        till.approve(self.books, book, declines=button == "decline")
        self.notices.send("CHECKOUT.ORDER.APPROVED", self.books.told(book), book)
        return entry_of(book).done if button == "decline" else ""

    def pull(self, session: str, action: str, said: Mapping[str, Any]) -> None:
        """What happens without the shopper."""
        book = self.books.get(session)
        levers: Mapping[str, Callable[[], None]] = {
            "confirm": lambda: self._end(book, "COMPLETED"),
            "fail": lambda: self._end(book, "FAILED"),
            "refund": lambda: self._refund(book, said),
            "expire": lambda: self._void(book),
            "dispute": lambda: self._settle(book, "PENDING", "BUYER_COMPLAINT"),
            "win": lambda: self._settle(book, "COMPLETED"),
            "lose": lambda: self._settle(book, "REFUNDED", "CHARGEBACK"),
            "alter": lambda: self._alter(book, said),
        }
        levers[action]()

    def ledger(self) -> Mapping[str, Any]:
        """Every order, in the API's own shape."""
        return {"orders": [self.books.told(book) for book in self.books.books.values()]}

    def _end(self, book: Book, status: str) -> None:
        """What was under way came through, or didn't: a refund if there is one, else the money."""
        if any(one["status"] == "PENDING" for one in book.payments.get("refunds", [])):
            back = till.end_refund(book, status)
            done = status == "COMPLETED"
            kind = "PAYMENT.CAPTURE.REFUNDED" if done else "PAYMENT.REFUND.FAILED"
            self.notices.send(kind, back, book)
            return
        self._settle(book, "COMPLETED" if status == "COMPLETED" else "DECLINED")

    def _settle(self, book: Book, status: str, reason: str = "") -> None:
        captured = till.settle(book, status, reason)
        kinds = {"DECLINED": "DENIED", "REFUNDED": "REVERSED"}
        self.notices.send(f"PAYMENT.CAPTURE.{kinds.get(status, status)}", captured, book)

    def _refund(self, book: Book, said: Mapping[str, Any]) -> None:
        captures = book.payments.get("captures", [])
        if not captures:
            raise Refusal("Nothing was captured.", status=422)
        amount = {"value": said["amount"], "currency_code": book.currency} if said else None
        back = till.refund(self.books, book, captures[0], {"amount": amount}, pending=False)
        self.notices.send("PAYMENT.CAPTURE.REFUNDED", back, book)

    def _void(self, book: Book) -> None:
        if book.payments:
            raise Refusal("The payment is over.", status=422)
        book.order["status"] = "VOIDED"
        subject = {"order_id": book.id, "purchase_units": book.order["purchase_units"]}
        self.notices.send("CHECKOUT.PAYMENT-APPROVAL.REVERSED", subject, book)

    def _alter(self, book: Book, said: Mapping[str, Any]) -> None:
        """An order doesn't say whether it is `live`: it is known to one environment alone."""
        if not set(said) <= ALTERED:
            raise Refusal(f"PayPal says nothing of {sorted(set(said) - ALTERED)}.", status=422)
        book.elsewhere = bool(said.get("live", book.elsewhere))
        book.altered |= {name: value for name, value in said.items() if name != "live"}
