"""The command that measures: areas and displays of a workspace, or any panel file."""

from __future__ import annotations

from pathlib import Path

from showfloor.cli.measure_options import (
    AdjustmentOption,
    AfterReopeningOption,
    CohortOption,
    ComparisonOption,
    CovariatesFileOption,
    CovariatesOption,
    DisplaysOption,
    ErrorsOption,
    EstimatorOption,
    FormatOption,
    LockOption,
    ManufacturerOption,
    MeasureWords,
    OffersOption,
    OutcomeOption,
    PanelOption,
    RegionOption,
    RegionWeeksOption,
    RivalAreasOption,
    ScaleOption,
    SinceOption,
    TimeOption,
    UnitOption,
    UntilOption,
)
from showfloor.cli.options import (
    HERE,
    AsOfOption,
    JsonOption,
    SeedOption,
    WorkspaceOption,
    day_of,
    refuse_with_files,
)
from showfloor.cli.output import print_json, progress, say
from showfloor.cli.showing_measures import (
    show_areas,
    show_checks,
    show_display,
    show_effects,
    show_methods,
    show_scaled,
)
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.measuring import (
    DisplayAsked,
    PanelColumns,
    measure_file,
    run_display,
    staggered_json,
)
from showfloor.workflows.measuring_areas import AreasAsked, has_areas, lock_areas, run_areas
from showfloor.workflows.measuring_methods import MethodsWanted, names_of


def measure(
    panel: PanelOption = None,
    unit: UnitOption = None,
    time: TimeOption = None,
    outcome: OutcomeOption = None,
    cohort: CohortOption = None,
    region: RegionOption = None,
    comparison: ComparisonOption = None,
    errors: ErrorsOption = None,
    manufacturer: ManufacturerOption = None,
    area_format: FormatOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    with_rival_areas: RivalAreasOption = False,
    offers: OffersOption = None,
    estimator: EstimatorOption = None,
    covariates: CovariatesOption = None,
    covariates_file: CovariatesFileOption = None,
    adjustment: AdjustmentOption = None,
    scale: ScaleOption = None,
    region_weeks: RegionWeeksOption = False,
    after_reopening: AfterReopeningOption = None,
    lock: LockOption = False,
    displays: DisplaysOption = False,
    seed: SeedOption = 0,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Measure what areas (or displays) of a workspace did, or a staggered rollout (--panel).

    Example: `showfloor measure --workspace shops --manufacturer m1`
    """
    words = MeasureWords(
        of_panel=(unit, time, outcome, cohort, comparison, errors),
        of_areas=(manufacturer, area_format, since, until, offers),
        of_methods=(estimator, covariates, covariates_file, adjustment),
        with_rival_areas=with_rival_areas,
        lock=lock,
        displays=displays,
        scale=scale,
        region_weeks=region_weeks,
        after_reopening=after_reopening,
        region=region,
    )
    wanted = MethodsWanted(
        "imputation" if estimator is None else estimator,
        names_of(covariates),
        covariates_file,
        adjustment,
    )
    if panel is not None:
        words.refuse_beside_a_panel()
        refuse_with_files(workspace, "--panel", as_of)
        return _panel(panel, words, wanted, seed, as_json=as_json)
    words.refuse_in_a_workspace(offers)
    place = open_workspace(workspace, as_of)
    if displays or not (words.asks_areas or has_areas(place)):
        return _displays(place, as_json=as_json)
    asked = AreasAsked(
        manufacturer_id=manufacturer,
        format_id=area_format,
        until=day_of(until, "--until"),
        seed=seed,
        since=day_of(since, "--from"),
        with_rival_areas=with_rival_areas,
        methods=wanted,
        offers=offers,
        scale=scale,
        region_weeks=region_weeks,
        after_reopening=after_reopening or 0,
    )
    return _lock(place, asked, as_json=as_json) if lock else _areas(place, asked, as_json=as_json)


def _panel(
    panel: Path, words: MeasureWords, wanted: MethodsWanted, seed: int, *, as_json: bool
) -> int:
    with progress("measure"):
        result = measure_file(
            panel,
            PanelColumns(*words.columns),
            comparison=words.comparison,
            errors=words.errors,
            methods=wanted,
            seed=seed,
            scale=words.scale or "levels",
            region=words.region,
        )
    if as_json:
        print_json(staggered_json(result))
        return 0
    among = "" if words.region is None else f" within {words.region}"
    show_scaled(result.scaled)
    show_effects(
        "Staggered rollout",
        {
            f"imputation{among}, overall": result.imputation.overall,
            "Callaway-Sant'Anna, simple": result.callaway_santanna.simple,
            "Callaway-Sant'Anna, event time": result.callaway_santanna.event_overall,
        },
    )
    show_methods(result, "the outcome's unit, a unit and time")
    show_checks(result.checks)
    return 0


def _displays(workspace: Workspace, *, as_json: bool) -> int:
    with progress("measure") as report:
        kept = run_display(workspace, DisplayAsked(), report=report)
    if as_json:
        print_json({"run": kept.record.run_id, "display": encode(kept.result)})
    else:
        show_display(kept.result)
    return 0


def _areas(workspace: Workspace, asked: AreasAsked, *, as_json: bool) -> int:
    with progress("measure") as report:
        kept = run_areas(workspace, asked, report=report)
    if as_json:
        print_json({"run": kept.record.run_id, "areas": encode(kept.result)})
    else:
        show_areas(kept.result, workspace.config.currency)
    return 0


def _lock(workspace: Workspace, asked: AreasAsked, *, as_json: bool) -> int:
    locked = lock_areas(workspace, asked)
    if as_json:
        print_json(
            {
                "path": str(locked.path),
                "digest": locked.digest,
                "analysis": encode(locked.analysis),
            }
        )
        return 0
    analysis = locked.analysis
    say(f"Locked in {locked.path}")
    say(f"  {analysis.outcome}; {analysis.primary_effect}; scale {analysis.scale}")
    say(
        f"  {len(analysis.openings)} stores with an area of {len(analysis.stores)}, "
        f"weeks {analysis.from_date} to before {analysis.to_date}"
    )
    say(f"  digest {locked.digest}; give it to the other partner")
    first = min(analysis.openings.values())
    if first <= analysis.locked_on:
        say(f"  The first area opened on {first} already: later runs will say that this came late.")
    return 0
