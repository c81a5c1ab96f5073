"""The command that fixes a campaign's reference prices, and checks them against a later log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.offers_assortment import local
from showfloor.cli.offers_lowest_price import amount_asked, moment_of_option, rules_asked
from showfloor.cli.offers_lowest_price_shown import PROBLEMS
from showfloor.cli.options import HERE, JsonOption, WorkspaceOption
from showfloor.cli.output import print_json, print_table, say
from showfloor.errors import UsageError
from showfloor.offers.claims_wording import euros
from showfloor.offers.lawful_campaigns import Campaign, CampaignStep
from showfloor.offers.lawful_references import Reference
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.offer_campaigns import (
    RecheckedCampaign,
    fix_campaign,
    recheck_campaign,
)

_BEGUN = {
    "first": "first step",
    "deepening": "goes on",
    "pause": "anew: a pause",
    "rise": "anew: a rise",
    "too_long": "anew: too long",
    "no_deepening_rule": "anew: no rule for steps",
}
_VERDICTS = {
    "unchanged": "as it was fixed",
    "lower": "LOWER: mend what was announced",
    "higher": "higher: what was announced stays",
}


def campaign(
    product: Annotated[str | None, typer.Argument(help="The product's id.")] = None,
    *,
    channel: Annotated[
        str | None, typer.Option("--channel", help="Where the reduction is.")
    ] = None,
    step: Annotated[
        list[str] | None,
        typer.Option("--step", help="From when a price holds: 2026-03-01=599.00; may be repeated."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="The campaign's name.")] = "campaign",
    country: Annotated[str, typer.Option("--country", help="Whose law: DE, AT, NL or EU.")] = "DE",
    same_channel: Annotated[
        bool, typer.Option("--same-channel", help="Only prices of the same channel count.")
    ] = False,
    new_goods: Annotated[
        bool, typer.Option("--new-goods", help="Goods new on sale may be reduced.")
    ] = False,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="The log as it was recorded at a moment.")
    ] = None,
    recheck: Annotated[
        str | None, typer.Option("--recheck", help="A run of this command, to check again.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """Fix the reference price of each step of a campaign and keep it; or check a kept one again.

    Example: `showfloor offers campaign xiaomi-15 --channel online --step 2026-03-01=599.00
    --step 2026-03-15=549.00`, later `showfloor offers campaign --recheck RUN`

    A step that ends before the next one begins: `--step 2026-03-01/2026-03-08=599.00`.

    Ends with 1 where a step may not be announced, or a true reference is lower than the kept one.
    """
    if recheck is not None:
        if product is not None or channel is not None or step:
            raise UsageError("--recheck takes a kept run; leave out product, --channel and --step")
        return _recheck(workspace, recheck, as_json=as_json)
    if product is None or channel is None or not step:
        raise UsageError("a campaign needs its product, --channel and at least one --step")
    place = open_workspace(workspace)
    zone = place.config.time_zone
    kept = fix_campaign(
        place,
        Campaign(name, product, channel, _steps(step, zone)),
        rules_asked(country, same_channel=same_channel, new_goods=new_goods),
        known_at=None if known_at is None else moment_of_option(known_at, "--known-at", zone),
    )
    found = kept.result
    if as_json:
        print_json({"run": kept.record.run_id, "campaign": encode(found)})
    else:
        _show(found.campaign, found.references, zone)
        say(f"Kept as {kept.record.run_id}; later: showfloor offers campaign --recheck RUN")
    return 1 if any(one.problem is not None for one in found.references) else 0


def _steps(words: list[str], zone: str) -> tuple[CampaignStep, ...]:
    found = []
    for word in words:
        day, between, price = word.partition("=")
        begins, ends = day, None
        if "/" in day:
            begins, _, end = day.partition("/")
            ends = moment_of_option(end, "--step", zone)
        asked = amount_asked(price, "--step") if between else None
        if asked is None:
            raise UsageError(
                f"--step is '{word}'; write when it begins and its price, 2026-03-01=599.00, or "
                "2026-03-01/2026-03-08=599.00 where it ends before the next one"
            )
        found.append(CampaignStep(moment_of_option(begins, "--step", zone), asked, ends))
    return tuple(found)


def _show(campaign: Campaign, references: Sequence[Reference], zone: str) -> None:
    print_table(
        f"{campaign.campaign_id}: {campaign.product_id} in {campaign.channel}",
        ("from", "price", "compared with", "window", "may be announced"),
        [
            (
                local(step.begins, zone),
                euros(step.gross_price, "en"),
                euros(one.price, "en"),
                _BEGUN[one.begun],
                "yes" if one.problem is None else PROBLEMS[one.problem].split(":")[0],
            )
            for step, one in zip(campaign.steps, references, strict=True)
        ],
    )


def _recheck(workspace: Path, run_id: str, *, as_json: bool) -> int:
    place = open_workspace(workspace)
    found = recheck_campaign(place, run_id)
    if as_json:
        print_json({"recheck": encode(found)})
    else:
        _show_recheck(found, place.config.time_zone)
    return 1 if any(one.verdict == "lower" for one in found.rechecks) else 0


def _show_recheck(found: RecheckedCampaign, zone: str) -> None:
    print_table(
        f"{found.campaign.campaign_id}: {found.campaign.product_id}, {found.run_id}",
        ("from", "fixed", "now", "verdict"),
        [
            (
                local(step.begins, zone),
                euros(one.fixed.price, "en"),
                euros(one.now.price, "en"),
                _VERDICTS[one.verdict],
            )
            for step, one in zip(found.campaign.steps, found.rechecks, strict=True)
        ],
    )
