"""Sentences about offers: why one did not apply, what was found before approval."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.offers.findings_types import Finding
from showfloor.offers.priced import Applied, NotApplied
from showfloor.present.language import Language

SHOWN = 5


def why_not(item: NotApplied, language: Language) -> str:
    """Return the reason for which an offer did not apply, to stand behind its name."""
    return language.say(f"offer.not.{item.code}", others=", ".join(item.by) or "–")


def binding_word(item: Applied, language: Language) -> str:
    """Return what an applied offer makes: a price, a recommended or a highest price."""
    return language.say(f"offer.binds.{item.binds}")


def what_was_found(item: Finding, language: Language) -> str:
    """Return what a check found of an offer, to stand behind its name."""
    return language.say(
        f"offer.finding.{item.code}",
        ids=_named(item, language),
        n=item.count,
        wanted=_money(item.wanted, language),
        floor=_money(item.floor, language),
    )


def verdict_word(item: Finding, language: Language) -> str:
    """Return the word of a finding's verdict."""
    return language.say(f"offer.verdict.{item.verdict}")


def _named(item: Finding, language: Language) -> str:
    # A floor is told with its first product's prices.
    shown: Sequence[str] = item.about[: 1 if item.code == "below_floor" else SHOWN]
    more = item.count - len(shown)
    rest = f" (+ {language.count(float(more))})" if more and item.code != "below_floor" else ""
    return ", ".join(shown) + rest


def _money(cents: int | None, language: Language) -> str:
    return "–" if cents is None else language.money(cents / 100, 2)
