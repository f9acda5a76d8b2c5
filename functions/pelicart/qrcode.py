"""Draws QR codes. Alone knows the library that does; import it when one is to be shown."""

from __future__ import annotations

import segno

BORDER = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


def picture(text: str) -> str:
    """The code as an SVG in a data address; black on white whatever the page's colours are.

    Error correction M and no other, for that is what EPC069-12 allows.
    """
    code = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")
    return code.svg_data_uri(
        border=BORDER, dark="#000", light="#fff", omitsize=True, svgclass="", lineclass=""
    )
