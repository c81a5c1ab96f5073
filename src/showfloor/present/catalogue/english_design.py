"""Words of the section on what a rollout lets one measure, in English."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "design.question": "What will be measurable",
    "design.title": (
        "On {day} an effect of {mde} {outcome} a shop and week would be seen in four of five "
        "rollouts{share}"
    ),
    "design.title.share": ", that is {share} of what a shop sells",
    "design.title.unknown": "On {day} no effect could be told from chance: {reason}",
    "design.title.met": (
        "With an effect of {mde} {outcome} detectable on {day}, the limit of {limit} is kept, "
        "and it costs at most {price}"
    ),
    "design.title.met.free": (
        "The best plan keeps the limit: on {day} an effect of {mde} {outcome} would be seen, "
        "{limit} was asked for"
    ),
    "design.title.unmet": (
        "The limit of {limit} {outcome} cannot be met by {day}; the finest of the plans reaches "
        "{mde}"
    ),
    "design.lead": (
        "{treated} shops with a new area would be compared with {compared} without one, over "
        "{store_weeks} shop-weeks. The standard error would be {se}. The figures come from how "
        "{stores} shops moved in {weeks} weeks before the rollout, and hold for the very method "
        "that measures it afterwards (imputation, shops as clusters)."
    ),
    "outcome.units": "units",
    "design.chart": "Smallest effect that would be seen, by week",
    "design.chart.description": (
        "From {first} in the week of {begin} to {last} in the week of {end}."
    ),
    "design.chart.caption": (
        "The smallest mean effect ({outcome} a shop and week) that a test at 5 % finds with a "
        "probability of 80 %, were one to measure after that week. Weeks with far larger values "
        "at the start are above the axis."
    ),
    "design.chart.limit": "asked {limit}",
    "design.frontier": "What a finer measurement costs",
    "design.frontier.title": "Value against the smallest detectable effect",
    "design.frontier.description": (
        "{n} plans between {low} and {high} of value, whose smallest effect lies between {fine} "
        "and {coarse}."
    ),
    "design.frontier.caption": (
        "Each mark is a plan with its own certificate; the thin line rises to its certified "
        "bound. Better is up and to the left. Neither axis starts at zero."
    ),
    "design.frontier.across": "smallest detectable effect ({outcome})",
    "design.frontier.hint": (
        "{strength} slower: effect {mde}, value {value}, certified bound {bound}"
    ),
    "design.frontier.table": "Plans from the fastest to the slowest",
    "design.frontier.lead": (
        "Slower plans open fewer areas by the date of measuring and keep more shops to compare "
        "with, longer. What a plan gives up is at most the certified bound of the best plan less "
        "its own value."
    ),
    "design.frontier.no_gain": (
        "Opening more slowly does not help here: enough shops stay without an area anyway, and "
        "the best plan is as measurable as any slower one that was tried."
    ),
    "design.key.chosen": "chosen plan",
    "design.key.efficient": "no other is better in both",
    "design.key.beaten": "another is better",
    "design.weeks.open": "All weeks as a table",
    "design.weeks.table": "What could be detected by week",
    "design.noise.open": "How much shops move by themselves",
    "design.noise.table": "Half the variance of the difference of two weeks of a shop",
    "design.noise.note": (
        "Differences between shops in how much they move were believed to {share}."
    ),
    "design.assumptions": "Assumptions",
    "design.assumption.future": (
        "Shops move after the opening as they did before it, apart from what all share in a week; "
        "every shop is observed every week; the effect is the same for all."
    ),
    "design.col.week": "Measured after",
    "design.col.treated": "Shops with an area",
    "design.col.compared": "Shops to compare",
    "design.col.store_weeks": "Shop-weeks",
    "design.col.se": "Standard error",
    "design.col.mde": "Smallest effect",
    "design.col.relative": "Share of sales, %",
    "design.col.strength": "Slowed by, %",
    "design.col.areas": "Areas",
    "design.col.value": "Value, {currency}",
    "design.col.bound": "Certified bound, {currency}",
    "design.col.gap": "Gap, %",
    "design.col.price": "Gives up at most, {currency}",
    "design.col.drawn": "Drawn shops, %",
    "design.col.best": "Beaten by another",
    "design.col.folder": "Folder",
    "design.col.lag": "Weeks apart",
    "design.col.seen": "Seen",
    "design.col.fitted": "Fitted",
    "design.no": "no",
    "design.yes": "yes",
    "design.no_draw": "the programme draws nothing",
    "design.beyond": "longer than the history",
    "run.design": "Measurement plan",
}
