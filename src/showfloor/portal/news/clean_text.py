"""What people type, before it is kept: no control characters, no marks that turn text around."""

from __future__ import annotations

import unicodedata

TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the direction of the text after them; Hebrew and Arabic need none of them."""
HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Unicode's categories of controls, halves of pairs, private and unassigned characters."""
MARKS_IN_A_ROW = 4
"""Combining marks that may follow a letter: more is drawn over the lines above and below."""


def clean_text(text: str) -> str:
    """Return a text of several lines in composed form; line ends are line feeds."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        if letter in TURNING or (category in HIDDEN and letter not in "\n\t"):
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(letter)
    return "".join(kept).strip()


def clean_line(text: str) -> str:
    """Return a text as one line, each run of white space one space."""
    return " ".join(clean_text(text).split())
