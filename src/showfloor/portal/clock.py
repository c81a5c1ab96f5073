"""Today, and moments in words: the real day, or, in a demonstration, a day of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from showfloor.present.language import Language

GERMAN_ZONES: Mapping[str, str] = {"CET": "MEZ", "CEST": "MESZ", "GMT": "WEZ"}
"""What German calls the zones that its readers live by; others keep their letters."""


def today() -> date:
    """Return the day that the portal's pages speak from."""
    stated: date | None = settings.PORTAL_TODAY
    return stated if stated is not None else timezone.localdate()


def moment_in_words(language: Language, at: datetime) -> str:
    """Return a moment as the workspace's clocks show it, with the zone that they are in then.

    So the hour that an autumn night has twice is told apart. at: with its time zone.
    """
    here = timezone.localtime(at)
    return language.say(
        "figures.moment",
        day=language.day(here.date()),
        time=f"{here:%H:%M}",
        zone=_zone(language, here),
    )


def _zone(language: Language, here: datetime) -> str:
    name = here.tzname() or ""
    if name[:1] in {"+", "-"}:
        return f"UTC{name}"
    return GERMAN_ZONES.get(name, name) if language.code == "de" else name
