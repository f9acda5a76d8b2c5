"""What shoppers, forgers, a merchant and the clock may do to the shop, in any order.

Everything goes over HTTP to the demo, through pages, forms and links as they come, so that new
fields and pages are tried as soon as they are there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from traceback import format_exc
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.e2e.page import Page
from tests.e2e.running import Running
from tests.e2e.shopper import Shopper
from tests.e2e.steps import BY_HAND, HOSTED
from tests.hostile import forgers, merchant
from tests.hostile.door import Door
from tests.hostile.settling import (
    SECRETS,
    disagreements,
    fill_shelves,
    leaks,
    paid_in_books,
    settle,
)
from tests.hostile.window import CANARIES, GOODS, Window

from pelicart.order import order_from, order_key

SHOPPERS, WINDOWS = 2, 2
METHODS = [*HOSTED, *BY_HAND]
HOSTILE = st.sampled_from(
    [
        "", "-1", "1e9", "٣", "\x00", "\r\nSet-Cookie: x=1", "<script>alert(1)</script>", "\u202e",
        "{{7*7}}", "4242 4242 4242 4242", "//evil.example", "A" * 3000, "%", "=cmd|' /C calc'!A0",
        "é\u0301\u200b", "\u2028\u0085", "EUR", "0", "9999", "card", "DE", "1", "DROP TABLE",
    ]
)  # fmt: skip
WINDOW = st.integers(0, SHOPPERS * WINDOWS - 1)
BUTTONS = ("Pay", "Pay", "Decline card", "Pay later", "Cancel")
NOTICES = ("once", "twice", "never", "forged", "late")
Step = Callable[..., None]
LONGER = (61, 11 * 60, 32 * 60, 2 * 3600, 86_400)


def told(step: Step) -> Step:
    """A step that is noted, so that a run which can't be repeated still tells its story."""

    @wraps(step)
    def noted(machine: Any, **drawn: Any) -> None:
        machine.story.append(
            f"{step.__name__}({', '.join(f'{k}={v!r}' for k, v in drawn.items())})"
        )
        try:
            step(machine, **drawn)
        except Exception:
            machine.stories.append("\n".join([*machine.story, format_exc()]))
            raise

    return noted


class ShopMachine(RuleBasedStateMachine):
    """One run begins with full shelves and no open order, and ends so.

    `demo` is the shop that is running; `tried` counts over all runs, and `stories` are those of
    the runs that failed.
    """

    demo: ClassVar[Running]
    tried: ClassVar[dict[str, int]] = {}
    stories: ClassVar[list[str]] = []

    def __init__(self) -> None:
        super().__init__()
        self.story: list[str] = []
        note = self.demo.note
        environment = note["environment"]
        self.secrets = [environment[name] for name in sorted(SECRETS & environment.keys())]
        origins = [origin for one in note["providers"] for origin in self._origins(one)]
        origins += [environment[name] for name in ("PELICART_FILES",) if environment.get(name)]
        self.door = Door(origins, self.secrets)
        self.windows = [
            Window(browser)
            for browser in (Shopper(self.demo.origin, self.door) for _ in range(SHOPPERS))
            for _ in range(WINDOWS)
        ]
        self.before = {order.id for order in self.demo.orders()}
        self.changed: set[str] = set()
        self.used: Window | None = None

    def _origins(self, provider: str) -> list[str]:
        return str(self.demo.note["environment"][f"{provider.upper()}_ORIGINS"]).split()

    @initialize()
    def opens(self) -> None:
        fill_shelves(self.demo)

    # --- shoppers ---------------------------------------------------------------------------------

    @rule(who=WINDOW, sku=st.sampled_from(GOODS), units=st.integers(1, 3))
    @told
    def adds(self, who: int, sku: str, units: int) -> None:
        self._window(who).adds(self.demo.url(sku), units)

    @rule(
        who=WINDOW,
        sku=st.sampled_from(GOODS),
        method=st.sampled_from(METHODS),
        presses=st.integers(1, 2),
    )
    @told
    def buys(self, who: int, sku: str, method: str, presses: int) -> None:
        self._window(who).buys(self.demo.url(sku), method, presses)

    @rule(who=WINDOW, button=st.sampled_from(BUTTONS), notices=st.sampled_from(NOTICES))
    @told
    def pays(self, who: int, button: str, notices: str) -> None:
        self._window(who).pays(button, notices)

    @rule(
        who=WINDOW,
        sku=st.sampled_from(GOODS),
        method=st.sampled_from(sorted(HOSTED)),
        button=st.sampled_from(BUTTONS),
        notices=st.sampled_from(NOTICES),
    )
    @told
    def buys_and_pays(self, who: int, sku: str, method: str, button: str, notices: str) -> None:
        self._window(who).buys(self.demo.url(sku), method, 1)
        self._window(who).pays(button, notices)

    @rule(who=WINDOW, nth=st.integers(0, 9), field=st.integers(0, 20), text=HOSTILE)
    @told
    def presses_anything(self, who: int, nth: int, field: int, text: str) -> None:
        self._window(who).presses(nth, field, text)

    @rule(who=WINDOW, nth=st.integers(0, 9))
    @told
    def presses_as_it_stands(self, who: int, nth: int) -> None:
        self._window(who).presses(nth)

    @rule(who=WINDOW, back=st.integers(1, 6))
    @told
    def goes_back(self, who: int, back: int) -> None:
        self._window(who).goes_back(back)

    @rule(who=WINDOW, path=st.sampled_from(["/shop/cart", "/shop/checkout", "/"]))
    @told
    def goes_to(self, who: int, path: str) -> None:
        self._window(who).goes_to(path)

    # --- forgers ----------------------------------------------------------------------------------

    @rule(nth=st.integers(0, 39))
    @told
    def sends_again(self, nth: int) -> None:
        forgers.sends_again(self.door, nth)

    @rule(nth=st.integers(0, 39), place=st.integers(0, 400), with_=st.binary(max_size=4))
    @told
    def sends_altered(self, nth: int, place: int, with_: bytes) -> None:
        forgers.sends_altered(self.door, nth, place, with_)

    @rule(provider=st.sampled_from(sorted({*HOSTED.values(), "manual", "sealed", "x"})),
          lie=st.sampled_from(forgers.LIES))  # fmt: skip
    @told
    def forges(self, provider: str, lie: str) -> None:
        forgers.forges(self.demo, self.door, provider, lie)

    @rule(request=st.sampled_from(forgers.NONSENSE), text=HOSTILE)
    @told
    def talks_nonsense(self, request: tuple[str, str], text: str) -> None:
        forgers.talks_nonsense(self.demo, self.door, *request, text)

    # --- merchant, provider, time -----------------------------------------------------------------

    @rule(nth=st.integers(0, 5))
    @told
    def marks_paid(self, nth: int) -> None:
        merchant.marks_paid(self.demo, self._order(nth))

    @rule(nth=st.integers(0, 5), part=st.booleans())
    @told
    def gives_back(self, nth: int, part: bool) -> None:  # noqa: FBT001  drawn
        merchant.gives_back(self.demo, self._order(nth), part=part)

    @rule(sku=st.sampled_from(GOODS), minor=st.sampled_from([500, 800, 1000]))
    @told
    def reprices(self, sku: str, minor: int) -> None:
        merchant.reprices(self.demo, sku, minor)
        self.changed.add(sku)

    @rule()
    @told
    def reconciles(self) -> None:
        self.demo.reconcile()

    @rule(seconds=st.sampled_from(LONGER))
    @told
    def waits(self, seconds: int) -> None:
        self.demo.travel(seconds)

    @rule(
        provider=st.sampled_from(sorted(set(HOSTED.values()))),
        api=st.sampled_from(["up", "up", "down"]),
    )
    @told
    def fails(self, provider: str, api: str) -> None:
        self.demo.desk(provider).pull("mode", api=api)
        (self.door.down.add if api == "down" else self.door.down.discard)(provider)

    # --- what always holds ------------------------------------------------------------------------

    @invariant()
    @told
    def no_page_says_more_than_the_books(self) -> None:
        """The page of an order says what the table does, and of money no more than its provider."""
        if not self.used or not state_of(self.used.page):
            return
        before = self.demo.order(self.used.number)
        shown = state_of(self.used.browser.get(self.used.page.url))
        after = order_from(self.demo.item(order_key(before.id)))
        assert shown in {before.state, after.state}  # a late notice may have come in between
        if after.captured and after.module in HOSTED.values():
            assert paid_in_books(self.demo.desk(after.module), after), after.id

    def _window(self, who: int) -> Window:
        self.used = self.windows[who]
        return self.used

    def _order(self, nth: int) -> Any:
        found = [order for order in self.demo.orders() if order.id not in self.before]
        return found[nth % len(found)] if found else None

    @told
    def teardown(self) -> None:
        """Time passes, everything is decided, and nothing may be left over."""
        self.door.down.clear()
        for sku in self.changed:
            merchant.republishes(self.demo, sku)
        settle(self.demo)
        assert disagreements(self.demo, self.before) == []
        for order in self.demo.orders():
            if order.id not in self.before:
                self._counts("orders", f"orders, {order.state}")
        canaries = [*self.secrets, *CANARIES, *self.door.tokens]
        assert leaks(self.demo, canaries) == []
        for status, count in self.door.statuses.items():
            self._counts("requests", f"answers, {status}", count=count)

    def _counts(self, *kinds: str, count: int = 1) -> None:
        for kind in kinds:
            self.tried[kind] = self.tried.get(kind, 0) + count


def state_of(page: Page | None) -> str:
    """The state that an order's page shows, or empty text."""
    names = page.tree.xpath("//div[starts-with(@class, 'shop-state ')]/@class") if page else []
    return str(names[0]).rpartition("shop-state-")[2] if names else ""
