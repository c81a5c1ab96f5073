"""Words of a month's statement, in English."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "statement.question": "Statement of {month}",
    "statement.title.as": (
        "In {month} the areas of {name} earned the retailer {realised}; the {promised} that were "
        "promised lie within what cannot be told from it"
    ),
    "statement.title.less": (
        "In {month} the areas of {name} earned the retailer {realised}, {apart} less than promised"
    ),
    "statement.title.more": (
        "In {month} the areas of {name} earned the retailer {realised}, {apart} more than promised"
    ),
    "statement.title.bare": (
        "In {month} the areas of {name} earned the retailer {realised} where {promised} were "
        "promised; how sure that is cannot be stated"
    ),
    "statement.title.unknown": (
        "What the areas of {name} earned the retailer in {month} is not known: {reason}"
    ),
    "statement.lead": (
        "The month holds the weeks from {first} through {last}. {open} of {planned} planned areas "
        "were open; compared with {compared} shops without one. Promised is what the plan counted "
        "for these weeks, measured is what the shops sold beyond what they would have sold."
    ),
    "statement.chart": "Margin of {month}: measured and promised",
    "statement.chart.description": "Measured: {parties}.",
    "statement.chart.caption": (
        "Dot and line: what was measured, with its 95 % interval. Ring: what the plan "
        "promised for these weeks, all planned areas together."
    ),
    "statement.chart.measured": "measured",
    "statement.chart.promised": "promised",
    "statement.stores.heading": "Shop by shop",
    "statement.departures.table": (
        "Areas that came late, did not come, or ended; margin in {symbol}"
    ),
    "statement.totals": "Promised and measured, margin in {symbol}",
    "statement.to_date": "The same from {first} to the month’s end",
    "statement.col.whose": "Whose money",
    "statement.col.promised": "Promised",
    "statement.col.promised_of_open": "of it by open areas",
    "statement.col.realised": "Measured",
    "statement.col.low": "95 % from",
    "statement.col.high": "to",
    "statement.col.apart": "Measured less promised",
    "statement.whose.retailer": "retailer",
    "statement.whose.manufacturer": "manufacturer",
    "statement.whose.both": "both",
    "statement.rates": (
        "The retailer’s margin is net of what the shop’s other products lost. The manufacturer’s "
        "is {rate} of the revenue that its own products gained, the rate of the plan."
    ),
    "statement.rates.unknown": (
        "The retailer’s margin is net of what the shop’s other products lost. Nobody stated the "
        "manufacturer’s margin rate, so that its money is not known."
    ),
    "statement.exchange": "The retailer’s month, in {symbol}",
    "statement.col.part": "Part",
    "statement.part.own": "gained on the manufacturer’s products",
    "statement.part.rivals": "less what rivals in the shop lost",
    "statement.part.categories": "less what other categories lost",
    "statement.part.sum": "the retailer’s margin",
    "statement.part.total": "in all",
    "statement.capex": "Building the areas, in {symbol}",
    "statement.col.capex_planned": "Planned for this month",
    "statement.col.capex": "Due in this month",
    "statement.col.capex_to_date": "Due to date",
    "statement.capex.note": (
        "What the programme states for areas whose building began; invoices are not in the ledger."
    ),
    "statement.trust": "How far to trust it",
    "statement.trust.passed.one": "One check of the measurement passed.",
    "statement.trust.passed.other": "{n} checks of the measurement passed.",
    "statement.trust.failed": "A check failed: do not settle on these figures before it is mended.",
    "statement.check.interval": "Interval",
    "statement.check.interval.PASS": "The total rests on enough shops with an area.",
    "statement.check.interval.REVIEW": (
        "The total rests on few shops with an area; take its interval with reserve."
    ),
    "statement.check.interval.FAIL": "No interval can be stated: {reason}.",
    "statement.stores": "Shop by shop, margin in {symbol}",
    "statement.stores.noise": (
        "The measured figures of single shops are mostly noise: good and bad weeks of one shop are "
        "as large as what an area adds. The spread says how large the same figure comes out in "
        "shops where nothing happened; a figure within two spreads says nothing about its shop. "
        "Only together do they say something: they add up to the total, to the cent."
    ),
    "statement.col.store": "Shop",
    "statement.col.state": "Area",
    "statement.col.spread": "Spread without an area",
    "statement.col.store_id": "Shop id",
    "statement.col.state_code": "State",
    "statement.col.format": "Format",
    "statement.col.planned_format": "Planned format",
    "statement.col.selling_week": "Planned to sell from",
    "statement.col.selling_from": "Sells from",
    "statement.col.closed_on": "Closed on",
    "statement.col.slipped": "Weeks late",
    "statement.col.why_not": "Not measured because",
    "statement.col.promised_retailer": "Retailer promised",
    "statement.col.realised_retailer": "Retailer measured",
    "statement.col.promised_manufacturer": "Manufacturer promised",
    "statement.col.realised_manufacturer": "Manufacturer measured",
    "statement.col.capex_retailer": "Retailer’s building cost due",
    "statement.col.capex_manufacturer": "Manufacturer’s building cost due",
    "statement.departures": "Not as planned",
    "statement.departures.none": "All areas opened in their week.",
    "statement.col.reason": "What the ledger says",
    "statement.state.open": "open since {day}",
    "statement.state.late.one": "open since {day}, one week later than planned",
    "statement.state.late.other": "open since {day}, {n} weeks later than planned",
    "statement.state.early.one": "open since {day}, one week earlier than planned",
    "statement.state.early.other": "open since {day}, {n} weeks earlier than planned",
    "statement.state.other_format": "as {format} instead of {planned}",
    "statement.state.building": "being built or cleared; sells from {day}",
    "statement.state.building.planned": (
        "being built or cleared; sells from {day}, planned for {planned}"
    ),
    "statement.state.slipped": "not begun; now agreed for {day}, planned for {planned}",
    "statement.state.not_opened": "planned for {planned}; the ledger knows of no area",
    "statement.state.closed": "closed on {day}",
    "statement.state.unplanned": "open since {day}; no kept plan promised it",
    "statement.why.not_standing": "no area stood in these weeks",
    "statement.why.closed_all_month": "the shop did not trade in these weeks",
    "statement.why.left_out": "the shop cannot be compared; the measurement’s notes say why",
    "statement.why.unplanned": "no kept plan promised anything here",
    "statement.why.no_spread": "too few shops to compare with",
    "statement.why.no_margin": "not stated in the plan’s options",
    "statement.unmeasured.shops.one": "one shop with an area that cannot be measured",
    "statement.unmeasured.shops.other": "{n} shops with an area that cannot be measured",
    "statement.unmeasured.neighbours": (
        "what neighbouring shops, the manufacturer’s own shops and the online shop lost or gained"
    ),
    "statement.unmeasured.offers": "bonuses, rebates and offers that nobody put into the ledger",
    "statement.unmeasured.is": "Not in these figures: {things}.",
    "statement.signatures": "Agreed",
    "statement.sign.retailer": "For the retailer",
    "statement.sign.manufacturer": "For the manufacturer",
    "statement.sign.place": "Place, date, signature",
    "statement.sheet.totals": "Totals",
    "statement.sheet.stores": "Shops",
    "statement.sheet.trust": "Checks and sources",
    "statement.sheet.what": "What",
    "statement.sheet.says": "Says",
    "statement.sheet.title": "Statement of {month}: {programme}",
    "truth.question": "Measured and true",
    "truth.title.all": "All {n} measured figures hold the truth in their interval",
    "truth.title.some": "{held} of {n} measured figures hold the truth in their interval",
    "truth.lead": (
        "These sales are generated, so that what the areas truly did is known. Nothing that "
        "measures could read it."
    ),
    "truth.table": "What is true and what was measured, margin in {symbol}",
    "truth.col.what": "What",
    "truth.col.truth": "True",
    "truth.col.holds": "In the interval",
    "truth.yes": "yes",
    "truth.no": "no",
    "truth.note": (
        "An interval at 95 % leaves the truth out in one case of twenty; that is no error. Shops "
        "next door to an area lose a little and are compared with all the same, which lifts the "
        "measured gain by a few per cent: the check of spillover looks for that."
    ),
    "run.statement": "Statement",
}
