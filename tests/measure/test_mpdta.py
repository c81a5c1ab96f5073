"""The minimum-wage panel: the figures that R's did and didimputation print (issue: measure)."""

from __future__ import annotations

import importlib

import pytest

from showfloor.measure import callaway_santanna, imputation


@pytest.fixture(scope="module", params=["by cohorts", "by units"])
def way(request):
    """Whether the panel is measured from its cohorts' moments or unit by unit."""
    with pytest.MonkeyPatch.context() as patched:
        if request.param == "by units":
            for name in ("callaway_santanna", "imputation"):
                module = importlib.import_module(f"showfloor.measure.{name}")
                patched.setattr(module, "is_balanced", lambda _prepared: False)
        yield request.param


@pytest.fixture(scope="module")
def direct(mpdta, way):
    return callaway_santanna(mpdta)


@pytest.fixture(scope="module")
def imputed(mpdta, way):
    return imputation(mpdta)


def test_the_simple_average_is_minus_four_per_cent(direct):
    assert round(direct.simple.estimate, 4) == -0.0400
    assert round(direct.simple.se, 4) == 0.0120


def test_the_groups_are_the_published_ones(direct):
    assert {g: round(e.estimate, 4) for g, e in direct.group.items()} == {
        2004.0: -0.0797,
        2006.0: -0.0229,
        2007.0: -0.0261,
    }
    assert round(direct.group_overall.estimate, 4) == -0.0310
    assert round(direct.group_overall.se, 4) == 0.0124


def test_the_event_study_is_the_published_one(direct):
    later = {e: round(effect.estimate, 4) for e, effect in direct.event.items() if e >= 0}
    assert later == {0.0: -0.0199, 1.0: -0.0510, 2.0: -0.1373, 3.0: -0.1008}
    assert round(direct.event_overall.estimate, 4) == -0.0772
    assert round(direct.event_overall.se, 4) == 0.0200


def test_the_first_cohort_by_year_is_the_published_one(direct):
    found = [
        round(direct.att[2004.0, year].estimate, 4) for year in (2004.0, 2005.0, 2006.0, 2007.0)
    ]
    assert found == [-0.0105, -0.0704, -0.1373, -0.1008]


def test_imputation_gives_the_published_overall_and_horizons(imputed):
    assert round(imputed.overall.estimate, 5) == -0.04771
    assert round(imputed.overall.se, 5) == 0.01322
    found = {h: round(effect.estimate, 4) for h, effect in imputed.event.items()}
    assert found == {0.0: -0.0311, 1.0: -0.0522, 2.0: -0.1361, 3.0: -0.1047}
