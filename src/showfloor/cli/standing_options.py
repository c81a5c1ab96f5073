"""The options of `showfloor standing`: period, scope, what is asked, and where files go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from showfloor.errors import UsageError

CHANNELS = ("store", "online")
LANGUAGES = ("en", "de")

QuestionArgument = Annotated[
    str, typer.Argument(help="league, like-for-like, why, or distribution.")
]
FromOption = Annotated[str | None, typer.Option("--from", help="First day, ISO.")]
ToOption = Annotated[
    str | None, typer.Option("--to", help="Day after the last, ISO; default: a full year.")
]
PeriodOption = Annotated[
    str | None,
    typer.Option(help="2021, 2021-Q1, -03, -W12; week, month, quarter, year, ytd, mat."),
]
CategoryOption = Annotated[str | None, typer.Option(help="One category only.")]
RegionOption = Annotated[str | None, typer.Option(help="One region only.")]
ChannelOption = Annotated[str | None, typer.Option(help="store or online.")]
KindOption = Annotated[str | None, typer.Option(help="One kind of store only.")]
ByOption = Annotated[str, typer.Option(help="league: revenue, units, list_value or margin.")]
AgainstOption = Annotated[
    str | None,
    typer.Option(help="league: weekday (52 weeks before), date (a year before), or holiday."),
]
RankIntervalsOption = Annotated[
    bool, typer.Option("--rank-intervals", help="league: ranks that missing stores leave open.")
]
ManufacturerOption = Annotated[
    str | None, typer.Option(help="why: whose change; none: everybody's.")
]
SilentDaysOption = Annotated[
    bool, typer.Option("--silent-days", help="like-for-like, why: days without a sale are open.")
]
EvenWeeksOption = Annotated[
    bool, typer.Option("--even-weeks", help="like-for-like: leave out weeks with other holidays.")
]
SameHolidaysOption = Annotated[
    bool,
    typer.Option(
        "--same-holidays", help="like-for-like, why: compare a holiday with the same one."
    ),
]
CsvOption = Annotated[Path | None, typer.Option(help="Also write the table to this CSV file.")]
XlsxOption = Annotated[Path | None, typer.Option(help="Also write all tables to this file.")]
LanguageOption = Annotated[str, typer.Option(help="Of the XLSX file: en or de.")]


def one_of(value: str | None, choices: Sequence[str], option: str) -> str | None:
    """Return an option's value; UsageError where it is none of the choices."""
    if value is None or value in choices:
        return value
    raise UsageError(f"{option} is '{value}'; it is one of {', '.join(choices)}")
