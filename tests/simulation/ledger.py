"""A provider's own books: sessions, money, refunds by key, and the notices that it owes the shop.

It shares nothing with the shop but the words of a `Payment`, in which it is asked and answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from pelicart.money import Money
from pelicart.payments.base import Dispute, Payment, PaymentState, Urls

DESK = frozenset({"dashboard", "disputed", "won", "loses", "bounces"})
"""What only a notice tells of."""


@dataclass
class Session:
    """One page. `ours` was opened with the shop's secret, `shown` reached a browser, `foreign` is
    no page of the shop's though it names one of its orders.

    `expires` is by the provider's clock. `asked` is what its payer is asked for.
    """

    id: str
    order: str
    asked: int
    expires: int
    live: bool = True
    ours: bool = True
    foreign: bool = False
    shown: bool = False
    state: PaymentState = "open"
    captured: int = 0
    refunded: int = 0
    dispute: Dispute = ""
    approvals: int = 0
    bounced: bool = False
    told: bool = False
    """A notice of it was acknowledged."""
    desk: bool = False
    """Something was done there that only a notice tells of."""
    late: bool = False
    """Opened by a form that was posted long after it was made."""
    urls: Urls | None = None

    named: str = ""
    """What a stand-in's module calls the payment."""

    @property
    def reference(self) -> str:
        return self.named or f"pay-{self.id}"

    def payment(self) -> Payment:
        """What the provider says of it."""
        return Payment(
            state=self.state,
            order=self.order,
            session=self.id,
            captured=Money(self.captured, "EUR"),
            refunded=Money(self.refunded, "EUR"),
            live=self.live,
            reference=self.reference if self.captured else "",
            dispute=self.dispute,
        )


@dataclass
class Message:
    """A notice that the provider owes. `heard` was answered with 2xx, `lost` never arrives."""

    number: int
    session: str
    payment: Payment
    at: int
    heard: bool = False
    lost: bool = False
    sent: int = 0
    taken: Callable[[int, bytes], bool] = lambda status, _body: status // 100 == 2
    """Whether an answer says that it was handled."""


@dataclass
class Ledger:
    """`clock` is the provider's own. `told` is called with one line of what happened."""

    name: str
    clock: Callable[[], int]
    told: Callable[[str], None]
    sessions: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)
    refusing: bool = False
    declining: bool = False
    quiet: bool = False
    """Whether it sends no notice of a page that ended by itself, as most do."""

    def opens(self, session: Session) -> Session:
        self.sessions[session.id] = session
        self.told(f"{self.name} opens {session.id} for {session.asked}")
        return session

    def find(self, session: str) -> Session | None:
        """The session as it is now: a page that has run out is over."""
        found = self.sessions.get(session)
        if found and found.state == "open" and self.clock() >= found.expires:
            self.does(found, "expires", state="expired", notice=not self.quiet)
        return found

    def payable(self, session: Session) -> bool:
        """Whether somebody can still pay there."""
        return session.state == "open" and self.clock() < session.expires

    def does(
        self, session: Session, word: str, *, notice: bool = True, **changes: object
    ) -> Session:
        """Something happens to a session, and the shop is to hear of it."""
        for name, value in changes.items():
            setattr(session, name, value)
        self.told(f"{self.name}: {session.id} {word}")
        if notice:
            number = len(self.messages)
            said = session.payment()
            self.messages.append(Message(number, session.id, said, self.clock()))
        return session

    def pays(self, session: Session, minor: int = 0) -> None:
        self.does(session, "is paid", state="paid", captured=minor or session.asked)

    def gives_back(self, session: Session, amount: int, key: str) -> bool:
        """Whether it was given back, by this call or an earlier one with its key."""
        if key in self.given:
            return self.given[key] == amount and not session.bounced
        if self.refusing or key in self.refused:
            self.refused.add(key)
            return False
        if session.state != "paid" or session.refunded + amount > session.captured:
            return False
        self.given[key] = amount
        self.does(session, f"gives back {amount} ({key})", refunded=session.refunded + amount)
        return True

    def posts(self, message: Message) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a notice that is sent now."""
        body = {"session": message.session, "number": message.number}
        return json.dumps(body).encode(), {"x-signature": "good"}

    def happens(self, session: Session, verb: str) -> None:
        """What people do there; see `actors.bank`."""
        session.desk |= verb in DESK
        if verb == "pays-less":
            self.pays(session, session.asked - 1)
        elif verb in {"pays", "settles"}:
            self.pays(session)
        elif verb == "declines":
            self._declined(session)
        else:
            session.approvals += verb == "agrees"
            session.bounced |= verb == "bounces"
            word, changes = _becomes(session)[verb]
            self.does(session, word, **changes)

    def _declined(self, session: Session) -> None:
        """On some pages another try follows, on some the session is over."""
        if self.name == "mollie" or (self.name == "monetico" and self.clock() % 2):
            self.does(session, "failed", state="failed")
        else:
            self.told(f"{self.name}: {session.id} was declined, and may be tried again")

    def of(self, order: str) -> list[Session]:
        return [session for session in self.sessions.values() if session.order == order]


def _becomes(session: Session) -> dict[str, tuple[str, dict[str, object]]]:
    """What is told, and what changes."""
    left = session.captured - session.refunded
    part = left if left < 200 or session.captured % 2 else left // 2
    return {
        "agrees": ("is agreed to", {"state": "approved"}),
        "delays": ("is under way", {"state": "processing"}),
        "bounces-off": ("comes to nothing", {"state": "failed"}),
        "dashboard": (f"gives back {part} by hand", {"refunded": session.refunded + part}),
        "disputed": ("is disputed", {"dispute": "open"}),
        "won": ("is won", {"dispute": "won"}),
        "loses": ("is lost", {"dispute": "lost", "refunded": session.captured}),
        "bounces": ("sends a refund back", {"refunded": 0}),
    }
