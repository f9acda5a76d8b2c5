"""The hosted payment page: plain forms, no script, the same look for every provider."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug import Request, Response
from werkzeug.utils import redirect

from pelicart_infra.local.standin.amounts import shown
from pelicart_infra.local.standin.frame import Frame
from pelicart_infra.local.standin.modes import NOTICES
from pelicart_infra.local.standin.provider import Provider
from pelicart_infra.local.standin.refusal import Refusal

TEMPLATES = Environment(
    loader=PackageLoader("pelicart_infra.local.standin"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["shown"] = shown

BUTTONS = frozenset({"pay", "decline", "later", "cancel"})
_COMPLETE = frozenset({"approved", "processing", "paid"})


@dataclass(frozen=True, slots=True)
class PaymentPages:
    """Pages below /pay; on its way back to the shop a browser passes through the other host."""

    provider: Provider
    frame: Frame

    def show(self, request: Request, session: str) -> Response:
        """The payment as it is: to pay, paid or over."""
        with self.frame.turn:
            self.provider.look()
            entry = self.provider.entry(session)
        return page(
            "pay.html",
            name=self.provider.name,
            entry=entry,
            complete=entry.state in _COMPLETE,
            declined="declined" in request.args,
            notices=NOTICES,
        )

    def act(self, request: Request, session: str) -> Response:
        """What the shopper pressed; 409 for what can't be done any more."""
        button = request.form.get("action", "")
        with self.frame.turn:
            self.provider.look()
            entry = self.provider.entry(session)
            self.frame.modes.choose(session, request.form.get("notices", ""))
            try:
                onward = self._pressed(session, button, request.form.to_dict())
            except Refusal as refusal:
                why = str(refusal)
                return page("over.html", status=409, name=self.provider.name, entry=entry, why=why)
        if onward or button == "cancel":
            return see_other(onward or entry.back)
        if button == "decline":
            return see_other(f"/pay/{session}?declined=1")
        return see_other(f"http://{_other_host(request.host)}/pay/{session}/done")

    def done(self, _request: Request, session: str) -> Response:
        """On the other host: from here the browser goes back to the shop."""
        with self.frame.turn:
            entry = self.provider.entry(session)
        return see_other(entry.done if entry.state in _COMPLETE else f"/pay/{session}")

    def _pressed(self, session: str, button: str, form: dict[str, str]) -> str:
        if button not in BUTTONS:
            raise Refusal(f"There is no button {button!r}.")
        return self.provider.press(session, button, form)


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """A page in the stand-ins' look."""
    html = TEMPLATES.get_template(template).render(**values)
    answer = Response(html, status, content_type="text/html; charset=utf-8")
    answer.headers["cache-control"] = "no-store"
    return answer


def see_other(url: str) -> Response:
    """303, which turns any method into a GET."""
    return redirect(url, 303, Response)


def _other_host(host: str) -> str:
    """The same server by its other name, as real payment pages pass through several hosts."""
    name, _, port = host.rpartition(":")
    return f"{'127.0.0.1' if name == 'localhost' else 'localhost'}:{port}"
