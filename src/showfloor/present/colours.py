"""One colour a manufacturer, the same on every page: Okabe and Ito's colour-blind safe set.

Okabe, M., Ito, K. (2008): Color Universal Design. Where an original is lighter than 3:1 against
the page (WCAG 2.2, 1.4.11) its hue is kept and its lightness changed, for light and dark apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

HUES: tuple[str, ...] = (
    "blue",
    "vermillion",
    "green",
    "purple",
    "orange",
    "sky",
    "yellow",
)
REST = "rest"
"""The grey of everything that has no colour of its own."""


def manufacturer_hues(manufacturer_ids: Iterable[str]) -> Mapping[str, str]:
    """Give each manufacturer a hue that depends on the set of ids only, never on their order.

    A manufacturer's first wish is the SHA-256 of its id; where two wish for the same hue, the one
    that sorts first has it and the other takes the next free one. Past seven the rest is grey.
    """
    hues: dict[str, str] = {}
    taken: set[str] = set()
    for manufacturer_id in sorted(set(manufacturer_ids)):
        wish = int(hashlib.sha256(manufacturer_id.encode()).hexdigest(), 16) % len(HUES)
        free = (HUES[(wish + step) % len(HUES)] for step in range(len(HUES)))
        hue = next((hue for hue in free if hue not in taken), REST)
        hues[manufacturer_id] = hue
        taken.add(hue)
    return hues
