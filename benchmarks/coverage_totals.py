"""How often intervals of euros and per cent hold the truth; part of `make coverage`.

Rollouts of stores of different size, store by store: in levels with a fixed gain a week, or as
counts with a fixed gain in per cent, whose noise is Poisson's times a drift that stays for a while.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from scipy import stats

from coverage_draws import TIMES, Setting
from showfloor.domain.panels import Panel
from showfloor.measure.outcome_totals import level_totals
from showfloor.measure.outcomes import per_cent, total
from showfloor.measure.poisson_imputation import poisson_totals
from showfloor.measure.types import Estimate
from showfloor.measure.types_outcomes import Totals

LEVEL, GAIN = 20.0, 1.0
LIFT, DRIFT = 0.3, 0.25
NORMAL = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel, and the sum of its true effects over that of what would have been sold."""

    panel: Panel
    effect: float
    foretold: float


def drawn_levels(setting: Setting, rng: np.random.Generator) -> Drawn:
    """Draw sales in euros: the noise is that of the other cells, stores differ in level."""
    code = np.repeat(np.arange(len(setting.sizes)), setting.sizes.astype(int))
    late, cohort = setting.after[code], setting.first[code]
    roots = np.linalg.cholesky(setting.covariance)
    noise = (roots[code] @ rng.standard_normal((len(code), TIMES, 1)))[:, :, 0]
    base = LEVEL + 3.0 * rng.standard_normal((len(code), 1)) + np.sin(np.arange(TIMES) / 4.0)
    outcome = _closed(base + noise + GAIN * late, setting, rng)
    seen = late & np.isfinite(outcome)
    return Drawn(_panel(outcome, cohort), float(GAIN * seen.sum()), float((base * seen).sum()))


def drawn_counts(setting: Setting, rng: np.random.Generator) -> Drawn:
    """Draw units sold: Poisson around stores' own levels and a drift of mean 1."""
    code = np.repeat(np.arange(len(setting.sizes)), setting.sizes.astype(int))
    late, cohort = setting.after[code], setting.first[code]
    roots = np.linalg.cholesky(setting.covariance)
    noise = (roots[code] @ rng.standard_normal((len(code), TIMES, 1)))[:, :, 0]
    drift = np.exp(DRIFT * noise - DRIFT**2 / 2.0)
    base = 5.0 * rng.gamma(4.0, 0.25, (len(code), 1)) * np.exp(0.2 * np.sin(np.arange(TIMES) / 4.0))
    outcome = rng.poisson(base * drift * np.where(late, 1.0 + LIFT, 1.0)).astype(np.float64)
    outcome = _closed(outcome, setting, rng)
    seen = late & np.isfinite(outcome)
    sold = float((base * seen).sum())
    return Drawn(_panel(outcome, cohort), LIFT * sold, sold)


def _closed(outcome: np.ndarray, setting: Setting, rng: np.random.Generator) -> np.ndarray:
    return np.where(rng.random(outcome.shape) < setting.closed, np.nan, outcome)


def _panel(outcome: np.ndarray, cohort: np.ndarray) -> Panel:
    units = tuple(str(i) for i in range(len(outcome)))
    first = np.where(np.isinf(cohort), np.nan, cohort)
    return Panel(units, np.arange(TIMES, dtype=float), outcome, first)


@dataclass(slots=True)
class Tally:
    """Draws in which the interval held the truth, in which the old one did, and how long it was."""

    held: int = 0
    fewer: int = 0
    length: float = 0.0

    def add(self, found: Estimate, truth: float, fewer: float) -> None:
        """fewer: half the interval with the smaller side's number of stores less one."""
        self.held += bool(found.low <= truth <= found.high)
        self.fewer += bool(abs(found.estimate - truth) <= fewer)
        self.length += found.high - found.low


def totals_cell(model: str, setting: Setting, draws: int, seed: int) -> list[dict]:
    """Return the rows of one cell: the sum of effects, and per cent."""
    rng = np.random.default_rng(seed)
    draw = drawn_levels if model == "levels" else drawn_counts
    measure = level_totals if model == "levels" else poisson_totals
    tallies = {"sum": Tally(), "per cent": Tally()}
    estimates: dict[str, list[tuple[float, float]]] = {name: [] for name in tallies}
    df = dict.fromkeys(tallies, 0.0)
    for _ in range(draws):
        made = draw(setting, rng)
        found = measure(made.panel).overall
        pairs = {
            "sum": (total(found), made.effect),
            "per cent": (per_cent(found), 100.0 * made.effect / made.foretold),
        }
        for name, (estimate, truth) in pairs.items():
            tallies[name].add(estimate, truth, _fewer(found) * estimate.se)
            estimates[name].append((estimate.estimate - truth, estimate.se))
            df[name] += estimate.df / draws
    rows = []
    for name, tally in tallies.items():
        errors, ses = np.array(estimates[name]).T
        oracle = 2.0 * NORMAL * errors.std()
        rows.append(
            {
                **asdict(setting),
                "model": model,
                "of": name,
                "draws": draws,
                "df": df[name],
                "covered": tally.held / draws,
                "smaller_side": tally.fewer / draws,
                "bias": float(errors.mean() / errors.std()),
                "error_over_spread": float(np.sqrt((ses**2).mean()) / errors.std()),
                "length": float(tally.length / draws / oracle),
            }
        )
    return rows


def _fewer(found: Totals) -> float:
    return float(stats.t.ppf(0.975, min(found.treated, found.compared) - 1))


def totals_settings(*, sample: bool) -> list[tuple[str, Setting]]:
    """Return the models and settings."""
    chosen = [Setting(60, 4, 12, 0.5)]
    if not sample:
        who = [(30, 1, 6), (30, 4, 18), (60, 12, 12), (60, 1, 6), (200, 4, 40), (200, 12, 120)]
        chosen += [Setting(*one, 0.5) for one in who]
        chosen += [Setting(60, 4, 12, 0.9), Setting(60, 4, 12, 0.5, closed=0.08)]
    return [(model, setting) for setting in chosen for model in ("levels", "counts")]


def totals_table(rows: list[dict]) -> list[str]:
    """Return the lines of the page's table."""
    head = ["stores", "cohorts", "treated", "noise", "missing", "model", "of", "df", "covered"]
    head += ["smaller side", "error / spread", "length"]
    lines = ["| " + " | ".join(head) + " |", "|" + " ---: |" * 5 + " --- | --- |" + " ---: |" * 5]
    lines += [
        f"| {r['stores']} | {min(r['cohorts'], r['treated'])} | {r['treated']} "
        f"| {r['correlation']:.1f} | {r['closed']:.0%} | {r['model']} | {r['of']} "
        f"| {r['df']:.1f} | {r['covered']:.3f} | {r['smaller_side']:.3f} "
        f"| {r['error_over_spread']:.2f} | {r['length']:.2f} |"
        for r in rows
    ]
    failed = sum(r["fails"] for r in rows)
    return [*lines, "", f"{failed} cells failed, {rows[0]['draws']:,} draws each."]
