"""What a report is made of: room results, the facts that frame them, and texts in two languages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from showfloor.domain.plan import RolloutProblem
from showfloor.learn.types import LearnedLifts, LearnedOptions
from showfloor.measure.design_types import DesignFound
from showfloor.measure.types import DisplayEffect, StaggeredResult
from showfloor.measure.types_areas import AreasFound
from showfloor.plan.obligation_prices import ObligationsFound
from showfloor.plan.replan_difference import ReplanFound
from showfloor.plan.scenarios import Comparison
from showfloor.plan.types import PlanResult
from showfloor.standing.found import DistributionFound, LikeForLikeFound, MovementFound
from showfloor.standing.types import LeagueTable, MonthlySeries
from showfloor.verify.types import Verification

LanguageCode = Literal["en", "de"]
LANGUAGES: tuple[LanguageCode, ...] = ("en", "de")

StatementKind = Literal["real", "simulated", "generated", "assumed"]
FigureUnit = Literal["money", "count", "percent", "rank", "log_points"]
OutcomeUnit = Literal["units", "log_points"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in English and in German; both are required, neither is a translation memory."""

    en: str
    de: str

    def text(self, language: LanguageCode) -> str:
        """Return the text in `language`."""
        return self.de if language == "de" else self.en


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says what in the figures is real, simulated, generated or assumed."""

    kind: StatementKind
    text: Bilingual


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What frames every figure of a report: whose data, which version, which runs, which money."""

    workspace: str
    currency: str
    """ISO 4217 code: EUR, USD."""
    revenue_includes_vat: bool | None
    """None where the data do not say."""
    ledger_version: int | None
    generated_at: datetime
    software: str
    """Name and version of the software that made the report."""
    run_ids: Mapping[str, str] = field(default_factory=dict)
    """Run id by kind: standing, measure, learn, plan, verify."""
    statements: tuple[Statement, ...] = ()
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A published or known figure beside the one that was found.

    `expected` and `found` are in the unit's own scale: currency, a count, a share (0.064 is
    6.4 %), a rank, or log points. They agree when they are equal at `decimals` as shown.
    """

    label: Bilingual
    expected: float
    found: float
    unit: FigureUnit
    decimals: int = 2
    source: Bilingual | None = None
    note: Bilingual | None = None
    """Why the found figure may differ and by how much, where that is known."""

    @property
    def agrees(self) -> bool:
        """Say whether both figures are equal as shown; an undefined one agrees with nothing."""
        scale = 100.0 if self.unit == "percent" else 1.0
        shown = [f"{value * scale:.{self.decimals}f}" for value in (self.expected, self.found)]
        return math.isfinite(self.found) and shown[0] == shown[1]


@dataclass(frozen=True, slots=True)
class StaggeredTruth:
    """The effect that a generated rollout really had, where that is known."""

    overall: float
    """Mean true effect over the treated cells, in the outcome's unit."""
    event: Mapping[float, float] = field(default_factory=dict)
    """True effect by event time; times that are missing have no known truth."""


@dataclass(frozen=True, slots=True)
class StaggeredReport:
    """A measured rollout, what its outcome is, and the truth where it is known."""

    result: StaggeredResult
    outcome: Bilingual
    """What was measured, for example "units a store and week"."""
    unit: OutcomeUnit
    truth: StaggeredTruth | None = None
    manufacturer_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything that one report shows; a part that is None is shown as an empty state.

    `plan` needs `problem`, which holds the stores and the programme that it was made for.
    `manufacturer_names` gives the shown name by id; an id without a name is shown as it is.
    """

    facts: TitleFacts
    standing: tuple[LeagueTable, ...] = ()
    """The first table is the one that the summary and the section's title speak of."""
    monthly: MonthlySeries | None = None
    expectations: tuple[Expectation, ...] = ()
    display: DisplayEffect | None = None
    staggered: StaggeredReport | None = None
    lifts: LearnedLifts | None = None
    prior_statement: Bilingual | None = None
    """Where the prior comes from and how wide it is, when the plan rests on it."""
    options: LearnedOptions | None = None
    problem: RolloutProblem | None = None
    plan: PlanResult | None = None
    verification: Verification | None = None
    design: DesignFound | None = None
    """What the plan lets one measure; absent where nobody asked."""
    replan: ReplanFound | None = None
    """How the plan differs from the one before; absent where it is no re-plan."""
    comparison: Comparison | None = None
    """What-ifs beside the plan; absent where nobody asked."""
    obligations: ObligationsFound | None = None
    """What the plan's obligations cost; absent where nobody asked."""
    focus_manufacturer_id: str | None = None
    """Whose standing the report is about; None: the programme's manufacturer, else the leader."""
    manufacturer_names: Mapping[str, str] = field(default_factory=dict)
    areas: AreasFound | None = None
    """What areas of the ledger earned, and whom it cost; absent where nobody asked."""
    like_for_like: LikeForLikeFound | None = None
    """Growth on comparable days; absent where nobody asked, as the two below."""
    movement: MovementFound | None = None
    distribution: DistributionFound | None = None

    def __post_init__(self) -> None:
        """Refuse a plan without the problem it was made for."""
        if self.plan is not None and self.problem is None:
            raise ValueError("a plan can only be shown with the problem it was made for")
