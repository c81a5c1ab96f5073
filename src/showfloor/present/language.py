"""How numbers, money, dates and sentences are written in English and in German."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from showfloor.present.catalogue import CATALOGUES, Catalogue
from showfloor.present.types import Bilingual, LanguageCode

MINUS = "\u2212"
NO_BREAK = "\u00a0"
UNKNOWN = "\u2013"
NO_CURRENCY = "XXX"
"""ISO 4217 for money whose currency nobody stated; shown as ¤."""
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF", NO_CURRENCY: "¤"}

Value = str | float | int


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the report: its catalogue of messages and its way to write figures.

    Every figure that is NaN is written as "–"; the caller says the reason beside it.
    """

    code: LanguageCode
    catalogue: Catalogue
    currency: str = "EUR"

    def say(self, key: str, **values: Value) -> str:
        """Return the message `key` with its places filled; a `n` picks `key.one` for exactly 1.

        A figure and its per cent sign never part at a line's end.
        """
        if "n" in values and f"{key}.one" in self.catalogue:
            key = f"{key}.one" if values["n"] in (1, "1") else f"{key}.other"
        if isinstance(values.get("n"), int):
            values["n"] = self.count(float(values["n"]))
        return self.catalogue[key].format(**values).replace(" %", f"{NO_BREAK}%")

    def knows(self, key: str) -> bool:
        """Say whether the catalogue has the message `key`."""
        return key in self.catalogue

    def term(self, group: str, word: str) -> str:
        """Return the shown word of a coded value (a store kind, a region), or the code itself."""
        return self.catalogue.get(f"{group}.{word}", word)

    def pick(self, text: Bilingual) -> str:
        """Return a bilingual text in this language."""
        return text.text(self.code)

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Return a number with thousands and decimals as the language writes them."""
        if not math.isfinite(value):
            return UNKNOWN
        text = f"{abs(value):,.{decimals}f}"
        is_zero = not any(digit in "123456789" for digit in text)
        if self.code == "de":
            text = text.translate(str.maketrans(",.", ".,"))
        sign = "" if is_zero else MINUS if value < 0 else "+" if signed else ""
        return f"{sign}{text}"

    def count(self, value: float) -> str:
        """Return a whole number."""
        return self.number(value, 0)

    def money(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Return an amount in the report's currency: €1,262,305.37 or 1.262.305,37 €."""
        if not math.isfinite(value):
            return UNKNOWN
        return self._with_symbol(self.number(value, decimals, signed=signed))

    def money_short(self, value: float) -> str:
        """Return an amount to be read in a sentence: €1.26 m, 1,26 Mio. €, €812."""
        if not math.isfinite(value):
            return UNKNOWN
        for scale, key in ((1e9, "billion"), (1e6, "million")):
            if abs(value) >= scale * 0.9995:
                scaled = value / scale
                digits = 2 if abs(scaled) < 10 else 1 if abs(scaled) < 100 else 0
                unit = self.say(f"unit.{key}")
                return self._with_symbol(self.number(scaled, digits), f"{NO_BREAK}{unit}")
        decimals = 0 if abs(value) >= 100 or value == round(value) else 2
        return self.money(value, decimals)

    def money_axis(self, marks: Sequence[float]) -> Callable[[float], str]:
        """Return how the marks of one axis are written: one unit, one number of decimals."""
        largest = max((abs(mark) for mark in marks), default=0.0)
        steps = ((1e9, "billion"), (1e6, "million"), (1e4, "k"))
        scale, key = next((step for step in steps if largest >= step[0]), (1.0, ""))
        scale = 1e3 if key == "k" else scale
        unit = f"{NO_BREAK}{self.say(f'unit.{key}')}" if key else ""
        decimals = decimals_needed([mark / scale for mark in marks])
        return lambda value: self._with_symbol(
            self.number(value / scale, decimals), unit if value else ""
        )

    def number_axis(self, marks: Sequence[float]) -> Callable[[float], str]:
        """Return how the marks of an axis of differences are written: signed, no idle decimals."""
        decimals = decimals_needed(marks)
        return lambda value: self.number(value, decimals, signed=True)

    def percent_axis(self, marks: Sequence[float]) -> Callable[[float], str]:
        """Return how the marks of an axis of relative differences are written."""
        decimals = decimals_needed([mark * 100 for mark in marks])
        return lambda value: self.percent(value, decimals, signed=True)

    def _with_symbol(self, figure: str, unit: str = "") -> str:
        symbol = SYMBOLS.get(self.currency, self.currency)
        if self.code == "de" or len(symbol) > 1:
            return f"{figure}{unit}{NO_BREAK}{symbol}"
        sign = figure[0] if figure[0] in "+" + MINUS else ""
        return f"{sign}{symbol}{figure[len(sign) :]}{unit}"

    @property
    def currency_symbol(self) -> str:
        """The currency as it stands in a table's head."""
        return SYMBOLS.get(self.currency, self.currency)

    def percent(self, share: float, decimals: int = 1, *, signed: bool = False) -> str:
        """Return a share (0.064) in per cent (6.4 %)."""
        if not math.isfinite(share):
            return UNKNOWN
        return f"{self.number(share * 100, decimals, signed=signed)}{NO_BREAK}%"

    def day(self, day: date) -> str:
        """Return a day written out: 22 March 2021, 22. März 2021."""
        return f"{self.day_and_month(day)} {day.year}"

    def day_and_month(self, day: date) -> str:
        """Return a day without its year: 22 March, 22. März."""
        dot = "." if self.code == "de" else ""
        return f"{day.day}{dot}{NO_BREAK}{self.catalogue[f'month.{day.month}']}"

    def month(self, day: date) -> str:
        """Return the short name of a month: Mar, Mär."""
        return self.catalogue[f"month.short.{day.month}"]

    def month_and_year(self, day: date) -> str:
        """Return a month written out: March 2021, März 2021."""
        return f"{self.catalogue[f'month.{day.month}']} {day.year}"

    def week(self, monday: date) -> str:
        """Return a week as people say it: KW 12 · 22. März 2021."""
        number = monday.isocalendar().week
        return f"{self.say('week.short', number=number)} · {self.day(monday)}"

    def week_short(self, monday: date) -> str:
        """Return a week for an axis: KW 12."""
        return self.say("week.short", number=monday.isocalendar().week)

    def moment(self, moment: datetime) -> str:
        """Return a date with its time of day."""
        return self.say("moment", day=self.day(moment.date()), time=f"{moment:%H:%M}")

    def ordinal(self, rank: int) -> str:
        """Return a rank as a word where people say it as one: third, dritter Platz."""
        key = f"ordinal.{rank}"
        return self.catalogue[key] if key in self.catalogue else self.say("ordinal.n", rank=rank)

    def listed(self, words: list[str]) -> str:
        """Return words joined as in a sentence: a, b and c."""
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.say('and')} {words[-1]}"


def decimals_needed(values: Sequence[float]) -> int:
    """Return how few decimals write all of these figures exactly, at most six."""
    for decimals in range(6):
        if all(abs(value - round(value, decimals)) < 1e-9 for value in values):
            return decimals
    return 6


def language_for(code: LanguageCode, currency: str = "EUR") -> Language:
    """Return the language `code` with the catalogue that ships with the package."""
    return Language(code, CATALOGUES[code], currency)


def pseudo_language(code: LanguageCode, catalogue: Mapping[str, str]) -> Language:
    """Return a language with a catalogue of the caller's, for a new language or a test of one."""
    return Language(code, dict(catalogue))
