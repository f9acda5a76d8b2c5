"""What is told of a payment: the status service's XML, and the fields of a notice."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from pelicart_infra.local.monetico.books import Payment
from pelicart_infra.local.standin.amounts import digits_of, text_of

AUTHENTICATION = {
    "protocol": "3DSecure",
    "version": "2.2.0",
    "status": "authenticated",
    "details": {"liabilityShift": "Y", "ARes": "Y>>>"},
}


def amount_text(units: int, currency: str) -> str:
    """`62.75EUR`; never more than two decimals."""
    text = text_of(units, digits_of(currency))
    return f"{text[:-1] if digits_of(currency) == 3 else text}{currency}"


def status_of(payment: Payment) -> bytes:
    """The XML about a payment that somebody tried to make; with an element that is new."""
    root = Element("etatpaiement")
    currency = payment.says.get("currency", payment.amount[1])
    _add(root, "etat", payment.says.get("status", payment.etat))
    _add(root, f"nouveau{secrets.randbelow(100)}", secrets.token_hex(4))
    _add(root, "numauto", payment.numauto)
    if payment.etat == "PA":
        captured = _captured(payment, currency)
        _add(root, "montantrecouvre", captured)
        if payment.captured:
            _collections(root, payment, captured, currency)
        _refunds(root, payment, currency)
    return _written(root)


def error_of(code: int, words: str) -> bytes:
    """The XML about what can't be said."""
    root = Element("etatpaiement")
    _add(root, "cdr", str(code))
    _add(root, "lib", words)
    return _written(root)


def notice_of(payment: Payment, code: str, tpe: str, now: int) -> dict[str, str]:
    """All fields of a notice but its seal, with two that nobody has heard of."""
    refused = code == "Annulation"
    units, currency = payment.amount
    montant = amount_text(units, payment.says.get("currency", currency))
    if "amount" in payment.says:
        montant = f"{payment.says['amount']}{montant[-3:]}"
    return {
        "TPE": tpe,
        "date": datetime.fromtimestamp(now, UTC).strftime("%d/%m/%Y_a_%H:%M:%S"),
        "montant": montant,
        "reference": payment.reference,
        "texte-libre": _free_text(payment),
        "code-retour": payment.says.get("status", code),
        **_of_card(payment),
        **({"motifrefus": "Refus", "motifrefusautorisation": "refus"} if refused else {}),
        "authentification": base64.b64encode(json.dumps(AUTHENTICATION).encode()).decode(),
        f"nouveau{secrets.randbelow(1000)}": "é* + & =",
        f"3dsnouveau{secrets.randbelow(1000)}": "",
    }


def _of_card(payment: Payment) -> dict[str, str]:
    return {
        "cvx": "oui",
        "vld": "1230",
        "brand": "VI",
        "numauto": payment.numauto,
        "originecb": "FRA",
        "bincb": "000001",
        "hpancb": secrets.token_hex(20).upper(),
        "ipclient": "192.0.2.7",
        "originetr": "FRA",
        "cbmasquee": "000001******0001",
        "cbenregistree": "0",
        "modepaiement": "CB",
        "usage": "credit",
        "typecompte": "particulier",
        "ecard": "non",
    }


def _free_text(payment: Payment) -> str:
    text = payment.form.get("texte-libre", "")
    other = payment.says.get("order", "")
    return f"{text[: -len(payment.order)]}{other}" if other else text


def _captured(payment: Payment, currency: str) -> str:
    told = payment.says.get("amount", "") if payment.captured else ""
    return f"{told}{currency}" if told else amount_text(payment.captured, currency)


def _collections(root: Element, payment: Payment, captured: str, currency: str) -> None:
    one = SubElement(SubElement(root, "recouvrements"), "recouvrement")
    _add(one, "resultat", "1")
    _add(one, "montant", captured)
    _add(one, "date_remise", payment.day)
    _add(one, "numero_autorisation", payment.numauto)
    _refunds(one, payment, currency)


def _refunds(at: Element, payment: Payment, currency: str) -> None:
    _add(SubElement(at, "recredits"), "total", amount_text(payment.refunded, currency))


def _written(root: Element) -> bytes:
    text: bytes = tostring(root, encoding="ISO-8859-1", xml_declaration=True)
    return text


def _add(at: Element, name: str, text: str) -> None:
    SubElement(at, name).text = text


def lines(values: Mapping[str, str]) -> bytes:
    """As the services but status answer."""
    return "".join(f"{name}={value}\n" for name, value in values.items()).encode()
