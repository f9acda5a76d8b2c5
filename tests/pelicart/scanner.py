"""Reads a QR code off its picture, by ISO/IEC 18004 and without the library that drew it.

Only what EPC069-12 allows: versions 1 to 13 with error correction M, one segment of bytes. Nothing
is corrected: the picture is a perfect one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
Matrix = list[list[bool]]
BLOCKS = (
    (16,), (28,), (44,), (32,) * 2, (43,) * 2, (27,) * 4, (31,) * 4, (38, 38, 39, 39),
    (36,) * 3 + (37,) * 2, (43,) * 4 + (44,), (50,) + (51,) * 4, (36,) * 6 + (37,) * 2,
    (37,) * 8 + (38,),
)  # fmt: skip
"""Data codewords of each block, by version from 1, at error correction M."""
ALIGNED = (
    (), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46),
    (6, 28, 50), (6, 30, 54), (6, 32, 58), (6, 34, 62),
)  # fmt: skip
MASKS = (
    lambda r, c: (r + c) % 2,
    lambda r, _: r % 2,
    lambda _, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
"""A module is turned over where its mask is 0."""
LEVEL_M = 0


def scanned(address: str) -> bytes:
    """What the code in a data address says."""
    head, _, source = address.partition(",")
    assert head.startswith("data:image/svg+xml")
    matrix = modules(unquote(source))
    version = (len(matrix) - 17) // 4
    level, mask = drawn_by(matrix)
    assert level == LEVEL_M
    bits = "".join(str(int(bit)) for bit in data_bits(matrix, version, mask))
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    return message(in_order(words, BLOCKS[version - 1]), version)


def modules(source: str) -> Matrix:
    """The dark ones, from the strokes of the picture and without the white around them."""
    root = ET.fromstring(source)  # noqa: S314  our own
    side = int(root.get("viewBox", "").split()[2])
    (strokes,) = [path.get("d", "") for path in root.iter(f"{SVG}path") if path.get("stroke")]
    rows = [[False] * side for _ in range(side)]
    x = y = 0.0
    for command, first, _, second in re.findall(r"([Mmh])(-?[\d.]+)( (-?[\d.]+))?", strokes):
        if command == "h":
            for column in range(int(x), int(x) + int(first)):
                rows[int(y)][column] = True
        x = float(first) + (0 if command == "M" else x)
        if command != "h":
            y = float(second) + (0 if command == "M" else y)
    border = next(at for at, row in enumerate(rows) if any(row))
    return [row[border : side - border] for row in rows[border : side - border]]


def drawn_by(matrix: Matrix) -> tuple[int, int]:
    """Level of error correction and mask, from the format beside the first finder."""
    along = [(8, column) for column in (*range(6), 7, 8)]
    upwards = [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    bits = "".join(str(int(matrix[row][column])) for row, column in along + upwards)
    told = int(bits, 2) ^ 0b101010000010010
    return told >> 13, told >> 10 & 0b111


def data_bits(matrix: Matrix, version: int, mask: int) -> Iterator[bool]:
    """In the order they are laid: two columns at a time, upwards and downwards by turns."""
    side, upwards = len(matrix), True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for row in range(side - 1, -1, -1) if upwards else range(side):
            for column in (right, right - 1):
                if not fixed(row, column, version, side):
                    yield matrix[row][column] ^ (MASKS[mask](row, column) == 0)
        upwards = not upwards


def fixed(row: int, column: int, version: int, side: int) -> bool:
    """Whether the module is part of a pattern, and carries no data."""
    finder = (row < 9 and (column < 9 or column >= side - 8)) or (row >= side - 8 and column < 9)
    far = side - 11
    told = version >= 7 and ((row < 6 and column >= far) or (row >= far and column < 6))
    return finder or told or 6 in {row, column} or aligned(row, column, version, side)


def aligned(row: int, column: int, version: int, side: int) -> bool:
    centres = ALIGNED[version - 1]
    return any(
        abs(row - r) <= 2 and abs(column - c) <= 2
        for r in centres
        for c in centres
        if (r, c) not in {(6, 6), (6, side - 7), (side - 7, 6)}
    )


def in_order(words: list[int], blocks: tuple[int, ...]) -> list[int]:
    """The data codewords, which are laid one of each block by turns."""
    laid, read = iter(words), [[] for _ in blocks]
    for place in range(max(blocks)):
        for block, length in zip(read, blocks, strict=True):
            if place < length:
                block.append(next(laid))
    return [word for block in read for word in block]


def message(words: list[int], version: int) -> bytes:
    bits = "".join(f"{word:08b}" for word in words)
    assert bits[:4] == "0100"  # bytes
    start = 4 + (8 if version < 10 else 16)
    length = int(bits[4:start], 2)
    return bytes(int(bits[at : at + 8], 2) for at in range(start, start + 8 * length, 8))
