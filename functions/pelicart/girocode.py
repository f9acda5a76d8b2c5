"""What a banking app reads of a transfer, as the text of a QR code: EPC069-12, version 002.

European Payments Council, "Quick Response Code: Guidelines to enable data capture for the
initiation of a SEPA credit transfer". Its name in Germany is GiroCode.
"""

from __future__ import annotations

from pelicart.money import Money, decimal_text

EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
    .split()
)  # fmt: skip
FURTHER = frozenset("AD AL CH GB GI MC MD ME MK RS SM VA".split())
"""In SEPA, but not in the European Economic Area: their banks must be named by a BIC.

The first letters of IBANs, so France stands for its overseas parts too (EPC409-09).
"""

LONGEST_NAME = 70
LEAST, MOST = 1, 99_999_999_999
"""Cents: 0.01 to 999999999.99."""
LARGEST = 331
"""Bytes: what a code of version 13 with error correction M holds."""
UTF_8 = "1"


def girocode(holder: str, iban: str, bic: str, amount: Money, reference: str) -> str:
    """The text of the code, or empty text where there can be none.

    That is: not in euros, no account within SEPA, a name too long, a bank that isn't named and
    must be. `reference` is one of ISO 11649, so no other text goes with the money.
    """
    name, account, bank = " ".join(holder.split()), _bare(iban), _bare(bic)
    named = 1 <= len(name) <= LONGEST_NAME
    reached = account[:2] in EEA or (account[:2] in FURTHER and bank)
    payable = amount.currency == "EUR" and LEAST <= amount.minor <= MOST
    if not (named and reached and payable):
        return ""
    euros = f"EUR{decimal_text(amount.minor, 'EUR')}"
    head = ("BCD", "002", UTF_8, "SCT")
    text = "\n".join((*head, bank, name, account, euros, "", reference))  # "" is for a purpose
    return text if len(text.encode()) <= LARGEST else ""


def _bare(written: str) -> str:
    return "".join(written.split()).upper()
