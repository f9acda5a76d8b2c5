"""What the frame needs to know of a provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from werkzeug import Request, Response

State = Literal["open", "approved", "processing", "paid", "failed", "expired"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a payment page; `price` as decimal text, in the payment's currency."""

    name: str
    quantity: int
    price: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One payment, as pages and books show it. Amounts are decimal texts like `46.90`.

    `order` is what the shop named it by. `done` and `back` are where the shopper goes on to at the
    shop, after paying and after giving up. `email` is what the page's field holds, None where the
    provider asks for none; `later` says whether there are delayed methods. `levers` are the
    actions that make sense now; `remark` is anything else worth telling, such as a dispute.
    """

    session: str
    order: str
    state: State
    total: str
    captured: str
    refunded: str
    currency: str
    done: str
    back: str
    lines: Sequence[Line] = ()
    email: str | None = None
    later: bool = False
    levers: Sequence[str] = ()
    remark: str = ""


class Provider(Protocol):
    """One provider's stand-in. All but `answer` are called while the frame's turn is held."""

    @property
    def name(self) -> str:
        """As shown on pages."""

    def answer(self, request: Request) -> Response:
        """Whatever isn't the frame's own: the API, and where a browser is first sent.

        Not in turn: it asks `outages.outage`, then takes `frame.turn` for what it does. A payment
        page is shown by redirecting to `frame.page(session)`.
        """

    def look(self) -> None:
        """Lets happen what the clock says is due; called before anything else."""

    def entries(self) -> Sequence[Entry]:
        """Every payment, the oldest first."""

    def entry(self, session: str) -> Entry:
        """One payment, or a `Refusal` with 404."""

    def press(self, session: str, button: str, form: Mapping[str, str]) -> str:
        """The shopper pressed `pay`, `decline`, `later` or `cancel`; `Refusal` if it can't be.

        Where the browser goes on to, at the shop; empty text for the usual: `done` after `pay`
        and `later`, `back` after `cancel`, the page again after `decline`.
        """

    def pull(self, session: str, action: str, said: Mapping[str, Any]) -> None:
        """A lever: `confirm`, `fail`, `refund`, `expire`, `dispute`, `win`, `lose` or `alter`.

        `said` is what was posted with it, such as an `amount`. `Refusal` for what isn't possible.
        """

    def ledger(self) -> Mapping[str, Any]:
        """Everything it has written down, as JSON."""
