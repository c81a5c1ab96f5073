"""The rollout's truth is what was added, and nothing else was changed."""

import duckdb
import numpy as np
import pytest

from showfloor.errors import PanelError
from showfloor.simulate import (
    ROLLOUT_LEFT_OUT_CATEGORIES,
    ROLLOUT_MANUFACTURER,
    raise_units_staggered,
)
from showfloor.simulate.staggered import COHORT_WEEKS


def _columns(units):
    """Return long columns of a [stores, weeks] array, weeks from Monday 2016-12-26 on."""
    stores, weeks = units.shape
    mondays = np.datetime64("2016-12-26") + 7 * np.arange(weeks)
    ids = np.array([f"store {n:03d}" for n in range(stores)], dtype=object)
    return {
        "store_id": np.repeat(ids, weeks),
        "week": np.tile(mondays, stores),
        "units": units.ravel(),
    }


def _drawn(seed=3, stores=60):
    rng = np.random.default_rng(seed)
    return rng.poisson(40, (stores, 53)).astype(np.float64) + 1


def test_the_truth_is_the_difference_between_outcome_and_real_units():
    truth = raise_units_staggered(_columns(_drawn()), seed=1)
    added = truth.outcome - truth.without
    treated = truth.weeks[None, :] >= truth.cohort[:, None]
    assert (added[~treated] == 0).all()
    assert (added >= 0).all()
    assert truth.treated_cells == treated.sum()
    assert truth.average_effect == pytest.approx(added[treated].mean())
    assert truth.relative_effect == pytest.approx(
        added[treated].sum() / truth.without[treated].sum()
    )
    event = (truth.weeks[None, :] - truth.cohort[:, None])[treated]
    # The first wave opens in week 14 and is seen to week 53: 40 weeks, numbered from 0.
    by_hand = {float(e): added[treated][event == e].mean() for e in range(40)}
    found = truth.average_effect_by_event_time
    assert set(found) == set(by_hand)
    assert all(found[e] == pytest.approx(by_hand[e]) for e in found)


def test_real_units_stay_as_they_were():
    units = _drawn()
    truth = raise_units_staggered(_columns(units), seed=1)
    assert np.array_equal(truth.without, units[:, 1:])
    assert truth.weeks.tolist() == list(range(2, 54))


def test_two_in_five_stores_never_get_an_area_and_the_rest_fall_evenly_into_six_waves():
    truth = raise_units_staggered(_columns(_drawn()), seed=2)
    assert np.isnan(truth.cohort).sum() == 24
    weeks, counts = np.unique(truth.cohort[~np.isnan(truth.cohort)], return_counts=True)
    assert weeks.tolist() == list(COHORT_WEEKS)
    assert counts.tolist() == [6] * 6


def test_ten_per_cent_are_added_up_to_the_draws_own_noise():
    truth = raise_units_staggered(_columns(_drawn(stores=400)), seed=5)
    # Poisson sums: the relative effect's standard deviation is sqrt(0.1 / units).
    units = truth.without[truth.weeks[None, :] >= truth.cohort[:, None]].sum()
    assert abs(truth.relative_effect - 0.10) < 4 * np.sqrt(0.10 / units)


def test_the_order_of_rows_changes_nothing():
    columns = _columns(_drawn())
    order = np.random.default_rng(0).permutation(len(columns["units"]))
    shuffled = {name: values[order] for name, values in columns.items()}
    first, second = (raise_units_staggered(c, seed=4) for c in (columns, shuffled))
    assert np.array_equal(first.outcome, second.outcome)
    assert first.stores == second.stores


def test_another_seed_draws_another_rollout():
    columns = _columns(_drawn())
    first, second = (raise_units_staggered(columns, seed=s) for s in (1, 2))
    assert not np.array_equal(first.cohort, second.cohort, equal_nan=True)


def test_a_store_with_a_week_without_sales_is_left_out_and_named():
    columns = _columns(_drawn())
    missing = ~((columns["store_id"] == "store 007") & (columns["week"] == columns["week"][20]))
    truth = raise_units_staggered({k: v[missing] for k, v in columns.items()}, seed=1)
    assert "store 007" not in truth.stores
    assert len(truth.stores) == 59
    assert truth.left_out == (
        "Week 1 is left out: it is no full week.",
        "1 of 60 stores are left out: in some week they sold fewer than 1 units.",
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c | {"units": c["units"][:-1]}, "equally long"),
        (lambda c: c | {"units": c["units"] - 100.0}, "negative"),
        (lambda c: c | {"week": c["week"] + np.arange(len(c["week"])) % 2}, "Monday"),
        (lambda c: {k: np.r_[v, v[:1]] for k, v in c.items()}, "twice"),
    ],
)
def test_bad_columns_are_refused_with_the_reason(change, says):
    with pytest.raises(PanelError, match=says):
        raise_units_staggered(change(_columns(_drawn())), seed=1)


def test_too_few_stores_are_refused():
    with pytest.raises(PanelError, match="only 9 stores"):
        raise_units_staggered(_columns(_drawn(stores=9)), seed=1)


def _two_way_imputation(outcome, treated):
    """Fit store and week effects on untreated cells and return the treated cells' mean excess."""
    free = ~treated
    store, week = np.zeros(outcome.shape[0]), np.zeros(outcome.shape[1])
    for _ in range(200):
        store = np.where(free, outcome - week, 0).sum(axis=1) / free.sum(axis=1)
        week = np.where(free, outcome - store[:, None], 0).sum(axis=0) / free.sum(axis=0)
    return (outcome - store[:, None] - week)[treated].mean()


def test_on_real_store_weeks_ten_per_cent_can_be_found_without_bias(complete_journey):
    engine = duckdb.connect()
    found = engine.execute(
        "SELECT store_id, date_trunc('week', date)::DATE AS week, sum(units) AS units "
        f"FROM '{complete_journey.files['sales']}' "
        f"JOIN '{complete_journey.files['products']}' USING (product_id) "
        f"WHERE manufacturer_id = '{ROLLOUT_MANUFACTURER}' "
        f"AND category NOT IN {ROLLOUT_LEFT_OUT_CATEGORIES} GROUP BY 1, 2"
    ).fetchnumpy()
    engine.close()
    columns = {
        "store_id": np.array(list(found["store_id"]), dtype=object),
        "week": found["week"].astype("datetime64[D]"),
        "units": np.asarray(found["units"], dtype=np.float64),
    }
    errors, truths = [], []
    for seed in range(60):
        truth = raise_units_staggered(columns, seed=seed)
        treated = truth.weeks[None, :] >= truth.cohort[:, None]
        errors.append(_two_way_imputation(truth.outcome, treated) - truth.average_effect)
        truths.append(truth.average_effect)
    assert len(truth.stores) >= 100
    spread = np.std(errors, ddof=1)
    # Unbiased within four standard errors of the mean; 10 % at least 2.8 spreads from nothing,
    # which is a power of 80 % at 5 %.
    assert abs(np.mean(errors)) < 4 * spread / np.sqrt(len(errors))
    assert np.mean(truths) > 2.8 * spread
