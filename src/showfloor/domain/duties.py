"""What an announcement must show by law: duties by country, kind of goods, medium and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Medium = Literal["advertisement", "store", "online"]
MEDIA: tuple[Medium, ...] = ("advertisement", "store", "online")


@dataclass(frozen=True, slots=True)
class DutyFact:
    """One thing that must be stated.

    name:   under which it is given. text_en, text_de: what it is, in words.
    one_of: the only values it may have; empty: any text that is not empty.
    """

    name: str
    text_en: str
    text_de: str
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A legal duty to show something.

    countries: ISO codes, or "EU" for all member states.
    kinds:     the kinds of goods that it is about; "goods" is every announcement.
    media:     where it holds.
    since:     the first day on which it holds. until: the first day on which it no longer does.
    by_placing: it holds for units placed on the market on `since` or later alone.
    unsettled: what is not certain about it, in words; empty where nothing is.
    """

    duty_id: str
    title_en: str
    title_de: str
    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    media: tuple[Medium, ...]
    since: date
    facts: tuple[DutyFact, ...]
    source: str
    address: str
    until: date | None = None
    by_placing: bool = False
    unsettled: str = ""


@dataclass(frozen=True, slots=True)
class DutyRegister:
    """All duties, and by the names of categories the kinds of goods in them.

    kinds: every kind that there is. categories: folded name of a category to its kinds.
    """

    duties: tuple[Duty, ...]
    kinds: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]
