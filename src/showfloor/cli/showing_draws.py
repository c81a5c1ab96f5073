"""How commands print a draw among near-ties, and how sure a plan's choices are."""

from __future__ import annotations

from showfloor.cli.output import money, per_cent, print_table, say
from showfloor.plan import PlanResult, PlanUncertainty

FAR_BELOW = 10.0
"""A gap this many times smaller than the regret is not worth a minute."""


def show_draw(result: PlanResult) -> None:
    """Print what was drawn and what that costs, where anything was to be drawn."""
    cost = result.draw_cost
    if cost is None:
        return
    print_table(
        "Draw among near-ties",
        ("figure", "value"),
        [
            ("cells", str(cost.cells)),
            ("stores drawn", f"{cost.stores} of {cost.stores_with_option}"),
            ("of these: whether they get an area", str(cost.stores_in_or_out)),
            ("may cost", money(cost.allowed)),
            ("worst draw costs", money(cost.worst)),
            ("mean of all draws", money(cost.expected)),
            ("this draw cost", money(cost.realised)),
        ],
    )


def show_uncertainty(found: PlanUncertainty | None) -> None:
    """Print how sure the plan is, where margins were drawn."""
    if found is None:
        return
    if found.reason:
        say(f"How sure: nothing was drawn, because {found.reason}")
        return
    print_table(
        f"How sure: {found.draws} draws of the margins",
        ("figure", "from", "to"),
        [
            ("value of this plan, 90 % of draws", money(found.value_low), money(found.value_high)),
            ("regret, mean", money(found.regret.low), money(found.regret.high)),
            ("regret, median", money(found.regret_median.low), money(found.regret_median.high)),
            ("regret, 95 %", money(found.regret_high.low), money(found.regret_high.high)),
            ("certified gap", money(0.0), money(found.gap)),
        ],
    )
    if found.gap * FAR_BELOW < found.regret.low:
        say(
            f"The gap is at most {per_cent(found.gap / found.regret.low)} of the mean regret: "
            "better margins are worth more than a better plan for these."
        )
