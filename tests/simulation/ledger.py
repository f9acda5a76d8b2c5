"""A provider's own books: sessions, money, refunds by key, and the notices that it owes the shop.

It shares nothing with the shop but the words of a `Payment`, in which it is asked and answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pelicart.money import Money
from pelicart.payments.base import Dispute, Payment, PaymentState, Urls


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

    @property
    def reference(self) -> str:
        return f"pay-{self.id}"

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

    def of(self, order: str) -> list[Session]:
        return [session for session in self.sessions.values() if session.order == order]
