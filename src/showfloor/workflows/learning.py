"""Learning: what was measured (or stated) becomes lifts, and lifts become the planner's options."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from showfloor import learn
from showfloor.domain.calendars import TradingDays
from showfloor.domain.learning import LearningTerms
from showfloor.domain.lifts import MeasuredLift
from showfloor.domain.programme import Programme
from showfloor.errors import DataError
from showfloor.learn import LearnedLifts, LearnedOptions
from showfloor.measure.types import DisplayEffect
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.learn_file import read_learning_terms
from showfloor.storage.problem_files import write_options
from showfloor.storage.programme_file import read_programme
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep, latest

OPTIONS_FILE = "options.csv"
LEARN_FILE = "learn.toml"
PROGRAMME_FILE = "programme.toml"
ONLINE = "online"
DISPLAY = "measure-display"


@dataclass(frozen=True, slots=True)
class LearnFound:
    """Lifts and the options they make; `rests_on_prior` where nothing was measured."""

    lifts: LearnedLifts
    options: LearnedOptions
    rests_on_prior: bool
    prior_source: str = ""
    prior_source_de: str = ""
    measured_in: str = ""
    """Run id of the measurement that the lifts come from."""


def run_learn(workspace: Workspace) -> Kept[LearnFound]:
    """Turn the latest measured display effect, or else the stated priors, into options."""
    terms = read_learning_terms(workspace.root.joinpath(LEARN_FILE))
    programme = read_programme(workspace.root.joinpath(PROGRAMME_FILE))
    learn.check_windows(
        (terms.baseline_from, terms.baseline_to), learn.measurable_from(programme.start)
    )
    version = workspace.ledger.latest()
    display = latest(workspace, DISPLAY, DisplayEffect)
    watch = Stopwatch()
    with watch.step("baseline"):
        baseline = _baseline(workspace, version, programme, terms)
    with watch.step("lifts and options"):
        kinds = sorted({store.kind for store in baseline.stores if store.kind != ONLINE})
        formats = [item.format_id for item in programme.formats]
        lifts = _lifts(display, terms, formats, kinds)
        options = _options(baseline, lifts, display, terms, formats)
    found = LearnFound(
        lifts=lifts,
        options=options,
        rests_on_prior=lifts.model is None,
        prior_source=terms.prior[0].source if lifts.model is None else "",
        prior_source_de=terms.prior[0].source_de if lifts.model is None else "",
        measured_in=display.record.run_id if display and lifts.model is not None else "",
    )
    return _keep(workspace, version, found, terms, watch)


def _keep(
    workspace: Workspace,
    version: LedgerVersion,
    found: LearnFound,
    terms: LearningTerms,
    watch: Stopwatch,
) -> Kept[LearnFound]:
    with tempfile.TemporaryDirectory(dir=workspace.root) as scratch:
        options = Path(scratch).joinpath(OPTIONS_FILE)
        write_options(options, found.options.options)
        return keep(
            workspace,
            "learn",
            found,
            parameters={"terms": terms},
            version=version,
            watch=watch,
            summary={
                "options": len(found.options.options),
                "rests_on_prior": found.rests_on_prior,
                "baseline_from": terms.baseline_from,
                "baseline_to": terms.baseline_to,
            },
            files={OPTIONS_FILE: options},
        )


def _baseline(
    workspace: Workspace, version: LedgerVersion, programme: Programme, terms: LearningTerms
) -> learn.Baseline:
    window: tuple[date, date] = (terms.baseline_from, terms.baseline_to)
    questions = learn.baseline_queries(programme.manufacturer_id, *window)
    with workspace.ledger.engine(version) as engine:
        sales, stores, blocked = (engine.run(question) for question in questions)
    return learn.weekly_baseline(
        sales,
        stores,
        blocked,
        from_date=window[0],
        to_date=window[1],
        trading_days=TradingDays(workspace.config.trading_days),
    )


def _lifts(
    display: Kept[DisplayEffect] | None,
    terms: LearningTerms,
    formats: Sequence[str],
    kinds: Sequence[str],
) -> LearnedLifts:
    if display is not None and display.result.by_format:
        measured = _measured(display.result, formats, kinds)
        return learn.shrink_lifts(measured, formats=formats, store_kinds=kinds)
    if not terms.prior:
        raise DataError(
            "nothing has been measured and learn.toml states no [[prior]]; measure first with "
            "`showfloor measure --displays`, or state a lift and its source for each format and "
            "kind"
        )
    return learn.state_prior(
        {(p.format_id, p.store_kind): (p.mean, p.sd, p.source) for p in terms.prior}
    )


def _measured(
    effect: DisplayEffect, formats: Sequence[str], kinds: Sequence[str]
) -> list[MeasuredLift]:
    return [
        learn.measured_lift(
            format_id,
            kind,
            estimate.estimate,
            estimate.se,
            rows=effect.exposure_rows.get((format_id, kind), 0),
            reason=estimate.reason,
        )
        for (format_id, kind), estimate in effect.by_format.items()
        if format_id in formats and kind in kinds
    ]


def _options(
    baseline: learn.Baseline,
    lifts: LearnedLifts,
    display: Kept[DisplayEffect] | None,
    terms: LearningTerms,
    formats: Sequence[str],
) -> LearnedOptions:
    loss_share, loss_share_se = terms.rivals_loss_share, terms.rivals_loss_share_se
    if loss_share is None and display is not None:
        loss_share = display.result.rivals_loss_share
        loss_share_se = display.result.rivals_loss_share_se
    if loss_share is None:
        raise DataError(
            "what rivals in the same store lose was neither measured nor stated; state [rivals] "
            "loss_share with its source in learn.toml"
        )
    return learn.make_options(
        baseline,
        lifts,
        formats=formats,
        margin_rates=terms.margin_rates,
        default_margin_rate=terms.default_margin_rate,
        manufacturer_margin_rate=terms.manufacturer_margin_rate,
        rivals_loss_share=loss_share,
        rivals_loss_share_se=loss_share_se,
    )
