"""Parts of a certificate on paper: what they prove, and every way in which they can be wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Part, Prices, Split
from showfloor.domain.plan import OptionMargin, PlannedArea
from showfloor.domain.programme import BudgetStep, CrewCapacity, SpilloverPair, Wave
from showfloor.domain.stores import Area, Store
from showfloor.verify import verify_plan

WEEK0, WEEK1, WEEK2 = date(2021, 3, 1), date(2021, 3, 8), date(2021, 3, 15)
AREA_A = PlannedArea("a", "table", WEEK0, WEEK1, 100.0)
AREA_B = PlannedArea("b", "table", WEEK0, WEEK1, 60.0)
NO_A = Split("a", "", "", 0, 2, 0, at_most=True)
WITH_A = replace(NO_A, at_most=False)
NO_B, WITH_B = (replace(side, store_id="b") for side in (NO_A, WITH_A))


def network(plain, **changes):
    """a and c in N, worth 100 in either week, and b in S, worth 60."""
    regions = {"a": "N", "c": "N", "b": "S", "d": "S"}
    names = changes.pop("names", "acb")
    fields = {
        "stores": tuple(
            Store(name, name, "standard", "o", region=regions[name], area_space_m2=10.0)
            for name in names
        ),
        "options": tuple(
            OptionMargin(name, "table", 80.0 if name == "b" else 100.0) for name in names
        ),
    }
    return plain.small_problem(**{**fields, **changes})


def crew_rows(*rows):
    """Rows (region, week, limit, price) that count installations of one crew-day."""
    return {
        "crew_region": np.array([row[0] for row in rows]),
        "crew_week": np.array([row[1] for row in rows]),
        "crew_days": np.array([1]),
        "crew_weights": np.ones((len(rows), 1)),
        "crew_limit": np.array([float(row[2]) for row in rows]),
        "crew_price": np.array([float(row[3]) for row in rows]),
    }


def thetas(*rows):
    """Spillover prices (pair, week, theta)."""
    return {
        "spillover_pair": np.array([row[0] for row in rows]),
        "spillover_week": np.array([row[1] for row in rows]),
        "spillover_price": np.array([float(row[2]) for row in rows]),
    }


def leaf(*path, split=None, **prices):
    paid = np.zeros(len(path)) if split is None else np.array(split)
    return Leaf(Prices(split=paid, **prices), path=path)


def verified(problem, common, parts, bound, areas=(AREA_A, AREA_B)):
    objective = float(sum(area.value for area in areas))
    leaves = common if isinstance(common, tuple) else (Leaf(common),)
    certificate = Certificate(
        status="feasible",
        objective=objective,
        upper_bound=bound,
        solver_bound=float("nan"),
        gap=(bound - objective) / max(1.0, abs(bound)),
        seconds=0.0,
        seed=7,
        leaves=leaves,
        parts=tuple(parts),
    )
    return verify_plan(problem, areas, (), certificate)


# One crew works in N, in week 0 only, so that a or c gets an area; the budget is for two of 100.
# At a budget price of 0.3 a and c are worth 70, b 30, the budget 60. N apart:
# without a, split price 70: a 70 - 70 or nothing, c 70, limit 70 x 0 = 70
# with a, crew price 70: limits 70 x 1 + 70 x 0, a and c nothing = 70
# so 60 + 30 + 70 = 160, which a and b are worth.
ONE_CREW = {
    "budget": (BudgetStep(WEEK1, 200.0),),
    "crews": (CrewCapacity("N", (1, 0)), CrewCapacity("S", (1, 1))),
}
BUDGET = Prices(budget=np.array([0.3]))
N = Part(
    ("N",),
    (
        leaf(NO_A, split=[70.0]),
        leaf(WITH_A, **crew_rows(("N", 0, 1, 70.0), ("N", 1, 0, 70.0))),
    ),
)
S = Part(("S",), (leaf(NO_B, split=[30.0]), leaf(WITH_B)))


def test_a_part_proves_what_no_prices_of_the_whole_leaf_need(plain):
    problem = network(plain, **ONE_CREW)
    result = verified(problem, BUDGET, [N], 160.0)
    assert result.passed, result.findings
    assert result.upper_bound == pytest.approx(160.0, abs=1e-6)
    says = "parts: 1 with 2 leaves; those of a part hold every plan of its regions between them"
    assert says in result.checked


def test_each_region_may_be_a_part_of_its_own(plain):
    # S: without b 30 x 0 + (30 - 30), with b 30: 30 as before
    result = verified(network(plain, **ONE_CREW), BUDGET, [N, S], 160.0)
    assert result.passed, result.findings
    assert result.upper_bound == pytest.approx(160.0, abs=1e-6)


def test_one_part_may_have_both_regions(plain):
    # the bound of the whole's two leaves: 60 + 70 + 30
    both = replace(N, regions=("N", "S"))
    assert verified(network(plain, **ONE_CREW), BUDGET, [both], 160.0).passed


def test_a_part_replaces_the_crew_rows_of_its_regions_and_leaves_the_others(plain):
    # N's row at 1000 counts nowhere; S's at 5 in week 0: + 5, and b installs in week 1
    common = replace(BUDGET, **crew_rows(("N", 0, 1, 1000.0), ("S", 0, 1, 5.0)))
    result = verified(network(plain, **ONE_CREW), common, [N], 165.0)
    assert result.passed, result.findings
    assert result.upper_bound == pytest.approx(165.0, abs=1e-6)


def test_a_part_replaces_the_crew_cuts_of_its_regions_and_leaves_the_others(plain):
    # as above with cuts that list nobody; b's cut at 5 lies in week 0 alone
    cuts = {
        "cut_region": np.array(["N", "S"]),
        "cut_from": np.array([0, 0]),
        "cut_weeks": np.array([1, 1]),
        "cut_limit": np.array([1.0, 1.0]),
        "cut_price": np.array([1000.0, 5.0]),
        "entry_cut": np.array([0, 1]),
        "entry_store": np.array(["", ""]),
        "entry_format": np.array(["table", "table"]),
        "entry_start": np.array([0, 0]),
        "entry_weight": np.array([1, 1]),
    }
    problem = network(plain, **ONE_CREW)
    common = replace(BUDGET, **cuts)
    result = verified(problem, common, [N], 165.0)
    assert result.passed, result.findings
    # the same proof of N by cuts: a's own entry, and one for every other store, in two cuts
    own = cuts | {
        "cut_region": np.array(["N", "N"]),
        "cut_from": np.array([0, 1]),
        "cut_limit": np.array([1.0, 0.0]),
        "cut_price": np.array([70.0, 70.0]),
        "entry_cut": np.array([0, 0, 1]),
        "entry_store": np.array(["", "a", ""]),
        "entry_format": np.array(["table"] * 3),
        "entry_start": np.array([0, 0, 1]),
        "entry_weight": np.array([1, 1, 1]),
    }
    by_cuts = replace(N, leaves=(N.leaves[0], leaf(WITH_A, **own)))
    result = verified(problem, common, [by_cuts], 165.0)
    assert result.passed, result.findings
    assert "4 crew cuts, each proven by the largest sum that crews allow" in result.checked


@pytest.mark.parametrize(("claimed", "passes"), [(159, 0), (160, 1), (230, 1), (231, 0)])
def test_options_that_no_plan_of_a_parts_leaf_takes_may_be_left_out(plain, claimed, passes):
    # "at most 0 of a" at price 0: 60 + 30 + 70 + 70 = 230 with a's options, 160 without them
    free = replace(N, leaves=(leaf(NO_A), N.leaves[1]))
    result = verified(network(plain, **ONE_CREW), BUDGET, [free], float(claimed))
    assert result.passed == bool(passes)
    assert result.upper_bound == pytest.approx(230.0, abs=1e-6)


CREWS = (CrewCapacity("N", (2, 2)), CrewCapacity("S", (1, 1)))


@pytest.mark.parametrize(("claimed", "passes"), [(259, 0), (260, 1), (1260, 1), (1261, 0)])
def test_a_leaf_without_any_plan_may_be_left_out_of_its_part(plain, claimed, passes):
    # a is listed in a wave, so "at most 0 of a" has no plan; by the formula it has 500 x 2, a and c
    # in the other week, 1200; with a: 200; b 60
    problem = network(plain, waves=(Wave("first", ("a",), None),), crews=CREWS)
    part = Part(("N",), (leaf(NO_A, **crew_rows(("N", 0, 2, 500.0))), leaf(WITH_A)))
    result = verified(problem, Prices(), [part], float(claimed))
    assert result.passed == bool(passes)
    assert result.upper_bound == pytest.approx(1260.0, abs=1e-6)


def test_a_part_whose_obliged_store_has_no_option_proves_that_there_is_no_plan(plain):
    waves = (Wave("first", ("a",), None),)
    problem = network(plain, waves=waves, options=(OptionMargin("b", "table", 80.0),))
    result = verified(problem, Prices(), [Part(("N",), (leaf(NO_A), leaf(WITH_A)))], 160.0)
    assert result.upper_bound == -np.inf
    assert not result.passed


# Three areas at the same price; each week that two of a pair sell costs 10. a and c: one early, one
# late, 100 + 100 - 10. a and b, whatever a does, share the week from 15 March at least: at theta 10
# for it b pays 10 and a 10, and 10 are theirs. N apart, with c: 90 + 100 - 10 = 180; without c, at
# split price 100: 90. So 180 + (60 - 10) + 10 = 240; a early, c late, b early is 260 - 10 - 20, b
# late 260 - 10 - 10 = 240.
PAIRS = (SpilloverPair("a", "c", 10.0), SpilloverPair("a", "b", 10.0))
NO_C = replace(NO_A, store_id="c")
WITH_C = replace(NO_C, at_most=False)
COMMON = Prices(**thetas((1, 2, 10.0)))
TOGETHER = Part(
    ("N",),
    (
        leaf(NO_C, split=[100.0], spillover_exact=np.array([0])),
        leaf(WITH_C, spillover_exact=np.array([0])),
    ),
)
BEST = (
    AREA_A,
    PlannedArea("c", "table", WEEK1, WEEK2, 100.0),
    PlannedArea("b", "table", WEEK1, WEEK2, 60.0),
)


def paired(plain, common, parts, bound=240.0, **changes):
    problem = network(plain, **{"spillover": PAIRS, **changes})
    result = verified(problem, common, parts, bound, areas=BEST)
    # objective and gap of `verified` know no losses
    ignored = ("objective", "gap")
    return [f for f in result.findings if f.rule not in ignored], result.upper_bound


def test_pairs_within_a_part_are_its_own_and_pairs_across_have_common_prices(plain):
    findings, bound = paired(plain, COMMON, [TOGETHER])
    assert findings == []
    assert bound == pytest.approx(240.0, abs=1e-6)


def test_exact_pairs_and_thetas_of_the_whole_leaf_are_replaced_where_they_belong_to_a_part(plain):
    exact = replace(COMMON, spillover_exact=np.array([0]))
    assert paired(plain, exact, [TOGETHER]) == ([], pytest.approx(240.0, abs=1e-6))
    # theta 4 for pair 0 would add 4 and take 8 off
    more = Prices(**thetas((0, 2, 4.0), (1, 2, 10.0)))
    assert paired(plain, more, [TOGETHER]) == ([], pytest.approx(240.0, abs=1e-6))
    # and with thetas of its own for pair 0, 10 in the week that both share: 90 - 10 + 100 - 10 + 10
    own = tuple(
        leaf(side, split=[paid], **thetas((0, 2, 10.0)))
        for side, paid in ((NO_C, 100.0), (WITH_C, 0.0))
    )
    assert paired(plain, exact, [Part(("N",), own)]) == ([], pytest.approx(240.0, abs=1e-6))


def test_an_exact_pair_across_two_regions_belongs_to_the_part_that_has_both(plain):
    # all three together: 240 by trying; pairs 0 and 1 are a tree
    exact = {"spillover_exact": np.array([0, 1])}
    both = Part(("N", "S"), (leaf(NO_C, split=[100.0], **exact), leaf(WITH_C, **exact)))
    assert paired(plain, Prices(), [both]) == ([], pytest.approx(240.0, abs=1e-6))


def test_a_pair_with_a_standing_area_belongs_to_the_other_stores_part(plain):
    # d stands in S and sells always: exactly a loses 20, at theta 10 for one week 10 - 10 + 10
    standing = Area("x", "d", "m", "table", date(2020, 1, 6), date(2020, 1, 6), None)
    changes = {
        "names": "acbd",
        "areas": (standing,),
        "spillover": (SpilloverPair("a", "d", 10.0),),
    }
    problem = network(plain, **changes)
    for prices, bound in (
        ({"spillover_exact": np.array([0])}, 240.0),
        (thetas((0, 2, 10.0)), 250.0),
    ):
        own = Part(("N",), (leaf(NO_C, split=[100.0], **prices), leaf(WITH_C, **prices)))
        # what the whole leaf has of that pair is replaced
        common = Prices(spillover_exact=np.array([0]))
        result = verified(problem, common, [own], bound)
        assert result.upper_bound == pytest.approx(bound, abs=1e-6)
        assert not {f.rule for f in result.findings} & {"price", "certificate"}
        strange = Part(("S",), (leaf(NO_B, **prices), leaf(WITH_B, **prices)))
        findings = verified(problem, Prices(), [strange], bound).findings
        assert ("price", "part 0, leaf 1, spillover pair 0") in [
            (f.rule, f.where) for f in findings
        ]


def changed(*changes, place=1):
    """The part with the prices of a leaf changed."""
    leaves = list(TOGETHER.leaves)
    for change in changes:
        leaves[place] = replace(leaves[place], prices=replace(leaves[place].prices, **change))
    return [replace(TOGETHER, leaves=tuple(leaves))]


def paths(*sides):
    return [replace(TOGETHER, leaves=tuple(leaf(*side) for side in sides))]


ONE_CUT = {
    "cut_region": np.array(["N"]),
    "cut_from": np.array([0]),
    "cut_weeks": np.array([1]),
    "cut_limit": np.array([2.0]),
    "cut_price": np.array([1.0]),
    "entry_cut": np.array([0]),
    "entry_store": np.array([""]),
    "entry_format": np.array(["table"]),
    "entry_start": np.array([0]),
    "entry_weight": np.array([1]),
}
REGION_S = Split("", "S", "", 0, 2, 1, at_most=True)
BROKEN = {
    "a region that two parts name": (
        [TOGETHER, TOGETHER],
        ("certificate", "part 1, regions", "region 'N' is named by part 0 already"),
    ),
    "a region twice": (
        [replace(TOGETHER, regions=("N", "N"))],
        ("certificate", "part 0, regions", "region 'N' is named by part 0 already"),
    ),
    "an unknown region": (
        [replace(TOGETHER, regions=("N", "X"))],
        ("certificate", "part 0, regions", "there is no store in region 'X'"),
    ),
    "no region": (
        [replace(TOGETHER, regions=())],
        ("certificate", "part 0, regions", "names no region"),
    ),
    "regions that fall": (
        [replace(TOGETHER, regions=("S", "N"))],
        ("certificate", "part 0, regions", "must rise"),
    ),
    "one leaf": (paths(()), ("certificate", "part 0, leaves", "there are 1; a part has two")),
    "no leaf": (paths(), ("certificate", "part 0, leaves", "there are 0; a part has two")),
    "a side that is missing": (
        paths((NO_C,), (WITH_C, NO_A)),
        ("certificate", "part 0, leaves", "no leaf has at least 1 of any format"),
    ),
    "a side twice": (
        paths((NO_C,), (NO_C,), (WITH_C,)),
        ("certificate", "part 0, leaves", "leaves 0, 1, split 1: one path ends where others"),
    ),
    "different splits": (
        paths((NO_C,), (WITH_A,)),
        ("certificate", "part 0, leaves", "leaves 0, 1, split 0: the paths go on with different"),
    ),
    "a split of a store elsewhere": (
        paths((NO_B,), (WITH_B,)),
        ("certificate", "part 0, leaves", "store 'b': counts stores that are not the part's"),
    ),
    "a split of another region": (
        paths((REGION_S,), (replace(REGION_S, at_most=False),)),
        ("certificate", "part 0, leaves", "region 'S': counts stores that are not the part's"),
    ),
    "a split of no store": (
        paths((replace(NO_C, store_id="z"),), (replace(WITH_C, store_id="z"),)),
        ("certificate", "part 0, leaves", "there is no store 'z'"),
    ),
    "a budget price": (
        changed({"budget": np.array([0.1])}),
        ("price", "part 0, leaf 1, budget", "has 1 numbers; the leaves of a part have none"),
    ),
    "a price of pace": (
        changed({"pace": np.array([0.1])}, place=0),
        ("price", "part 0, leaf 0, pace", "has 1 numbers; the leaves of a part have none"),
    ),
    "a crew row of another region": (
        changed(crew_rows(("N", 0, 2, 1.0), ("S", 0, 1, 1.0))),
        ("price", "part 0, leaf 1, crew_region[1]", "is 'S', which is not a region of the part"),
    ),
    "a crew row that is not valid": (
        changed(crew_rows(("N", 0, 1, 1.0))),
        ("crew_row", "part 0, leaf 1, row 0, N, week 0", "limit 1 is not valid"),
    ),
    "a crew cut of another region": (
        changed(ONE_CUT, {"cut_region": np.array(["S"])}),
        ("price", "part 0, leaf 1, cut_region[0]", "is 'S', which is not a region of the part"),
    ),
    "a crew cut that is not valid": (
        changed(ONE_CUT, {"cut_limit": np.array([1.0])}),
        ("crew_cut", "part 0, leaf 1, cut 0, N, week 0", "limit 1 is not valid"),
    ),
    "a crew cut's entry of a store elsewhere": (
        changed(ONE_CUT, {"entry_store": np.array(["b"])}),
        ("price", "part 0, leaf 1, entry_store[0]", "is not in the cut's region"),
    ),
    "a theta of a pair across": (
        changed(thetas((1, 2, 1.0))),
        ("price", "part 0, leaf 1, spillover pair 1", "does not belong to the part"),
    ),
    "an exact pair across": (
        changed({"spillover_exact": np.array([0, 1])}),
        ("price", "part 0, leaf 1, spillover pair 1", "does not belong to the part"),
    ),
    "a pair that does not exist": (
        changed({"spillover_exact": np.array([0, 9])}),
        ("price", "part 0, leaf 1, spillover_exact[1]", "there is no pair 9"),
    ),
    "a theta of a pair that is exact": (
        changed(thetas((0, 2, 1.0))),
        ("price", "part 0, leaf 1, spillover pair 0", "is counted exactly and has prices too"),
    ),
    "a theta above the loss": (
        changed({"spillover_exact": np.array([], dtype=int)}, thetas((0, 2, 6.0), (0, 2, 5.0))),
        ("price", "part 0, leaf 1, spillover pair 0, week 2", "is 11, the loss is 10"),
    ),
    "a negative theta": (
        changed({"spillover_exact": np.array([], dtype=int)}, thetas((0, 2, -1.0))),
        ("price", "part 0, leaf 1, spillover_price[0]", "must not be negative"),
    ),
    "a negative split price": (
        changed({"split": np.array([-1.0])}),
        ("price", "part 0, leaf 1, split[0]", "must not be negative"),
    ),
    "a split price too many": (
        changed({"split": np.array([1.0, 1.0])}),
        ("price", "part 0, leaf 1, split", "has 2 prices, the leaf's path 1"),
    ),
    "a price that is no number": (
        changed(crew_rows(("N", 0, 2, float("nan")))),
        ("price", "part 0, leaf 1, crew_price[0]", "no finite number"),
    ),
    "a price that could overflow": (
        changed(crew_rows(("N", 0, 2, 1e300))),
        ("price", "part 0, leaf 1, crew_price[0]", "is 1e+300, may be 1e+30 at most"),
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_part_that_is_not_as_documented_is_found_with_its_leaf(plain, fault):
    parts, (rule, where, says) = BROKEN[fault]
    assert paired(plain, COMMON, [TOGETHER], crews=CREWS)[0] == []
    findings, bound = paired(plain, COMMON, parts, crews=CREWS)
    assert (rule, where) in [(f.rule, f.where) for f in findings]
    assert any(says in f.says for f in findings if (f.rule, f.where) == (rule, where))
    # a row that is not valid is counted with the right side that is
    assert np.isnan(bound) == (rule not in ("crew_row", "crew_cut"))


def test_an_exact_pair_of_the_whole_leaf_may_not_tie_a_parts_store_to_others(plain):
    common = Prices(spillover_exact=np.array([1]))
    findings, bound = paired(plain, common, [TOGETHER])
    assert [(f.rule, f.where) for f in findings] == [("price", "spillover pair 1")]
    assert "belongs to none" in findings[0].says
    assert np.isnan(bound)


def test_exact_pairs_of_a_part_that_close_a_cycle_are_found(plain):
    twice = (*PAIRS, SpilloverPair("c", "a", 5.0))
    findings, bound = paired(
        plain, COMMON, changed({"spillover_exact": np.array([0, 2])}), spillover=twice
    )
    assert [(f.rule, f.where) for f in findings] == [("price", "part 0, leaf 1, spillover pair 2")]
    assert "closes a cycle" in findings[0].says
    assert np.isnan(bound)


@pytest.mark.parametrize(
    "leaves", [(leaf(NO_A), leaf(WITH_A)), (leaf(NO_A),), (leaf(), leaf())], ids=str
)
def test_parts_need_one_whole_leaf_beside_them(plain, leaves):
    findings, bound = paired(plain, leaves, [TOGETHER])
    assert ("certificate", "parts") in [(f.rule, f.where) for f in findings]
    assert np.isnan(bound)


def test_the_sides_of_a_parts_split_exchanged_prove_something_else(plain):
    # "at least 1 of a" at split price 70: -70 + (70 + 70) + 70 = 140; "at most 0" at crew price 70:
    # 70 x 1 + 70 x 0 = 70
    turned = tuple(
        replace(own, path=(replace(own.path[0], at_most=not own.path[0].at_most),))
        for own in N.leaves
    )
    result = verified(network(plain, **ONE_CREW), BUDGET, [replace(N, leaves=turned)], 160.0)
    assert [f.rule for f in result.findings] == ["upper_bound"]
    assert result.upper_bound == pytest.approx(60.0 + 30.0 + 140.0, abs=1e-6)


def test_a_price_so_large_that_a_leaf_looks_empty_is_refused_in_leaves_too(plain):
    # a must have an area; at such a price its value is minus infinity, as if there were no plan
    problem = network(
        plain, budget=(BudgetStep(WEEK1, 200.0),), waves=(Wave("first", ("a",), None),)
    )
    own = (leaf(NO_C, budget=np.array([1e308])), leaf(WITH_C, budget=np.array([1e308])))
    result = verified(problem, own, (), -5.0)
    assert ("price", "leaf 0, budget[0]") in [(f.rule, f.where) for f in result.findings]
    assert np.isnan(result.upper_bound)
