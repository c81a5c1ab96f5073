"""The command that says what an announcement must show by law, and what of it is missing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import JsonOption, day_of
from showfloor.cli.output import print_json, print_table, say
from showfloor.domain.duties import MEDIA, Medium
from showfloor.domain.offer_terms import BERLIN
from showfloor.errors import UsageError, nearest
from showfloor.offers.duties import Announcement, DutiesFound, DutyFound
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_duties import announcement_duties


def duties(
    *,
    medium: Annotated[
        str, typer.Option("--medium", help="Where: advertisement, store or online.")
    ] = "advertisement",
    country: Annotated[str, typer.Option("--country", help="A member state of the EU.")] = "DE",
    on: Annotated[str | None, typer.Option("--on", help="On which day; else today.")] = None,
    category: Annotated[
        list[str] | None, typer.Option("--category", help="Of its products; may be repeated.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="What else it is, such as contract_bundle; may be repeated."),
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option("--fact", help="What it shows: energy_class=B; may be repeated."),
    ] = None,
    placed: Annotated[
        str | None, typer.Option("--placed", help="When its units were placed on the market.")
    ] = None,
    register: Annotated[
        Path | None, typer.Option("--register", help="A TOML file of duties of your own.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Say what an announcement must show by law, and what of it is missing.

    Example: `showfloor offers duties --category Smartphones --fact energy_class=B`

    Ends with 1 where something is missing: it may not be announced so.
    """
    announcement = Announcement(
        country=country.upper(),
        medium=_medium(medium),
        on=day_of(on, "--on") or datetime.now(BERLIN).date(),
        categories=tuple(category or ()),
        kinds=tuple(kind or ()),
        facts=_facts(fact or []),
        placed_on_market=day_of(placed, "--placed"),
    )
    found = announcement_duties(announcement, register)
    if as_json:
        print_json({"may_be_announced": found.may_be_announced, "duties": encode(found)})
    else:
        _show(announcement, found)
    return 0 if found.may_be_announced else 1


def _medium(word: str) -> Medium:
    for medium in MEDIA:
        if word == medium:
            return medium
    raise UsageError(
        f"--medium is '{word}'{nearest(word, MEDIA)}; an announcement is in {', '.join(MEDIA)}"
    )


def _facts(words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        name, between, value = word.partition("=")
        if not between or not name:
            raise UsageError(f"--fact is '{word}'; write a name and its value: energy_class=B")
        if name in found:
            raise UsageError(f"--fact states {name} twice; state it once")
        found[name] = value
    return found


def _show(announcement: Announcement, found: DutiesFound) -> None:
    if not found.duties:
        say(f"No duty is held for this in {announcement.country} on {announcement.on}")
    else:
        print_table(
            f"What it must show: {announcement.medium}, {announcement.country}, {announcement.on}",
            ("duty", "since", "still missing"),
            [
                (one.duty.title_en, str(one.duty.since), _missing(one) or "–")
                for one in found.duties
            ],
        )
        for one in found.duties:
            if one.missing:
                say(f"  {one.duty.duty_id}: {one.duty.source}")
    for name in found.unknown_categories:
        say(f"  '{name}' belongs to no kind of goods; only duties of all goods were looked at")


def _missing(found: DutyFound) -> str:
    told = []
    for one in found.missing:
        allowed = f" ({', '.join(one.fact.one_of)})" if one.fact.one_of else ""
        instead = f", not '{one.found}'" if one.found else ""
        told.append(f"{one.fact.name}: {one.fact.text_en}{allowed}{instead}")
    return "; ".join(told)
