"""Options of the command that measures, and which of them go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from showfloor.errors import UsageError

PANEL = ("unit", "time", "outcome", "cohort", "never", "small_sample")
"""What the words of a panel are where they are not given."""
Word = str | Path | None

PanelOption = Annotated[
    Path | None, typer.Option(help="A panel as CSV or Parquet, one row a unit and time.")
]
UnitOption = Annotated[str | None, typer.Option(help="Column of the units; without it: unit.")]
TimeOption = Annotated[
    str | None, typer.Option(help="Column of the times, numbers; without it: time.")
]
OutcomeOption = Annotated[
    str | None, typer.Option(help="Column of the outcome; without it: outcome.")
]
CohortOption = Annotated[
    str | None,
    typer.Option(help="Column of the first treated time, blank or 0: never; without it: cohort."),
]
RegionOption = Annotated[
    str | None,
    typer.Option(help="Column of the units' regions, each with times of its own."),
]
ComparisonOption = Annotated[
    str | None, typer.Option(help="never or not_yet (treated); without it: never.")
]
ErrorsOption = Annotated[
    str | None, typer.Option(help="small_sample or analytic; without it: small_sample.")
]
ManufacturerOption = Annotated[
    str | None, typer.Option(help="Whose areas; without it: the only one that has areas.")
]
FormatOption = Annotated[str | None, typer.Option("--format", help="Only areas of this format.")]
SinceOption = Annotated[
    str | None,
    typer.Option("--from", help="Monday with which weeks begin to count; see the reference."),
]
UntilOption = Annotated[
    str | None, typer.Option(help="Monday before which weeks count; without it: all weeks.")
]
RivalAreasOption = Annotated[
    bool,
    typer.Option(
        "--with-rival-areas",
        help="Compare also with stores where another manufacturer's area is young.",
    ),
]
OffersOption = Annotated[
    Path | None, typer.Option(help="CSV of offers (store_id, product_id, from_date, to_date).")
]
EstimatorOption = Annotated[
    str | None,
    typer.Option(
        help="Headline: imputation, callaway_santanna, synthetic or randomised; "
        "without it: imputation."
    ),
]
CovariatesOption = Annotated[
    str | None,
    typer.Option(help="Columns, with commas: of the stores' table, the panel, or the file."),
]
CovariatesFileOption = Annotated[
    Path | None, typer.Option(help="CSV or Parquet with the covariates, by store or unit.")
]
AdjustmentOption = Annotated[
    str | None,
    typer.Option(help="regression, weighting or doubly_robust; without it: doubly_robust."),
]
ScaleOption = Annotated[
    str | None,
    typer.Option(
        help="per_cent or levels: in what the untreated move alike; without it: the lock's or "
        "per_cent for areas, levels for a panel."
    ),
]
RegionWeeksOption = Annotated[
    bool,
    typer.Option("--region-weeks", help="Compare within regions: each has weeks of its own."),
]
AfterReopeningOption = Annotated[
    int | None,
    typer.Option(
        "--without-weeks-after-reopening",
        min=0,
        max=520,
        help="Leave out so many weeks after a store was closed; without it: none.",
    ),
]
LockOption = Annotated[
    bool, typer.Option("--lock", help="Write down what will be estimated; measure nothing.")
]
DisplaysOption = Annotated[
    bool, typer.Option("--displays", help="Measure displays although there are areas.")
]


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What was given: unit to errors of a panel; manufacturer to offers; estimator to adjustment.

    None where a word was not given.
    """

    of_panel: Sequence[str | None]
    of_areas: Sequence[Word]
    of_methods: Sequence[Word]
    with_rival_areas: bool
    lock: bool
    displays: bool
    scale: str | None = None
    region_weeks: bool = False
    after_reopening: int | None = None
    region: str | None = None

    @property
    def asks_areas(self) -> bool:
        """Whether some word speaks of areas."""
        words = (*self.of_areas, *self.of_methods, self.scale, self.after_reopening)
        flags = self.lock or self.with_rival_areas or self.region_weeks
        return flags or any(word is not None for word in words)

    @property
    def _panel_words(self) -> tuple[str, ...]:
        pairs = zip(self.of_panel, PANEL, strict=True)
        return tuple(otherwise if word is None else word for word, otherwise in pairs)

    @property
    def columns(self) -> tuple[str, ...]:
        """The panel's columns: unit, time, outcome, cohort."""
        return self._panel_words[:4]

    @property
    def comparison(self) -> str:
        """Whom a panel's units are compared with."""
        return self._panel_words[4]

    @property
    def errors(self) -> str:
        """How a panel's errors are made."""
        return self._panel_words[5]

    def refuse_beside_a_panel(self) -> None:
        """Raise UsageError for words of a workspace."""
        flags = self.lock or self.displays or self.with_rival_areas or self.region_weeks
        words = (*self.of_areas, self.after_reopening)
        if flags or any(word is not None for word in words):
            raise UsageError(
                "--manufacturer, --format, --from, --until, --offers, --with-rival-areas, "
                "--region-weeks (for a panel --region COLUMN), --without-weeks-after-reopening, "
                "--lock and --displays speak of a workspace; leave them out beside --panel"
            )

    def refuse_in_a_workspace(self, offers: Path | None) -> None:
        """Raise UsageError for words of a panel, and for words of areas that do not go together."""
        if any(word is not None for word in (*self.of_panel, self.region)):
            raise UsageError(
                "--unit, --time, --outcome, --cohort, --region, --comparison and --errors speak of "
                "a panel; name its file with --panel, or leave them out to measure in a workspace "
                "(areas within regions: --region-weeks)"
            )
        if self.displays and self.asks_areas:
            raise UsageError("--displays goes with --seed, --workspace and --json alone")
        if self.lock and offers is not None:
            raise UsageError(
                "--offers has no place in a lock: it describes the areas' effect alone"
            )
