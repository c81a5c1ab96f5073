"""How often intervals, bands and permutation tests keep their word; `make coverage`.

Each cell of a grid of rollouts is drawn thousands of times. A cell fails where the 99 % Monte-Carlo
interval of its coverage lies below 0.94. "Without" is the normal interval with the papers' own
errors. The tables go into docs/methods/inference.md and outcomes.md, the numbers into
results/coverage.json.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

from coverage_draws import TIMES, Draws, Setting, drawn, drawn_outcomes
from coverage_table import write_between, write_table
from coverage_totals import totals_cell, totals_settings, totals_table
from showfloor.measure.att_averages import families_of
from showfloor.measure.cohort_imputation import imputation_sums
from showfloor.measure.cohort_moments import CohortMoments
from showfloor.measure.cohort_sums import CohortSums
from showfloor.measure.multivariate_t import base_draws, reaches_of
from showfloor.measure.panels import PreparedPanel, panel_of, prepare
from showfloor.measure.permutation import exchange, permutation_test
from showfloor.measure.small_sample import (
    ErrorForm,
    difference_form,
    imputation_form,
    own_weights,
)
from showfloor.measure.small_sample_errors import (
    difference_names,
    difference_sums,
    imputation_names,
)
from showfloor.measure.thin_horizons import averages, pooled_horizons
from showfloor.measure.unit_difference_scores import difference_scores
from showfloor.measure.unit_differences import unit_cells
from showfloor.measure.unit_imputation import unit_fit
from showfloor.measure.unit_imputation_scores import imputation_scores
from showfloor.measure.unit_scores import UnitScores, unit_errors
from showfloor.measure.untreated_fit import untreated_fit

RESULTS = Path(__file__).parent / "results"
DOCS = Path(__file__).parents[1] / "docs" / "methods"
NORMAL = 1.959963984540054
FAILS_BELOW, TRUSTED = 0.94, 6
KINDS = ("cells", "few_treated", "closures", "alarms", "totals")
_Z99 = 2.5758293035489004
CHUNK = 500
BANDED = 0.5
"""Autocorrelation of the cells whose bands are drawn too."""
BASES = 20
"""Sets of base draws that a chunk's bands take in turn."""
BASE_DRAWS = 499


@dataclass(frozen=True, slots=True)
class Estimator:
    """One estimator of a setting: weights [H, K, T] of its averages, and how errors are made."""

    name: str
    sums: CohortSums
    names: tuple[tuple[str, float], ...]
    form: ErrorForm
    pooled: CohortSums
    pooled_form: ErrorForm
    plain: np.ndarray
    """[H, K, T] on what cohort means leave unexplained, in the paper's own errors."""
    events: np.ndarray
    """[H, E, T] weights of all event times; `plain_events` likewise."""
    plain_events: np.ndarray


def estimators(setting: Setting) -> list[Estimator]:
    """Return imputation and Callaway and Sant'Anna for a setting: no outcome is needed."""
    sizes, weeks = setting.sizes, np.arange(TIMES, dtype=float)
    shape = (len(sizes), TIMES)
    empty = CohortMoments(
        setting.first, weeks, sizes, np.zeros(shape[0]), np.zeros(shape), np.zeros((*shape, TIMES))
    )
    fit = untreated_fit(sizes, setting.first, weeks)
    imputed = imputation_sums(empty, 0.0)
    names = imputation_names(imputed.horizons, setting.first[imputed.groups])
    direct, families = difference_sums(empty, never=True, anticipation=0.0)
    compared = np.full(TIMES, sizes[-1])

    def built(
        name: str,
        sums: CohortSums,
        names: tuple[tuple[str, float], ...],
        form_of: Callable[[np.ndarray, np.ndarray], ErrorForm],
        plain: np.ndarray,
    ) -> Estimator:
        events = [k for k, (kind, _) in enumerate(names) if kind == "event"]
        treated = sizes @ sums.treated[:, events]
        keys = np.array([names[k][1] for k in events])
        rows = averages(pooled_horizons(keys, treated.astype(int), TRUSTED), treated)
        pooled = CohortSums(
            value=np.zeros(len(rows)),
            weights=np.einsum("pk,hkt->hpt", rows, sums.weights[:, events]),
            shift=np.zeros((len(sizes), len(rows))),
            treated=sums.treated[:, events] @ (rows.T > 0.0),
            compared=sums.compared[:, events] @ (rows.T > 0.0),
        )
        kept = [0, *(k for k in events if names[k][1] >= 0.0)]
        headline = CohortSums(
            sums.value[kept],
            sums.weights[:, kept],
            sums.shift[:, kept],
            sums.treated[:, kept],
            sums.compared[:, kept],
        )
        forms = [
            form_of(s.weights, own_weights(s.weights, s.treated, setting.after, sizes))
            for s in (headline, pooled)
        ]
        return Estimator(
            name=name,
            sums=headline,
            names=tuple(names[k] for k in kept),
            form=forms[0],
            pooled=pooled,
            pooled_form=forms[1],
            plain=plain[:, kept],
            events=sums.weights[:, events],
            plain_events=plain[:, events],
        )

    before = imputed.sums.weights * fit.before[:, None, :]
    return [
        built("imputation", imputed.sums, names, lambda w, o: imputation_form(fit, w, o), before),
        built(
            "callaway_santanna",
            direct,
            difference_names(families),
            lambda w, o: difference_form(sizes, compared, w, o),
            np.zeros_like(direct.weights),
        ),
    ]


def apart_of(name: str, setting: Setting, mean: np.ndarray) -> np.ndarray:
    """Return cohort means [D, H, T] less what is foretold of them."""
    if name == "callaway_santanna":
        return mean - mean[:, -1:]
    fit = untreated_fit(setting.sizes, setting.first, np.arange(TIMES, dtype=float))
    return fit.apart(mean)


def spread_of(weights: np.ndarray, scatter: np.ndarray) -> np.ndarray:
    """Return [D, K]: the sum over units of squared weighted deviations."""
    total = np.zeros((len(scatter), weights.shape[1]))
    for place, own in enumerate(weights):
        if own.any():
            total += ((own @ scatter[:, place]) * own).sum(axis=2)
    return total


def covariance_of(
    weights: np.ndarray, shift: np.ndarray, sizes: np.ndarray, scatter: np.ndarray
) -> np.ndarray:
    """Return [D, K, K] joint covariances."""
    joint = np.einsum("h,dhk,dhl->dkl", sizes, shift, shift)
    for place, own in enumerate(weights):
        joint += own @ scatter[:, place] @ own.T
    return joint


@dataclass(slots=True)
class Tally:
    """Sums over draws for one estimator: [K] counts and lengths, and the bands' counts."""

    covered: np.ndarray
    plain: np.ndarray
    length: np.ndarray
    bands: int = 0
    plain_bands: int = 0
    band_draws: int = 0
    draws: int = 0


def tally(setting: Setting, estimator: Estimator, draws: Draws, found: Tally, bands: int) -> None:
    """Add the draws' coverage to what was found; bands: how many of the draws get one."""
    sizes, weights = setting.sizes, estimator.sums.weights
    truth = np.einsum("h,hkt,ht->k", sizes, weights, setting.effect)
    error = np.einsum("h,hkt,dht->dk", sizes, weights, draws.mean) - truth
    apart = apart_of(estimator.name, setting, draws.mean)
    shift = estimator.form.shift(apart)
    se = np.sqrt(spread_of(estimator.form.weights, draws.scatter) + (sizes @ shift**2))
    reach = stats.t.ppf(0.975, estimator.form.df) * se
    found.covered += (np.abs(error) <= reach).sum(axis=0)
    found.length += 2.0 * reach.sum(axis=0)
    left = np.einsum("hkt,dht->dhk", estimator.plain, apart)
    normal = np.sqrt(spread_of(weights, draws.scatter) + (sizes @ left**2))
    found.plain += (np.abs(error) <= NORMAL * normal).sum(axis=0)
    found.draws += len(error)
    if bands:
        few = Draws(draws.mean[:bands], draws.scatter[:bands])
        _tally_bands(setting, estimator, few, apart[:bands], found)


def _tally_bands(
    setting: Setting,
    estimator: Estimator,
    draws: Draws,
    apart: np.ndarray,
    found: Tally,
) -> None:
    sizes, pooled, form = setting.sizes, estimator.pooled, estimator.pooled_form
    truth = np.einsum("h,hkt,ht->k", sizes, pooled.weights, setting.effect)
    missed = np.einsum("h,hkt,dht->dk", sizes, pooled.weights, draws.mean) - truth
    joint = covariance_of(form.weights, form.shift(apart), sizes, draws.scatter)
    rng = np.random.default_rng(found.band_draws)
    found.bands += _held(missed, joint, form.df, rng)
    truth = np.einsum("h,hkt,ht->k", sizes, estimator.events, setting.effect)
    missed = np.einsum("h,hkt,dht->dk", sizes, estimator.events, draws.mean) - truth
    left = np.einsum("hkt,dht->dhk", estimator.plain_events, apart)
    joint = covariance_of(estimator.events, left, sizes, draws.scatter)
    found.plain_bands += _held(missed, joint, np.full(len(truth), math.inf), rng)
    found.band_draws += len(missed)


def _held(missed: np.ndarray, joint: np.ndarray, df: np.ndarray, rng: np.random.Generator) -> int:
    """Return in how many panels all errors [D, K] lie within the band of covariances [D, K, K]."""
    bases = [base_draws(df, BASE_DRAWS, rng) for _ in range(BASES)]
    held = 0
    for place, (one, covariance) in enumerate(zip(missed, joint, strict=True)):
        scale = np.sqrt(np.diagonal(covariance))
        used = scale > 1e-9 * scale.max()  # without: single units show no error at all
        correlation = covariance[np.ix_(used, used)] / np.outer(scale[used], scale[used])
        normals, roots = bases[place % BASES]
        reaches = reaches_of(correlation, df[used], normals[:, used], roots[:, used])
        held += bool((np.abs(one[used]) <= reaches * scale[used]).all())
    return held


def cell(setting: Setting, draws: int, bands: int, seed: int) -> list[dict]:
    """Return one row an estimator: coverage of the headline, of event times, of the band."""
    rng = np.random.default_rng(seed)
    built = estimators(setting)
    tallies = [Tally(*(np.zeros(len(e.names)) for _ in range(3))) for e in built]
    for first in range(0, draws, CHUNK):
        batch = drawn(setting, min(CHUNK, draws - first), rng)
        for estimator, found in zip(built, tallies, strict=True):
            tally(setting, estimator, batch, found, max(0, min(CHUNK, bands - first)))
    return [row(setting, e, t) for e, t in zip(built, tallies, strict=True)]


def row(setting: Setting, estimator: Estimator, found: Tally) -> dict:
    """Return the numbers of one estimator in one cell."""
    sizes, weights = setting.sizes, estimator.sums.weights
    variance = np.einsum("h,hkt,hts,hks->k", sizes, weights, setting.covariance, weights)
    oracle = 2.0 * NORMAL * np.sqrt(variance)
    treated = sizes @ estimator.sums.treated
    events = [
        k
        for k, (kind, at) in enumerate(estimator.names)
        if kind == "event" and at >= 0.0 and treated[k] >= TRUSTED
    ]
    covered, ratio = found.covered / found.draws, found.length / found.draws / oracle
    lowest = min(events, key=lambda k: covered[k]) if events else None
    result = {
        **asdict(setting),
        "estimator": estimator.name,
        "draws": found.draws,
        "method": estimator.form.methods()[0],
        "df": float(estimator.form.df[0]),
        "covered": float(covered[0]),
        "without": float(found.plain[0] / found.draws),
        "length": float(ratio[0]),
        "event_lowest": None if lowest is None else float(covered[lowest]),
        "event_length": None if lowest is None else float(ratio[events].mean()),
    }
    if found.band_draws:
        result["band_draws"] = found.band_draws
        result["band"] = found.bands / found.band_draws
        result["band_without"] = found.plain_bands / found.band_draws
        result["band_df"] = float(estimator.pooled_form.df.min())
    checked = [(result["covered"], found.draws)] if setting.treated >= TRUSTED else []
    checked += [(result["event_lowest"], found.draws)] if lowest is not None else []
    if found.band_draws and setting.treated >= TRUSTED:
        checked.append((result["band"], found.band_draws))
    result["fails"] = bool(any(_upper(share, number) < FAILS_BELOW for share, number in checked))
    return result


def _upper(share: float, number: int) -> float:
    """Return the upper end of the 99 % Monte-Carlo interval (Wilson)."""
    z = _Z99
    middle = share + z**2 / (2 * number)
    reach = z * math.sqrt(share * (1 - share) / number + z**2 / (4 * number**2))
    return (middle + reach) / (1 + z**2 / number)


def _lower(share: float, number: int) -> float:
    return 1.0 - _upper(1.0 - share, number)


def closed_scores(
    prepared: PreparedPanel,
) -> dict[str, tuple[np.ndarray, np.ndarray, UnitScores]]:
    """Return both estimators' event times, headline and event times' values, and their scores."""
    fit = unit_fit(prepared, 0.0)
    count = np.array([np.isfinite(fit.effect[rows]).sum(axis=0) for rows in fit.rows[:-1]])
    sums = np.array([np.nansum(fit.effect[rows], axis=0) for rows in fit.rows[:-1]])
    since = prepared.times[None, :] - prepared.cohorts[:, None]
    horizons = np.unique(since[count > 0])
    kinds = [count, *(np.where(since == h, count, 0) for h in horizons)]
    cells = np.array([part / part.sum() for part in kinds])
    value = np.einsum("kgt,gt->k", cells, sums / np.maximum(count, 1))
    found = unit_cells(prepared, never=True, anticipation=0.0)
    share = np.array([(prepared.cohort == g).mean() for g in prepared.cohorts])
    families = families_of(found.att, prepared.cohorts, prepared.times, share)
    asked = [families.simple, families.event]
    values = np.concatenate([family.value for family in asked])
    return {
        "imputation": (horizons, value, imputation_scores(prepared, fit, cells)),
        "callaway_santanna": (
            families.event.keys,
            values,
            difference_scores(prepared, found, asked),
        ),
    }


def closed_cell(setting: Setting, draws: int, seed: int) -> list[dict]:
    """Return the rows of a setting with closures, store by store: the patterns differ by draw."""
    rng = np.random.default_rng(seed)
    counts = {name: np.zeros(3) for name in ("imputation", "callaway_santanna")}
    for _ in range(draws):
        outcome, cohort = drawn_outcomes(setting, rng)
        names = [str(i) for i in range(len(cohort))]
        prepared = prepare(panel_of(names, range(TIMES), outcome, cohort))
        for name, (horizons, value, scores) in closed_scores(prepared).items():
            errors = unit_errors(scores)
            se = np.sqrt((errors.adjusted**2).sum(axis=0))
            hit = np.abs(value - 1.0) <= stats.t.ppf(0.975, errors.df) * se
            usable = (errors.sides[0, 1:] >= TRUSTED) & (horizons >= 0.0)
            counts[name] += [hit[0], hit[1:][usable].sum(), usable.sum()]
    rows = []
    for name, (hits, event_hits, event_number) in counts.items():
        share = hits / draws
        event = event_hits / max(event_number, 1)
        rows.append(
            {
                **asdict(setting),
                "estimator": name,
                "draws": draws,
                "covered": float(share),
                "event_mean": float(event),
                "fails": bool(
                    _upper(share, draws) < FAILS_BELOW or _upper(event, draws) < FAILS_BELOW
                ),
            }
        )
    return rows


def few_treated(treated: int, draws: int, seed: int) -> dict:
    """Return the coverage of four intervals of few treated stores' change against 60 others'."""
    rng = np.random.default_rng(seed)
    own, other = rng.standard_normal((draws, treated)), rng.standard_normal((draws, 60))
    error = np.abs(own.mean(axis=1) - other.mean(axis=1))
    parts = [own.var(axis=1, ddof=1) / treated, other.var(axis=1, ddof=1) / 60]
    se = np.sqrt(parts[0] + parts[1])
    welch = se**4 / (parts[0] ** 2 / (treated - 1) + parts[1] ** 2 / 59)
    fixed = (1 / treated + 1 / 60) ** 2 / (1 / treated**2 / (treated - 1) + 1 / 60**2 / 59)
    plain = np.sqrt(parts[0] * (treated - 1) / treated + parts[1] * 59 / 60)
    return {
        "treated": treated,
        "draws": draws,
        "analytic": float((error <= NORMAL * plain).mean()),
        "normal": float((error <= NORMAL * se).mean()),
        "welch": float((error <= stats.t.ppf(0.975, welch) * se).mean()),
        "satterthwaite": float((error <= stats.t.ppf(0.975, fixed) * se).mean()),
    }


def false_alarms(stores: int, treated: int, cohorts: int, draws: int, seed: int) -> dict:
    """Return how often the permutation test finds at 5 % an effect that is not there."""
    setting = Setting(stores, cohorts, treated, 0.5)
    rng = np.random.default_rng(seed)
    estimator = estimators(setting)[0]
    weights = estimator.sums.weights[:, 0]
    label = np.repeat(np.arange(len(setting.sizes)), setting.sizes.astype(int))
    roots = np.linalg.cholesky(setting.covariance)
    alarms, number = 0, 0.0
    for place in range(draws):
        outcome = (roots[label] @ rng.standard_normal((stores, TIMES, 1)))[:, :, 0]
        test = permutation_test(exchange(outcome, label, weights, 0.0), draws=999, seed=place)
        alarms += test.p_value <= 0.05
        number = test.assignments
    return {
        "stores": stores,
        "treated": treated,
        "cohorts": cohorts,
        "draws": draws,
        "assignments": number,
        "alarms": alarms / draws,
        "fails": _lower(alarms / draws, draws) > 0.05,
    }


def settings(*, sample: bool) -> list[Setting]:
    """Return the grid without closures."""
    if sample:
        return [Setting(60, 4, 12, 0.5), Setting(30, 12, 6, 0.9, 1.0), Setting(60, 1, 6, 0.0)]
    grid = []
    for stores, cohorts, share in product((30, 60, 200, 1000), (1, 4, 12), (0.0, 0.2, 0.6)):
        treated = round(stores * share) if share else 6
        if share == 0.2 and treated == 6:
            continue  # the same as six of thirty
        for correlation, spread in ((0.0, 0.0), (0.5, 0.0), (0.9, 0.0), (0.5, 1.0), (0.9, 1.0)):
            grid.append(Setting(stores, cohorts, treated, correlation, spread))
    return grid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="a few cells, for a quick check")
    parser.add_argument("--draws", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="write the pages' tables again only")
    parser.add_argument("--only", choices=KINDS, help="draw one kind anew and keep the others")
    asked = parser.parse_args()
    name = "sample.coverage.json" if asked.sample else "coverage.json"
    known = RESULTS.joinpath(name)
    kept = json.loads(known.read_text("utf-8")) if asked.table or asked.only else {}
    if asked.table:
        write_tables(kept)
        return
    started = time.time()
    draws = 2000 if asked.sample else asked.draws
    with ProcessPoolExecutor(asked.workers) as pool:
        made = [j for j in jobs(draws, sample=asked.sample) if asked.only in {None, j[0]}]
        parts = list(pool.map(_done, made))
    found: dict[str, list[dict]] = {kind: list(kept.get(kind, [])) for kind in KINDS}
    for kind in {kind for kind, _ in parts}:
        found[kind] = [row for of, rows in parts if of == kind for row in rows]
    failed = [r for kind in KINDS for r in found[kind] if r.get("fails")]
    result = {
        **found,
        "failed": len(failed),
        "draws": draws,
        "times": TIMES,
        "seconds": kept.get("seconds", round(time.time() - started, 1)),
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "python": platform.python_version(),
    }
    known.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if not asked.sample:
        write_tables(result)
    print(f"{len(found['cells'])} rows, {len(failed)} failed, {result['seconds']:.0f} s")
    if failed:
        raise SystemExit(1)


def write_tables(result: dict) -> None:
    """Write the tables of both pages."""
    write_table(result, DOCS / "inference.md")
    write_between(DOCS / "outcomes.md", totals_table(result["totals"]))


def jobs(draws: int, *, sample: bool) -> list[tuple]:
    """Return what is to be drawn: (kind, arguments)."""
    made: list[tuple] = []
    for place, chosen in enumerate(settings(sample=sample)):
        banded = chosen.spread == 0.0 and chosen.correlation == BANDED
        bands = 400 if sample else draws * banded
        made.append(("cells", (chosen, draws, bands, place)))
    for place, chosen in enumerate(closures(sample=sample)):
        made.append(("closures", (chosen, 200 if sample else draws, 700 + place)))
    made.extend(("few_treated", (number, 4 * draws, 900 + number)) for number in (2, 3, 4, 5, 6))
    for place, (model, chosen) in enumerate(totals_settings(sample=sample)):
        made.append(("totals", (model, chosen, 200 if sample else draws, 600 + place)))
    who = [(30, 1, 1), (60, 1, 1), (30, 2, 1), (60, 2, 2), (60, 3, 1), (200, 3, 3)]
    for stores, treated, cohorts in [(60, 2, 1)] if sample else who:
        made.append(("alarms", (stores, treated, cohorts, 500 if sample else draws, 800)))
    return made


def _done(job: tuple) -> tuple[str, list[dict]]:
    kind, arguments = job
    if kind == "closures":
        return kind, closed_cell(*arguments)
    if kind == "totals":
        rows = totals_cell(*arguments)
        for found in rows:
            found["fails"] = _upper(found["covered"], found["draws"]) < FAILS_BELOW
        return kind, rows
    if kind == "few_treated":
        return kind, [few_treated(*arguments)]
    if kind == "alarms":
        return kind, [false_alarms(*arguments)]
    rows = cell(*arguments)
    say(rows)
    return kind, rows


def closures(*, sample: bool) -> list[Setting]:
    """Return the settings with 8 % of store-weeks missing."""
    if sample:
        return [Setting(60, 4, 12, 0.5, 0.0, 0.08)]
    chosen = [(30, 1, 6), (30, 4, 18), (60, 4, 12), (60, 12, 12), (60, 1, 6), (200, 4, 40)]
    return [Setting(*who, correlation=0.5, closed=0.08) for who in chosen]


def say(rows: list[dict]) -> None:
    """Print a cell's rows, one a line."""
    for r in rows:
        band = f" band {r['band']:.3f} (without {r['band_without']:.3f})" if "band" in r else ""
        print(
            f"{r['stores']:5d} stores {r['cohorts']:2d} cohorts {r['treated']:4d} treated, "
            f"rho {r['correlation']:.1f}, effects {r['spread']:.0f}: {r['estimator'][:10]:10s} "
            f"{r['covered']:.3f} (without {r['without']:.3f}) length {r['length']:.2f} "
            f"events {r['event_lowest'] or math.nan:.3f}"
            f"{band}{'  FAILS' if r['fails'] else ''}",
            flush=True,
        )


if __name__ == "__main__":
    main()
