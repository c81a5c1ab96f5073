"""The rooms' own English sentences and what they are in German, figures kept by name."""

from __future__ import annotations

PATTERNS: tuple[tuple[str, str], ...] = ((r"no comparison period", "kein Vergleichszeitraum"),)
