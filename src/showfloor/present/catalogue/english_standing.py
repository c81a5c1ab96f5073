"""Words of growth, of its reasons and of distribution, in English."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "standing.by_list_value": "Ranked by list value: units times list price.",
    "standing.by_margin": "Ranked by margin: units times the margin a unit.",
    "standing.leads.by": "{name} leads {scope} {by}: {share} of the total, {points} points ahead",
    "standing.ranks.by": "{name} is {rank} {scope} {by}, {points} points behind {ahead}",
    "league.chart.measure": "Bars: what the table ranks by. Beside them: the share of the total.",
    "league.chart.measure.previous": (
        "Bars: what the table ranks by; the mark: the period of comparison. Beside them: the share "
        "of the total."
    ),
    "standing.valued": (
        "{share} of all units have the price that this needs; the others count as 0."
    ),
    "standing.between": (
        "In the data {missing} of {stores} shops are missing; with what they may have sold, "
        "{name} stands between {low} and {high} (95 %)."
    ),
    "standing.missing": (
        "In the data {missing} of {stores} shops are missing; {name} stays {rank} with what they "
        "may have sold (95 %)."
    ),
    "standing.vat.with": "Amounts include VAT.",
    "standing.vat.without": "Amounts are without VAT.",
    "scope.ranked_by.list_value": "by list value",
    "scope.ranked_by.margin": "by margin",
    "scope.kind": "in {kind} shops",
    "col.rank_change": "Rank change",
    "col.rank_between": "Rank, 95 %",
    "col.list_value": "List value, {unit}",
    "col.margin": "Margin, {unit}",
    "col.previous_revenue": "Sales before, {unit}",
    "col.units_growth": "Units, %",
    "run.like-for-like": "like for like",
    "run.why-it-moved": "why it moved",
    "run.distribution": "distribution",
    "lfl.question": "Like for like",
    "lfl.title.above": "Like for like, sales {scope} are {percent} above the comparable days",
    "lfl.title.below": "Like for like, sales {scope} are {percent} below the comparable days",
    "lfl.title.equal": "Like for like, sales {scope} are as high as on the comparable days",
    "lfl.title.unknown": "Like for like cannot be told {scope}: {reason}",
    "lfl.part": "Only {n} of {days} days can be compared. {answer}",
    "standing.workbook": "These tables as a workbook (XLSX)",
    "lfl.part.reason": "{reason}.",
    "lfl.lead": (
        "{days} shop-days compare: the shop was open on the day and 52 weeks before, on the same "
        "weekday. They sold {revenue} after {previous}."
    ),
    "lfl.chart": "Growth on comparable days",
    "lfl.chart.description": "Growth of {n} manufacturers on comparable days.",
    "lfl.chart.caption": "The largest manufacturers by sales on comparable days.",
    "lfl.table": "Sales on comparable days, {unit}",
    "lfl.left_out": "What does not compare",
    "lfl.left_out.table": "Shop-days left out, by what the shop was on both days; sales in {unit}",
    "lfl.calendar": "Trading days and public holidays",
    "lfl.calendar.table": "Trading days by region, public holidays taken off",
    "lfl.holidays.table": "Public holidays of both periods",
    "lfl.even_weeks": "Weeks whose public holidays differ from those 52 weeks before are left out.",
    "lfl.same_holidays": (
        "A public holiday is compared with the same holiday of the year before, and the days that "
        "this leaves with each other."
    ),
    "lfl.silent": "Days on which a shop sold nothing of anyone count as open.",
    "col.state": "The shop was",
    "col.previous_state": "On the day it is compared with",
    "col.store_days": "Shop-days",
    "col.region_name": "Region",
    "col.trading_days": "Trading days",
    "col.previous_trading_days": "52 weeks before",
    "col.difference": "Difference",
    "col.day": "Day",
    "col.holiday": "Public holiday",
    "col.holiday_regions": "Regions",
    "was.open": "open",
    "was.silent": "without any sale",
    "was.before opening": "not open yet",
    "was.after closing": "closed for good",
    "was.closure": "closed",
    "was.no trading day": "no trading day",
    "was.holiday": "public holiday",
    "was.holiday week": "week of a holiday",
    "was.no comparable day": "no such day",
    "why.question": "Why it moved",
    "why.title.up": "Sales {of} {scope} rose by {change}, most of it by {part}",
    "why.title.down": "Sales {of} {scope} fell by {change}, most of it by {part}",
    "why.title.same": "Sales {of} {scope} are the same as 52 weeks before",
    "why.of": "of {name}",
    "why.of.all": "of all manufacturers",
    "why.lead": (
        "{revenue} after {previous} on the days 52 weeks before. The parts add up to the change "
        "to the cent."
    ),
    "why.counted": "Customers on comparable days: {now} after {before} (baskets, of anyone).",
    "why.counted.lines": "Receipt lines on comparable days: {now} after {before}.",
    "why.chart": "Parts of the change",
    "why.chart.description": "{n} parts of the change, the largest {part}.",
    "why.chart.caption": "Right of the line: what raised sales. Left: what lowered them.",
    "why.table": "The change of sales by its reasons, {unit}",
    "why.rivals": "Who took share from whom",
    "why.rivals.lead": (
        "On comparable days, category by category: what each sold beyond its share of before. "
        "Sales show no customer who switched; losses are shared among winners by their gains."
    ),
    "why.rivals.chart": "What {name} gained from its rivals",
    "why.rivals.chart.description": "Gains and losses of {name} against {n} rivals.",
    "why.rivals.table": "Change on comparable days: the market's part and the rivals', {unit}",
    "why.flows.table": "From whom to whom, {unit}",
    "col.part": "Reason",
    "col.change_money": "Change, {unit}",
    "col.market": "Market, {unit}",
    "col.new_categories": "New categories, {unit}",
    "col.from_rivals": "From rivals, {unit}",
    "col.rival": "Rival",
    "col.gain": "Gained from it, {unit}",
    "part.stores opened": "Shops opened",
    "part.stores closed": "Shops closed",
    "part.open days": "Open days",
    "part.customers": "Customers",
    "part.units per customer": "Units a customer",
    "part.lines": "Receipt lines",
    "part.units per line": "Units a receipt line",
    "part.units": "Units",
    "part.price": "Price",
    "part.mix": "Mix",
    "part.without units": "Products without units",
    "distribution.question": "Distribution",
    "distribution.title": (
        "{name} sells in {numeric} of the open shops {scope}, with {weighted} of their sales"
    ),
    "distribution.title.none": "Nobody sold anything {scope}",
    "distribution.lead": (
        "{stores} shops were open. Weighted: the share of the sales that the selling shops have. "
        "Sell-out is net, a shop and week that it was open."
    ),
    "distribution.silent": "Left out: {n} shops that should have been open and sold nothing.",
    "distribution.chart": "Weighted distribution",
    "distribution.chart.description": "Weighted distribution of {n} manufacturers.",
    "distribution.chart.caption": "Share of sales that the shops have which sell the manufacturer.",
    "distribution.table": "Distribution and sell-out a shop and week",
    "distribution.space": "What the space of areas brings",
    "distribution.space.table": "Sales of the whole shop for the space of areas",
    "distribution.space.none": "No revenue a square metre is shown: {reason}.",
    "col.numeric": "Shops, %",
    "col.weighted": "Weighted, %",
    "col.selling_stores": "Shops that sell it",
    "col.per_store_week": "Sales a shop and week, {unit}",
    "col.units_per_store_week": "Units a shop and week",
    "col.areas": "Areas",
    "col.square_metre_weeks": "m² times weeks",
    "col.per_square_metre": "Sales a m² and week, {unit}",
    "standing.sheet": "About",
    "standing.sheet.what": "What",
    "standing.sheet.says": "Says",
    "standing.sheet.answer": "Answer",
    "standing.sheet.more": "More",
    "standing.sheet.vat": "VAT",
    "standing.sheet.source": "Source",
}
