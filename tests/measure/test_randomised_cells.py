"""The plan's draw among near-ties: exact over all outcomes of the draw, then by simulation."""

from __future__ import annotations

from datetime import date
from itertools import permutations, product

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.domain.plan import DrawnStore
from showfloor.errors import PanelError
from showfloor.measure import draw_of_stores, panel_from_columns, panel_of, randomised_cells
from showfloor.measure.types_randomised import Draw

CELLS = {"a": (3, [4.0]), "b": (2, [5.0]), "c": (2, [4.0, 8.0]), "d": (4, [6.0])}
TIMES = 11


def ways(cells):
    """Every outcome of the draw: starts by unit, NaN for none."""
    each = []
    for size, slots in cells.values():
        filled = [*slots, *([np.nan] * (size - len(slots)))]
        each.append(sorted(set(permutations(filled)), key=str))
    unique = [list({str(way): way for way in one}.values()) for one in each]
    for way in product(*unique):
        yield np.concatenate([np.array(part) for part in way])


def draw_of(cells, start) -> Draw:
    names = [name for name, (size, _) in cells.items() for _ in range(size)]
    code = np.array(names)
    filled = np.nan_to_num(start, nan=-1.0)
    probability = [
        (filled[code == name] == mine).mean() for name, mine in zip(names, filled, strict=True)
    ]
    units = tuple(f"s{i:02d}" for i in range(len(names)))
    return Draw(units, tuple(names), start, np.array(probability))


def panel_under(untreated, effect, start) -> Panel:
    """Outcomes with each unit's own effect, which grows with time since treatment."""
    times = np.arange(untreated.shape[1], dtype=float)
    since = times[None, :] - np.where(np.isnan(start), 1e9, start)[:, None]
    outcome = untreated + np.where(since >= 0.0, effect[:, None] * (1.0 + 0.1 * since), 0.0)
    units = [f"s{i:02d}" for i in range(len(start))]
    return panel_of(units, times, outcome, start)


def true_cells(cells, effect):
    """By cell: its weight and its mean effect over units and compared times (by definition)."""
    weight, value, first = [], [], 0
    for size, slots in cells.values():
        own = effect[first : first + size].mean()
        end = slots[1] if len(slots) == size else TIMES
        since = np.arange(slots[0], end) - slots[0]
        weight.append(size * len(since))
        value.append(own * (1.0 + 0.1 * since).mean())
        first += size
    return np.array(weight, dtype=float), np.array(value)


def untreated_of(seed, units, times=TIMES):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(units, 1)) * 2.0 + rng.normal(size=(units, times))


@pytest.mark.parametrize("adjustment", ["none", "difference"])
def test_over_all_outcomes_of_the_draw_the_mean_is_the_true_effect(adjustment):
    untreated, effect = untreated_of(0, 11), np.random.default_rng(1).normal(size=11) + 2.0
    found = [
        randomised_cells(
            panel_under(untreated, effect, start), draw_of(CELLS, start), adjustment=adjustment
        )
        for start in ways(CELLS)
    ]
    assert len(found) == 3 * 2 * 2 * 4
    weight, value = true_cells(CELLS, effect)
    mean = np.mean([result.overall.estimate for result in found])
    assert mean == pytest.approx(weight @ value / weight.sum(), abs=1e-10)
    later = [result.event[2.0].estimate for result in found]
    parts = [effect[:3], effect[3:5], effect[5:7], effect[7:]]
    expected = 1.2 * sum(part.sum() for part in parts) / 11.0
    assert np.mean(later) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("adjustment", ["none", "difference"])
def test_over_all_outcomes_the_mean_variance_exceeds_the_true_one_by_the_cells_differences(
    adjustment,
):
    untreated, effect = untreated_of(2, 11), np.random.default_rng(3).normal(size=11) + 2.0
    found = [
        randomised_cells(
            panel_under(untreated, effect, start), draw_of(CELLS, start), adjustment=adjustment
        ).overall
        for start in ways(CELLS)
    ]
    weight, value = true_cells(CELLS, effect)
    weight /= weight.sum()
    odds = weight**2 / (1.0 - 2.0 * weight)
    between = (odds / (1.0 + odds.sum())) @ (value - weight @ value) ** 2
    true = np.var([one.estimate for one in found])
    assert np.mean([one.se**2 for one in found]) == pytest.approx(true + between, rel=1e-9)


def test_several_slots_at_once_are_unbiased_too():
    cells = {"a": (4, [4.0, 4.0]), "b": (3, [3.0, 6.0]), "c": (3, [5.0]), "d": (2, [4.0])}
    untreated, effect = untreated_of(6, 12), np.random.default_rng(7).normal(size=12)
    found = [
        randomised_cells(
            panel_under(untreated, effect, start), draw_of(cells, start), adjustment="difference"
        )
        for start in ways(cells)
    ]
    assert len(found) == 6 * 6 * 3 * 2
    first = [result.event[0.0].estimate for result in found]
    # in cell b both slots compare at event time 0, so its three units count twice
    parts = (effect[:4].sum(), 2.0 * effect[4:7].sum(), effect[7:10].sum(), effect[10:].sum())
    assert np.mean(first) == pytest.approx(sum(parts) / (4 + 6 + 3 + 2), abs=1e-10)


def test_a_draw_by_hand():
    # cell a: 10 against 4 and 6 (before: 3 against 1 and 3); cell b: 8 against 5 (before 2, 2);
    # cells c and d: 3 against 1 (before 0, 0)
    outcome = np.array(
        [[3, 10], [1, 4], [3, 6], [2, 8], [2, 5], [0, 3], [0, 1], [0, 3], [0, 1]], dtype=float
    )
    start = np.array([1, np.nan, np.nan, 1, np.nan, 1, np.nan, 1, np.nan])
    panel = panel_of([f"s{i:02d}" for i in range(9)], [0.0, 1.0], outcome, start)
    cells = {"a": (3, [1.0]), "b": (2, [1.0]), "c": (2, [1.0]), "d": (2, [1.0])}
    plain = randomised_cells(panel, draw_of(cells, start), adjustment="none")
    assert plain.overall.estimate == pytest.approx((3 * 5 + 2 * 3 + 2 * 2 + 2 * 2) / 9)
    apart = randomised_cells(panel, draw_of(cells, start), adjustment="difference")
    assert apart.overall.estimate == pytest.approx((3 * 4 + 2 * 3 + 2 * 2 + 2 * 2) / 9)
    assert (apart.cells, apart.units, apart.assignments) == (4, 9, 24.0)
    assert apart.overall.verdict == "REVIEW"
    assert np.isnan(apart.overall.p_value)  # 24 outcomes of the draw allow no claim at 5 %


def test_where_nothing_has_an_effect_small_p_values_are_as_rare_as_they_say():
    cells = {name: (2, [5.0]) for name in "abcdef"}
    untreated = untreated_of(7, 12)
    values = [
        randomised_cells(
            panel_under(untreated, np.zeros(12), start),
            draw_of(cells, start),
            adjustment="difference",
        ).overall.p_value
        for start in ways(cells)
    ]
    assert len(values) == 64
    for level in (0.05, 0.1, 0.25, 0.5):
        assert np.mean(np.array(values) <= level) <= level


def test_the_efficient_share_is_unbiased_covers_and_varies_less():
    cells = {f"c{i:02d}": (2 + i % 3, [6.0]) for i in range(24)}
    units = sum(size for size, _ in cells.values())
    rng = np.random.default_rng(5)
    untreated = np.empty((units, 12))
    untreated[:, 0] = rng.normal(size=units)
    for t in range(1, 12):
        untreated[:, t] = 0.85 * untreated[:, t - 1] + np.sqrt(0.2775) * rng.normal(size=units)
    effect = 1.0 + 0.3 * rng.normal(size=units)
    effect += 1.0 - effect.mean()
    found = {name: [] for name in ("efficient", "difference", "none")}
    covered, variance = [], []
    truth = (1.0 + 0.1 * np.arange(6)).mean()
    for _ in range(120):
        start = np.concatenate(
            [
                np.where(np.arange(size) == rng.integers(size), slots[0], np.nan)
                for size, slots in cells.values()
            ]
        )
        panel = panel_under(untreated, effect, start)
        for name, values in found.items():
            result = randomised_cells(panel, draw_of(cells, start), adjustment=name, draws=99)
            values.append(result.overall.estimate)
            if name == "efficient":
                covered.append(result.overall.low <= truth <= result.overall.high)
                variance.append(result.overall.se**2)
    spread = np.var(found["efficient"], ddof=1)
    assert np.mean(found["efficient"]) == pytest.approx(truth, abs=4 * np.sqrt(spread / 120) + 0.02)
    assert np.mean(covered) >= 0.9
    assert np.mean(variance) >= 0.85 * spread
    assert spread < np.var(found["difference"], ddof=1)
    assert spread < np.var(found["none"], ddof=1)


def test_few_cells_take_off_the_whole_difference_and_say_so():
    untreated = untreated_of(4, 11)
    start = next(iter(ways(CELLS)))
    panel = panel_under(untreated, np.ones(11), start)
    efficient = randomised_cells(panel, draw_of(CELLS, start))
    assert efficient.adjustment == 1.0
    assert any("4 cells are too few to estimate" in note for note in efficient.notes)


def test_a_late_start_in_the_panel_does_not_change_what_the_draw_gave():
    untreated = untreated_of(4, 11)
    start = next(iter(ways(CELLS)))
    panel = panel_under(untreated, np.ones(11), start)
    slipped = panel_of(panel.units, panel.times, panel.outcome, panel.cohort + 1.0)
    one, other = (randomised_cells(p, draw_of(CELLS, start)) for p in (panel, slipped))
    assert one.overall == other.overall


def test_missing_weeks_are_compared_with_those_seen_and_unseen_cells_are_named():
    untreated = untreated_of(4, 11)
    start = next(iter(ways(CELLS)))
    panel = panel_under(untreated, np.ones(11), start)
    outcome = panel.outcome.copy()
    outcome[0, 7] = np.nan
    outcome[3, :5] = np.nan
    found = randomised_cells(
        panel_of(panel.units, panel.times, outcome, panel.cohort), draw_of(CELLS, start)
    )
    assert found.cells == 3
    assert "cell b left out: a unit was not seen before its first slot" in found.notes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"probability": np.full(11, 0.5)}, "not those of giving each"),
        ({"units": (*["s00"] * 2, *[f"s{i:02d}" for i in range(2, 11)])}, "drawn twice"),
        ({"units": tuple(f"x{i}" for i in range(11))}, "11 drawn units are not in the panel"),
        ({"cell": ("a",) * 10}, "one cell, start and probability a unit"),
        ({"cell": ("a",) * 11}, "cell a has 11 units; a cell has 2 to 6"),
    ],
)
def test_a_draw_that_does_not_fit_is_refused(change, message):
    start = next(iter(ways(CELLS)))
    panel = panel_under(untreated_of(4, 11), np.ones(11), start)
    given = draw_of(CELLS, start)
    fields = {name: getattr(given, name) for name in ("units", "cell", "start", "probability")}
    with pytest.raises(PanelError, match=message):
        randomised_cells(panel, Draw(**{**fields, **change}))


def test_the_plans_draw_is_read_in_the_panels_weeks():
    monday = date(2021, 3, 1)  # week 2669 since Monday, 5 January 1970
    drawn = [
        DrawnStore("DE-NW | live | 1", "koeln", "wall", monday, None, None, 0.5),
        DrawnStore("DE-NW | live | 1", "bonn", None, None, "wall", monday, 0.5),
    ]
    draw = draw_of_stores(drawn, {"wall": 2})
    assert draw.units == ("koeln", "bonn")
    assert np.isnan(draw.start[0])
    assert draw.start[1] == 2669 + 2
    panel = panel_from_columns(
        ["koeln", "koeln", "bonn", "bonn"],
        np.array(["2021-03-08", "2021-03-15"] * 2, dtype="datetime64[D]"),
        [1.0, 2.0, 3.0, 7.0],
        np.array(["NaT", "NaT", "2021-03-15", "2021-03-15"], dtype="datetime64[D]"),
    )
    assert randomised_cells(panel, draw).overall.estimate == (7.0 - 3.0) - (2.0 - 1.0)
    with pytest.raises(PanelError, match="no weeks to build are given for format wall"):
        draw_of_stores(drawn, {"island": 1})


def test_an_unknown_adjustment_is_refused():
    start = next(iter(ways(CELLS)))
    panel = panel_under(untreated_of(4, 11), np.ones(11), start)
    with pytest.raises(PanelError, match="adjustment is one of"):
        randomised_cells(panel, draw_of(CELLS, start), adjustment="some")
