"""The glossary in English: each term and what it means."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "term.area": "Brand area",
    "meaning.area": "A place in a shop that one manufacturer furnishes and that shows its range"
    " only.",
    "term.format": "Format",
    "meaning.format": "The kind of area: a table, a wall, an island or a shop-in-shop, each with"
    " its floor, cost and time to build.",
    "term.standing": "Standing",
    "meaning.standing": "A manufacturer’s rank and share among all that is sold in the shops.",
    "term.points": "Points",
    "meaning.points": "Percentage points: the difference between two shares.",
    "term.lift": "Lift",
    "meaning.lift": "What an area adds to the manufacturer’s sales in the shop, in per cent of"
    " what it would have sold without the area.",
    "term.att": "Average effect (ATT)",
    "meaning.att": "The average effect on the shops that got an area, compared with what would"
    " have happened to them without it.",
    "term.event_time": "Weeks since the opening",
    "meaning.event_time": "Weeks counted from each shop’s own opening: 0 is its first selling"
    " week, −1 the week before.",
    "term.interval": "95 % interval",
    "meaning.interval": "Where the true value lies if one accepts to be wrong in one of twenty"
    " cases.",
    "term.never_treated": "Comparison shops",
    "meaning.never_treated": "Shops that never got an area; they show what would have happened"
    " anyway.",
    "term.pretrend": "Moving alike before",
    "meaning.pretrend": "If shops with and without an area differed already before the opening,"
    " the difference afterwards cannot be put down to the area alone.",
    "term.rivals_loss": "What rivals lose",
    "meaning.rivals_loss": "Part of an area’s gain is taken from other manufacturers on the same"
    " floor. The manufacturer keeps it all; the retailer keeps only the rest.",
    "term.shrinkage": "Shrinkage",
    "meaning.shrinkage": "A measured effect is drawn toward the mean of all, the more so the less"
    " certain it is; this guards against chance finds.",
    "term.prior": "Prior",
    "meaning.prior": "What is assumed before anything is measured, with its uncertainty.",
    "term.value": "Value",
    "meaning.value": "Expected margin over the area’s life, discounted to the programme’s first"
    " week, less the cost of building.",
    "term.capex": "Cost of building (capex)",
    "meaning.capex": "What an area costs to build, due in the week in which building starts.",
    "term.crew_day": "Crew-day",
    "meaning.crew_day": "One crew working one day.",
    "term.wave": "Wave",
    "meaning.wave": "Shops that come together; a later wave may not open before an earlier one,"
    " unless that one was released.",
    "term.promise": "Promise",
    "meaning.promise": "A shop that was promised an area by a certain week.",
    "term.holdout": "Comparison shops held back (holdout)",
    "meaning.holdout": "Shops drawn by lot that get no area for a while, so that the effect on the"
    " others can be measured.",
    "term.price": "Price of a scarce thing",
    "meaning.price": "What the plan would gain from one more unit of it.",
    "term.bound": "Upper bound",
    "meaning.bound": "A value that no plan can exceed, whoever makes it.",
    "term.gap": "Gap",
    "meaning.gap": "How far the plan’s value lies below the upper bound, as a share of the bound.",
    "term.certificate": "Certificate",
    "meaning.certificate": "A file beside the plan with all that is needed to recompute its bound:"
    " the prices, and the digests of every input.",
    "term.ledger": "Ledger version",
    "meaning.ledger": "A fixed state of all data; the same version always gives the same figures.",
}
