"""How workflows tell what they are doing: one kind of report for all of them."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, float], None]
"""Takes what is being done and the share done (0 to 1, NaN where unknown)."""
UNKNOWN_SHARE = float("nan")
"""A search cannot say how much of it is done."""


def silent(_text: str, _share: float) -> None:
    """Report nothing."""
