"""Words of the section on what a rollout lets one measure, in English."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "design.question": "What will be measurable",
    "design.title": (
        "On {day} an effect of {mde} {outcome} a shop and week would be seen in four of five "
        "rollouts{share}"
    ),
    "design.title.share": ", that is {share} of what a shop sells",
    "design.title.per_cent": (
        "On {day} an effect of {share} would be seen in four of five rollouts; at the mean shop "
        "that is {mde} {outcome} a week"
    ),
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
    "design.lead.one": (
        "The shop with a new area would be compared with {compared} without one, over "
        "{store_weeks} shop-weeks. The standard error would be {se}. The figures come from how "
        "{stores} shops moved in {weeks} weeks before the rollout."
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
    "design.assumption.per_cent": (
        "Measured in per cent: without an area all shops move by the same per cent, and each moves "
        "by itself in proportion to its size. Amounts are those of a shop of mean size; a large "
        "shop counts for more."
    ),
    "design.assumption.levels": (
        "Measured in levels: without an area all shops move by the same amount."
    ),
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
    "run.design-stores": "Measurement plan from stores and dates",
    "design.stores.enough": (
        "These {treated} shops are enough: an effect of {limit} {outcome} a shop and week would "
        "be seen from the week of {since} on"
    ),
    "design.stores.few": (
        "These {treated} shops are not enough: on {day} an effect of {mde} {outcome} a shop and "
        "week would be seen, {limit} was asked for"
    ),
    "design.stores.one": (
        "With one shop nothing can be known but its rank: 95 "
        "of 100 shops without an area stay within {reach} {outcome} either way"
    ),
    "design.answers": "When the answer will be known",
    "design.answers.table": "From which week on an effect ({outcome} a shop and week) is seen",
    "design.col.effect": "Effect",
    "design.col.seen_from": "Seen from",
    "design.not_seen": "not seen, or not lastingly, by {day}",
    "design.numbers": "Would fewer shops do, would more help",
    "design.numbers.open": "All numbers as a table",
    "design.numbers.chart": "Smallest effect that would be seen, by number of shops",
    "design.numbers.description": ("From {first} with {few} shops to {last} with {many}."),
    "design.numbers.caption": (
        "The smallest mean effect ({outcome} a shop and week) seen on {day} in four of five "
        "rollouts. The line is for average shops; these shops may move more or less than that. "
        "Far larger values with few shops are above the axis."
    ),
    "design.numbers.across": "shops with a new area",
    "design.numbers.table": "What a number of shops lets one detect",
    "design.key.average": "average shops",
    "design.key.own": "these shops",
    "design.col.stated": "What will be stated",
    "design.stated.interval": "interval",
    "design.stated.review": "interval, to be read with care",
    "design.stated.permutation": "p-value only",
    "design.stated.placebo": "rank only",
    "design.stated.none": "nothing",
    "design.no_test": "no test finds it",
    "design.tested": "The promise, tested where nothing opened",
    "design.tested.text": (
        "In the last {weeks} weeks before the rollout no area opened. With {draws} random draws "
        "of as many shops, promised from the {before} weeks before those, the test raised a false "
        "alarm in {alarms} of the draws; 5 % is right. It found the promised smallest effect in "
        "{power}; 80 % is right."
    ),
    "design.tested.ratio": (
        "Standard error promised {promised}, stated in those draws {found}; the estimates' own "
        "standard deviation was {spread}."
    ),
    "design.share": "{share} ({low} to {high})",
    "design.stores": "The shops",
    "design.stores.table": "Shops that get an area, and when they begin to sell from it",
    "design.stores.rest": "and {n} more",
    "design.col.store": "Shop",
    "design.col.sells_from": "Sells from",
    "design.col.group": "Group",
    "design.col.origin": "How chosen",
    "design.origin.given": "given",
    "design.origin.included": "included",
    "design.origin.fixed": "week fixed",
    "design.origin.drawn": "drawn",
}
