"""Showing in the terminal what a rollout will let one measure."""

from __future__ import annotations

import math

from showfloor.cli.output import money, number, per_cent, print_table, say, scientific
from showfloor.measure.design_types import DesignFound, HeldOut, ShareOfDraws, StoresDesign

SHOWN_WEEKS = 12
"""Rows of the table by week that a terminal shows: about so many, evenly."""
SHOWN_STORES = 40
TESTS = {
    "interval": "an interval will be stated",
    "permutation": "a permutation test, no interval",
    "placebo": "its rank among the others, no test",
    "": "no test",
}


def show_design(found: DesignFound) -> None:
    """Print what could be detected by week, the plans that were made, and what was assumed."""
    _show_answer(found)
    if found.design.held_out is not None and not found.design.held_out.reason:
        _show_tested(found.design.held_out)
    if found.stores is not None:
        _show_stores(found, found.stores)
    weeks = found.design.by_week
    every = max(len(weeks) // SHOWN_WEEKS, 1)
    print_table(
        "By week",
        ("measured after", "treated", "compared", "standard error", "smallest effect"),
        [
            (str(w.on), str(w.treated), str(w.compared), _effect(w.se), _effect(w.mde))
            for w in weeks[::-1][::every][::-1]
        ],
    )
    if found.points:
        _show_points(found)
    for note in found.design.notes:
        say(f"  {note}")


def _show_answer(found: DesignFound) -> None:
    at, level = found.design.at, found.design.level
    share = per_cent(found.design.relative_mde)
    if found.design.scale == "per_cent":
        error = per_cent(at.se / level if level > 0.0 else math.nan)
        say(
            f"On {found.on}: smallest detectable effect {share} of what is sold, standard error "
            f"{error}; at the mean store {_effect(at.mde)} of {_effect(level)} {found.outcome} a "
            "week"
        )
        say("  Measured in per cent: without an area all move by the same per cent")
    else:
        say(
            f"On {found.on}: smallest detectable effect {_effect(at.mde)} {found.outcome} a store "
            f"and week ({share} of the mean {_effect(level)}), standard error {_effect(at.se)}"
        )
    if at.verdict:
        say(f"  {at.treated} treated, {at.compared} to compare with: {TESTS[at.method]}")
    if at.reason:
        say(f"  unknown: {at.reason}")
    if math.isfinite(at.placebo):
        say(f"  95 of 100 stores without any effect stay below {_effect(at.placebo)} either way")


def _show_tested(test: HeldOut) -> None:
    alarms, power = test.false_alarms, test.power
    say(
        f"  On {test.weeks} weeks held out, {alarms.draws} draws: false alarms "
        f"{_interval(alarms)}, the promised effect found in {_interval(power)}"
    )


def _show_stores(found: DesignFound, stores: StoresDesign) -> None:
    for answer in stores.answers:
        size = f"{_effect(answer.effect)} {found.outcome} ({per_cent(answer.share)})"
        say(
            f"  An effect of {size} would be seen from the week of {answer.on} on."
            if answer.on is not None
            else f"  An effect of {size} would not be seen, or not lastingly, by {found.on}."
        )
    print_table(
        "By number of stores",
        ("", "treated", "compared", "standard error", "smallest effect", "verdict"),
        [
            (
                "these stores" if n.own else "",
                str(n.treated),
                str(n.compared),
                _effect(n.se),
                _effect(n.mde),
                n.verdict,
            )
            for n in stores.by_number
        ],
    )
    shown = stores.planned[:SHOWN_STORES]
    print_table(
        "Stores",
        ("store", "sells from", "group", ""),
        [(s.store_id, str(s.selling_week), s.stratum, s.origin) for s in shown],
    )
    if len(shown) < len(stores.planned):
        say(f"  and {len(stores.planned) - len(shown)} more; all with --json or --out")


def _interval(found: ShareOfDraws) -> str:
    return f"{per_cent(found.share)} ({per_cent(found.low)} to {per_cent(found.high)})"


def _show_points(found: DesignFound) -> None:
    print_table(
        "Plans",
        ("", "slowed", "areas", "value", "certified bound", "gap", "gives up at most",
         "smallest effect", "drawn"),
        [
            (
                "chosen" if point is found.point else "",
                per_cent(point.strength, 0),
                str(point.areas),
                money(point.value),
                money(point.upper_bound),
                scientific(point.gap),
                money(point.price),
                _effect(point.mde),
                per_cent(point.drawn_share),
            )
            for point in found.points
        ],
    )  # fmt: skip
    if found.slower_is_better is False:
        say("  A slower rollout would not be measurable any better than the best plan.")
    if found.met is not None:
        limit, finest = _effect(found.mde_at_most), found.finest
        reached = _effect(finest.mde) if finest else "–"
        say(
            f"  The limit of {limit} is kept."
            if found.met
            else f"  The limit of {limit} cannot be met: the finest of these plans reaches "
            f"{reached}."
        )


def _effect(value: float) -> str:
    return number(value, 4)
