"""The checks that every measurement makes: thresholds, and clusters that count once."""

from __future__ import annotations

import numpy as np

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.measure.callaway_santanna import callaway_santanna
from showfloor.measure.imputation import imputation
from showfloor.measure.panels import prepare
from showfloor.measure.staggered_checks import staggered_checks


def drawn(clusters=None, *, seed: int = 0) -> Panel:
    rng = np.random.default_rng(seed)
    cohort = np.where(np.arange(40) < 16, np.where(np.arange(40) < 8, 6.0, 9.0), np.nan)
    outcome = rng.normal(size=(40, 14)) + rng.normal(size=(40, 1))
    return Panel(tuple(f"s{i}" for i in range(40)), np.arange(14.0), outcome, cohort, clusters)


def verdicts(panel: Panel, **terms) -> dict[str, str]:
    checks = staggered_checks(
        prepare(panel), callaway_santanna(panel), imputation(panel), 0, CredibilityTerms(**terms)
    )
    return {check.name: check.verdict for check in checks}


def test_stores_of_one_cluster_count_once():
    # 16 treated stores in 4 towns, 24 others in 6: fewer than 6 treated and 10 compared.
    towns = np.arange(40) // 4
    assert verdicts(drawn())["treated units"] == "PASS"
    assert verdicts(drawn())["comparison units"] == "PASS"
    assert verdicts(drawn(towns))["treated units"] == "REVIEW"
    assert verdicts(drawn(towns))["comparison units"] == "REVIEW"
    assert verdicts(drawn(np.arange(40) // 8))["treated units"] == "FAIL"


def test_thresholds_come_from_the_terms():
    panel = drawn()
    assert verdicts(panel, enough_treated=17)["treated units"] == "REVIEW"
    assert verdicts(panel, enough_compared=25)["comparison units"] == "REVIEW"
    assert verdicts(panel, methods_apart_errors=1e-9)["both methods"] == "REVIEW"
    p = imputation(panel).pretrend_p
    assert verdicts(panel, significant=p + 1e-6)["before the opening"] == "REVIEW"
    assert verdicts(panel, significant=p - 1e-6)["before the opening"] == "PASS"


def test_missing_outcomes_are_weighed_against_their_threshold():
    panel = drawn()
    outcome = panel.outcome.copy()
    outcome[20, 3:6] = np.nan  # 3 of 560 store-weeks
    shown = Panel(panel.units, panel.times, outcome, panel.cohort)
    assert verdicts(shown)["missing outcomes"] == "PASS"
    assert verdicts(shown, most_missing=0.005)["missing outcomes"] == "REVIEW"
