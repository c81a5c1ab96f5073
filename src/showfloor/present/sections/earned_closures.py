"""Closures that go with region and wave: what the gain would be by the remedies."""

from __future__ import annotations

from showfloor.measure.types import Estimate
from showfloor.measure.types_areas import ClosureRemedy
from showfloor.present.sections.blocks import Block, Heading, Paragraph
from showfloor.present.sections.earned_setting import Earned, amount_reasons
from showfloor.present.tables import Column, Row, Table

_SHARES = ("share_gain", "share_low", "share_high")


def closure_blocks(earned: Earned) -> list[Block]:
    """Return the gain by each remedy beside the headline; nothing where no store was closed."""
    if not earned.found.remedies:
        return []
    return [
        Heading(earned.say("closures.heading")),
        Paragraph(earned.say("closures.lead")),
        closures_table(earned),
    ]


def closures_table(earned: Earned) -> Table:
    """Return the headline and one row a remedy, with how far the headline lies from it."""
    unit = earned.language.currency_symbol
    columns = (
        Column("way", earned.say("col.closures.way"), wide=True),
        *(
            Column(key, earned.say(f"col.scale.{key.removeprefix('share_')}"), "percent")
            for key in _SHARES
        ),
        Column("total", earned.say("col.closures.total", unit=unit), "signed", 0),
        Column("apart", earned.say("col.closures.apart", unit=unit), "signed", 2),
        Column("p", earned.say("col.groups.p"), "number", 3),
        Column("left_out", earned.say("col.closures.left_out"), "count"),
    )
    money = earned.found.money
    nothing = earned.say("closures.itself")
    first = Row(
        (_headline(earned), *_shares(money.per_cent), money.total.estimate, None, None, 0),
        reasons=(
            *amount_reasons(earned, money.per_cent, keys=_SHARES),
            ("apart", nothing),
            ("p", nothing),
        ),
    )
    rows = (first, *(_row(earned, remedy) for remedy in earned.found.remedies))
    return Table("areas_closures", earned.say("closures.table"), columns, rows)


def _headline(earned: Earned) -> str:
    key = "common" if earned.found.regions is None else "regions"
    return earned.say(f"closures.way.headline.{key}")


def _row(earned: Earned, remedy: ClosureRemedy) -> Row:
    key = "closures.way.reopening" if remedy.weeks else "closures.way.regions"
    why = earned.reason(remedy.apart)
    return Row(
        (
            earned.say(key, n=remedy.weeks) if remedy.weeks else earned.say(key),
            *_shares(remedy.per_cent),
            remedy.total.estimate,
            remedy.apart.estimate,
            remedy.apart_p,
            remedy.left_out,
        ),
        reasons=(
            *amount_reasons(earned, remedy.per_cent, keys=_SHARES),
            *((key, why) for key in ("total", "apart", "p") if why),
        ),
    )


def _shares(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.estimate / 100.0, estimate.low / 100.0, estimate.high / 100.0
