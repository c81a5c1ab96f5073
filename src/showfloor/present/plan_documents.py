"""What a plan is taken along in: calendars of the installations and a workbook, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from showfloor.domain.plan import RolloutProblem
from showfloor.plan.types import PlanResult
from showfloor.present.plan_calendars import plan_calendars
from showfloor.present.plan_workbook import plan_workbook
from showfloor.present.types import LanguageCode, TitleFacts

__all__ = ["WORKBOOK", "plan_calendars", "plan_documents", "plan_workbook"]

WORKBOOK = "plan.xlsx"


def plan_documents(
    plan: PlanResult,
    problem: RolloutProblem,
    facts: TitleFacts,
    *,
    language: LanguageCode = "en",
    previous: Mapping[str, bytes] | None = None,
    manufacturer_names: Mapping[str, str] | None = None,
) -> Mapping[str, bytes]:
    """Return every document of a plan by its file name: plan.xlsx, calendar/all.ics and so on.

    `previous` are the documents of the plan before, in the same language; the calendars continue
    theirs. DTSTAMP and the workbook's date are `facts.generated_at`. See `plan_calendars` and
    `plan_workbook`.
    """
    calendars = plan_calendars(
        plan,
        problem,
        stamp=facts.generated_at,
        language=language,
        previous=previous,
        manufacturer_names=manufacturer_names,
    )
    workbook = plan_workbook(
        plan, problem, facts, language=language, manufacturer_names=manufacturer_names
    )
    return {WORKBOOK: workbook, **calendars}
