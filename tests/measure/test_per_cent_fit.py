"""The untreated model in per cent: exact where it holds, and the same as a Poisson regression."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.outcomes import per_cent
from showfloor.measure.panels import prepare
from showfloor.measure.per_cent_fit import per_cent_fit
from showfloor.measure.poisson_imputation import poisson_totals


def panel_of(outcome: np.ndarray, cohort: list[float]) -> Panel:
    names = tuple(f"s{place}" for place in range(len(outcome)))
    return Panel(names, np.arange(outcome.shape[1], dtype=float), outcome, np.array(cohort))


def grown(effect: float = 0.0) -> Panel:
    """Sizes 300, 500, 100 and 200, weeks in the ratio 1, 2, 4, 3; the first two from week 2 on."""
    outcome = np.outer([300.0, 500.0, 100.0, 200.0], [1.0, 2.0, 4.0, 3.0])
    outcome[:2, 2:] *= 1.0 + effect
    return panel_of(outcome, [2.0, 2.0, np.nan, np.nan])


def after(panel: Panel) -> np.ndarray:
    begins = np.where(np.isnan(panel.cohort), np.inf, panel.cohort)
    return (panel.times[None, :] >= begins[:, None]).astype(float)


def noisy(seed: int, *, gaps: bool) -> Panel:
    rng = np.random.default_rng(seed)
    cohort = np.array([5.0] * 6 + [8.0] * 5 + [np.nan] * 15)
    size, week = np.exp(rng.normal(3.0, 0.7, 26)), np.exp(rng.normal(0.0, 0.3, 14))
    outcome = rng.poisson(size[:, None] * week).astype(float)
    outcome[size < np.quantile(size, 0.1), :6] = 0.0
    if gaps:
        outcome[rng.random(outcome.shape) < 0.1] = np.nan
    return panel_of(outcome, cohort.tolist())


def test_what_holds_in_per_cent_is_found_exactly_and_nothing_where_nothing_happened() -> None:
    panel = grown(0.25)
    found = weighted_effects(
        prepare(panel), panel.outcome, [after(panel)], scale="per_cent"
    ).totals(0, weight=4.0, unit_times=4)
    # A quarter of 300 x 7 + 500 x 7 = 5600.
    assert found.effect == pytest.approx(1400.0)
    assert found.counterfactual == pytest.approx(5600.0)
    still = grown()
    nothing = weighted_effects(prepare(still), still.outcome, [after(still)], scale="per_cent")
    assert nothing.value == pytest.approx([0.0], abs=1e-9)


def test_in_levels_the_same_growth_is_taken_for_an_effect_of_larger_stores() -> None:
    still = grown()
    found = weighted_effects(prepare(still), still.outcome, [after(still)])
    # Own rise from 1.5 to 3.5 sizes: 800 a mean store of 400; the others' 300 of 150: 500 too much.
    assert found.value == pytest.approx([500.0])


@pytest.mark.parametrize("gaps", [False, True])
def test_sums_are_those_of_a_poisson_regression(gaps: bool) -> None:
    panel = noisy(3, gaps=gaps)
    prepared = prepare(panel)
    weight = after(panel) * np.isfinite(panel.outcome)
    found = weighted_effects(prepared, panel.outcome, [weight], scale="per_cent")
    mine = found.totals(0, weight=float(weight.sum()), unit_times=int(weight.sum()))
    theirs = poisson_totals(panel).overall
    assert mine.effect == pytest.approx(theirs.effect, rel=1e-6)
    assert mine.counterfactual == pytest.approx(theirs.counterfactual, rel=1e-7)


def test_foretold_sums_of_every_unit_and_week_are_the_observed_ones_even_with_returns() -> None:
    panel = noisy(4, gaps=True)
    panel.outcome[20, 3] = -2.0
    prepared = prepare(panel)
    fit = per_cent_fit(prepared)
    assert fit.mean is not None
    assert fit.residual.sum(axis=0) == pytest.approx(np.zeros(14), abs=1e-6)
    assert fit.residual.sum(axis=1) == pytest.approx(np.zeros(26), abs=1e-6)
    assert (fit.mean >= 0.0).all()


def test_a_store_that_sold_nothing_before_is_foretold_nothing() -> None:
    panel = grown()
    panel.outcome[0] = [0.0, 0.0, 7.0, 9.0]
    fit = per_cent_fit(prepare(panel))
    assert fit.effect[0, 2:] == pytest.approx([7.0, 9.0])


def test_a_store_whose_returns_exceed_its_sales_is_refused() -> None:
    panel = grown()
    panel.outcome[2] = [-9.0, 1.0, 1.0, 1.0]
    with pytest.raises(PanelError, match="1 units add up to less than 0"):
        per_cent_fit(prepare(panel))


def test_where_nobody_sold_anything_nothing_is_foretold_and_nothing_found() -> None:
    panel = grown()
    zeros = np.zeros((4, 4))
    found = weighted_effects(prepare(panel), zeros, [after(panel)], scale="per_cent")
    assert found.value == pytest.approx([0.0])
    share = per_cent(found.totals(0, weight=4.0, unit_times=4))
    assert np.isnan(share.estimate)
    assert "not above 0" in share.reason


def test_shuffled_stores_change_nothing() -> None:
    panel = noisy(6, gaps=True)
    order = np.random.default_rng(1).permutation(26)
    other = panel_of(panel.outcome[order], panel.cohort[order].tolist())
    both = [
        weighted_effects(prepare(p), p.outcome, [after(p)], scale="per_cent").estimate(0)
        for p in (panel, other)
    ]
    assert both[0].estimate == pytest.approx(both[1].estimate)
    assert both[0].se == pytest.approx(both[1].se)
    assert both[0].df == pytest.approx(both[1].df)
