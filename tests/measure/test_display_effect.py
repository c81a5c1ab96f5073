"""What a display does, on drawn store-weeks whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.measure.display_effect import estimate_display_effect
from showfloor.measure.display_panel import DisplayPanel
from showfloor.measure.inference import two_sided_p

TRUE_OWN, TRUE_RIVALS = 0.4, -0.1


def drawn(seed: int, *, ahead: float = 0.0, stores: int = 45) -> DisplayPanel:
    """Draw 6 pairs; displays raise own units by 0.4 log points and lower rivals' by 0.1."""
    rng = np.random.default_rng(seed)
    shape = (6, stores, 20)
    by_place = {
        name: rng.random(shape) * (rng.random(shape) < 0.2) / 2 for name in ("table", "wall")
    }
    shown = by_place["table"] + by_place["wall"]
    following = np.concatenate([shown[:, :, 1:], np.zeros((6, stores, 1))], axis=2)
    baskets = rng.integers(20, 60, shape[1:]).astype(float)
    base = 0.8 * np.log(baskets / 40) + rng.normal(size=(6, stores, 1)) / 3
    own = rng.poisson(np.exp(base + 1.0 + TRUE_OWN * shown + ahead * following)).astype(float)
    rivals = rng.poisson(np.exp(base + 2.0 + TRUE_RIVALS * shown)).astype(float)
    shares = [rng.random(shape) * (rng.random(shape) < 0.2) for _ in range(3)]
    return DisplayPanel(
        manufacturers=tuple("abcdef"),
        categories=("TEA",) * 6,
        stores=tuple(str(i) for i in range(stores)),
        store_kinds=tuple("flagship" if i % 3 == 0 else "standard" for i in range(stores)),
        weeks=np.arange(20).astype("datetime64[W]").astype("datetime64[D]"),
        own_units=own,
        category_units=own + rivals,
        own_shown=shown,
        rivals_shown=shares[0],
        own_mailed=shares[1],
        rivals_mailed=shares[2],
        baskets=baskets,
        shown_by_format={**by_place, "island": np.zeros(shape)},
    )


@pytest.fixture(scope="module")
def effect():
    return estimate_display_effect(drawn(3))


def test_the_true_effects_are_found_within_four_standard_errors(effect):
    for fit, truth in ((effect.own, TRUE_OWN), (effect.rivals, TRUE_RIVALS)):
        found = fit.estimates["F"]
        assert abs(found.estimate - truth) < 4 * found.se
        assert found.df == 44.0


def test_every_format_and_kind_has_its_own_effect(effect):
    for format_id in ("table", "wall"):
        for kind in ("flagship", "standard"):
            found = effect.by_format[format_id, kind]
            assert abs(found.estimate - TRUE_OWN) < 4 * found.se
            assert effect.exposure_rows[format_id, kind] > 0


def test_a_format_that_stood_nowhere_is_undefined_with_its_reason(effect):
    found = effect.by_format["island", "flagship"]
    assert math.isnan(found.estimate)
    assert "never stood" in found.reason
    assert effect.exposure_rows["island", "flagship"] == 0


def test_the_rivals_loss_is_units_lost_by_units_gained(effect):
    panel = drawn(3)
    own, rivals = panel.own_units.mean(), (panel.category_units - panel.own_units).mean()
    gained = effect.own.estimates["F"].estimate * own
    lost = -effect.rivals.estimates["F"].estimate * rivals
    assert effect.rivals_loss_share == pytest.approx(lost / gained)
    # A ratio of independent estimates, to first order: relative variances add up.
    relative = [
        fit.estimates["F"].se / fit.estimates["F"].estimate for fit in (effect.own, effect.rivals)
    ]
    expected = abs(effect.rivals_loss_share) * float(np.hypot(*relative))
    assert effect.rivals_loss_share_se == pytest.approx(expected)
    low, high = effect.rivals_loss_interval
    assert high - low == pytest.approx(2 * 1.96 * expected, rel=1e-4)
    assert (low + high) / 2 == pytest.approx(effect.rivals_loss_share)


def test_a_display_that_shows_before_it_stands_is_marked(effect):
    verdict = {check.name: check.verdict for check in effect.checks}
    significant = two_sided_p(effect.lead.estimates["F_next"]) < 0.05
    assert verdict["next week's display"] == ("REVIEW" if significant else "PASS")
    ahead = estimate_display_effect(drawn(4, ahead=0.3))
    assert {c.name: c.verdict for c in ahead.checks}["next week's display"] == "REVIEW"


def test_it_is_always_said_that_displays_were_not_randomised(effect):
    assert {check.name: check.verdict for check in effect.checks}["not randomised"] == "REVIEW"


def test_few_stores_are_marked():
    checks = estimate_display_effect(drawn(5, stores=9)).checks
    assert {check.name: check.verdict for check in checks}["stores"] == "FAIL"


def test_weeks_without_baskets_are_no_rows():
    panel = drawn(6)
    panel.baskets[0, :5] = 0.0
    found = estimate_display_effect(panel)
    assert found.own.rows + found.own.rows_dropped == 6 * (45 * 20 - 5)
