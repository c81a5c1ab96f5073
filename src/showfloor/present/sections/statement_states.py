"""How a store's area stands in a month, and why it is not measured, in words."""

from __future__ import annotations

from showfloor.measure.types_statement import StatementRow
from showfloor.present.language import UNKNOWN
from showfloor.present.sections.setting import Setting


def state_sentence(setting: Setting, row: StatementRow) -> str:
    """Return how a store's area stands at the month's end, against its plan."""
    language = setting.language
    sells = language.day(row.selling_from) if row.selling_from else UNKNOWN
    planned = language.day(row.selling_week) if row.selling_week else UNKNOWN
    match row.state:
        case "open":
            said = _open(setting, row, sells)
        case "building":
            key = "building.planned" if row.slipped else "building"
            said = language.say(f"statement.state.{key}", day=sells, planned=planned)
        case "closed":
            closed = language.day(row.closed_on) if row.closed_on else UNKNOWN
            said = language.say("statement.state.closed", day=closed)
        case state:
            said = language.say(f"statement.state.{state}", day=sells, planned=planned)
    return f"{said}; {_other_format(setting, row)}" if departs_in_format(row) else said


def _open(setting: Setting, row: StatementRow, sells: str) -> str:
    language = setting.language
    if not row.slipped:
        return language.say("statement.state.open", day=sells)
    key = "statement.state.late" if row.slipped > 0 else "statement.state.early"
    return language.say(key, day=sells, n=abs(row.slipped))


def _other_format(setting: Setting, row: StatementRow) -> str:
    return setting.language.say(
        "statement.state.other_format",
        format=setting.format(row.format_id),
        planned=setting.format(row.planned_format_id),
    )


def departs_in_format(row: StatementRow) -> bool:
    """Say whether another format stands than the one that was planned."""
    both = row.format_id, row.planned_format_id
    return all(both) and both[0] != both[1]


def departs(row: StatementRow) -> bool:
    """Say whether a store's area came in another week or format than planned, or not at all."""
    return row.state != "open" or bool(row.slipped) or departs_in_format(row)


def reasons_of(setting: Setting, row: StatementRow) -> tuple[tuple[str, str], ...]:
    """Return why figures of a row are not known, by column."""
    say = setting.language.say
    found: list[tuple[str, str]] = []
    if row.why_not:
        why = say(f"statement.why.{row.why_not}")
        measured = ("realised_retailer", "realised_manufacturer", "spread")
        found += [(column, why) for column in measured]
    else:
        found.append(("spread", say("statement.why.no_spread")))
    if row.selling_week is None:
        why = say("statement.why.unplanned")
        found += [("promised_retailer", why), ("promised_manufacturer", why)]
    else:
        found.append(("promised_manufacturer", say("statement.why.no_margin")))
    return tuple(found)
