"""The hosted payment page: plain forms, no script."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug import Request, Response
from werkzeug.utils import redirect

from pelicart_infra.local.stripe import till
from pelicart_infra.local.stripe.ledger import Ledger, Object
from pelicart_infra.local.stripe.modes import NOTICES, Modes
from pelicart_infra.local.stripe.refusal import Refusal

# https://docs.stripe.com/currencies: what the API sends without or with three decimals.
WITHOUT_DECIMALS = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
WITH_THREE = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})

TEMPLATES = Environment(
    loader=PackageLoader("pelicart_infra.local.stripe"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Pages below /c; `turn` is held while the ledger is used."""

    ledger: Ledger
    modes: Modes
    turn: AbstractContextManager[bool]

    def show(self, request: Request, named: str) -> Response:
        """The session as it is: to pay, paid or over."""
        with self.turn:
            self.ledger.expire_due()
            session = self.ledger.get("cs", named)
            return page(
                "pay.html",
                session=session,
                lines=self.ledger.lines(named),
                declined="declined" in request.args,
                notices=NOTICES,
            )

    def act(self, request: Request, named: str) -> Response:
        """What the shopper pressed; a session that isn't open any more is refused with 409."""
        pressed = request.form.get("action", "")
        with self.turn:
            self.ledger.expire_due()
            session = self.ledger.get("cs", named)
            if pressed == "cancel":
                return _see_other(session["cancel_url"] or session["success_url"])
            self.modes.choose(named, request.form.get("notices", ""))
            try:
                self._carry_out(pressed, named, request.form.get("email", ""))
            except Refusal as refusal:
                return page("over.html", status=409, session=session, why=str(refusal))
        if pressed == "decline":
            return _see_other(f"/c/pay/{named}?declined=1")
        return _see_other(f"http://{_other_host(request.host)}/c/done/{named}")

    def done(self, _request: Request, named: str) -> Response:
        """On the other host: from here the browser goes back to the shop."""
        with self.turn:
            session = self.ledger.get("cs", named)
        if session["status"] != "complete":
            return _see_other(f"/c/pay/{named}")
        return _see_other(session["success_url"].replace("{CHECKOUT_SESSION_ID}", named))

    def _carry_out(self, pressed: str, named: str, email: str) -> None:
        if pressed == "pay":
            till.pay(self.ledger, named, email)
        elif pressed == "later":
            till.pay_later(self.ledger, named, email)
        elif pressed == "decline":
            till.decline(self.ledger, named)
        else:
            raise Refusal(f"There is no button {pressed!r}.")


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """A page in the stand-in's look."""
    html = TEMPLATES.get_template(template).render(amount=amount, **values)
    answer = Response(html, status, content_type="text/html; charset=utf-8")
    answer.headers["cache-control"] = "no-store"
    return answer


def amount(units: int, currency: str) -> str:
    """Money for people, from the integer the API counts in."""
    exponent = 0 if currency in WITHOUT_DECIMALS else 3 if currency in WITH_THREE else 2
    whole, part = divmod(units, 10**exponent)
    decimals = f".{part:0{exponent}}" if exponent else ""
    return f"{currency.upper()} {whole:,}{decimals}"


def title(session: Object) -> str:
    """Whose order it is, as the shop marked it."""
    return str(session["client_reference_id"] or session["id"])


def _other_host(host: str) -> str:
    """The same server by its other name, as real payment pages pass through several hosts."""
    name, _, port = host.rpartition(":")
    return f"{'127.0.0.1' if name == 'localhost' else 'localhost'}:{port}"


def _see_other(url: str) -> Response:
    return redirect(url, 303, Response)


TEMPLATES.globals["title"] = title
