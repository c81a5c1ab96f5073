"""The report's words about what areas earned, whom it cost and how sure that is, in English."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "run.measure-areas": "Measurement of the areas",
    "earned.question": "What they earned",
    "earned.quantity.margin": "margin on own products",
    "earned.quantity.revenue": "revenue of own products",
    "earned.title.raised.one": "One area of {name} earned {total} of {quantity} (95 % certain:"
    " {low} to {high})",
    "earned.title.raised.other": "{n} areas of {name} earned {total} of {quantity} (95 % certain:"
    " {low} to {high})",
    "earned.title.lowered.one": "One area of {name} cost {total} of {quantity} (95 % certain:"
    " {low} to {high})",
    "earned.title.lowered.other": "{n} areas of {name} cost {total} of {quantity} (95 % certain:"
    " {low} to {high})",
    "earned.title.uncertain.one": "What one area of {name} earned cannot be told from nothing yet"
    " (95 % certain: {low} to {high})",
    "earned.title.uncertain.other": "What {n} areas of {name} earned cannot be told from nothing"
    " yet (95 % certain: {low} to {high})",
    "earned.title.few.one": "One area of {name}: {total} of {quantity} so far, and no way to say"
    " how sure that is",
    "earned.title.few.other": "{n} areas of {name}: {total} of {quantity} so far, and no interval"
    " to say how sure that is",
    "earned.title.undefined": "What the areas of {name} earned cannot be estimated",
    "earned.format": " ({format})",
    "earned.warning": "At least one check fails: do not quote these figures before that is mended.",
    "earned.certain": "95 % certain: {low} to {high}",
    "earned.no_interval": "no interval",
    "earned.with_no_interval": "{value} (no interval)",
    "earned.never": "never",
    "earned.weeks": "{number} weeks",
    "earned.key.total": "In all, so far",
    "earned.key.per_cent": "More than was foretold",
    "earned.key.week": "A shop and full week",
    "earned.key.payback": "An area pays for itself after",
    "earned.key.new": "New to the shop, a week",
    "earned.what": "What it earned",
    "earned.what.total": "From the [[disruption|first disruption]] until {last}, shops with an"
    " area made {total} of {quantity} beyond what was foretold for them: {share}. That is {week}"
    " a shop and full trading week.",
    "earned.what.total.undefined": "What they earned is unknown: {reason}.",
    "earned.what.opening": "Building and clearance count in this. From the opening on alone, an"
    " area moved revenue by {effect} a shop and full week.",
    "earned.what.payback": "At this gain an area, which cost {cost} on average, has paid for"
    " itself after {weeks}.",
    "earned.what.payback.undefined": "When an area has paid for itself is unknown: {reason}.",
    "earned.sure": "How sure",
    "earned.sure.many.one": "One shop with an area carries the [[interval|interval]].",
    "earned.sure.many.other": "{n} shops with an area carry the [[interval|interval]]; of a"
    " hundred made like it about 95 hold the true value.",
    "earned.sure.care.one": "Only one shop with an area carries the interval.",
    "earned.sure.care.other": "The [[interval|interval]] needs care: {n} shops with an area carry"
    " it, and few of them decide it.",
    "earned.sure.few.one": "One shop is too few for an interval. All that can be said is where it"
    " stands among shops without an area.",
    "earned.sure.few.other": "{n} shops are too few for an [[interval|interval]]; from four shops"
    " on there is one, from six on one to be trusted.",
    "earned.sure.p": "If areas did nothing at all, chance alone would make a difference as clear"
    " as this one in {p} of cases ([[permutation|all that could have opened instead]]).",
    "earned.sure.p.one": "Among all shops, {p} moved as far from what was foretold for them"
    " ([[placebo|placebo]]).",
    "earned.sure.nothing": "How sure that is cannot be said: {reason}.",
    "earned.sure.methods": "By how much a shop and week’s revenue moved, by two methods:"
    " imputation {first}, Callaway and Sant’Anna {second}.",
    "earned.sure.breakdown": "The gain stays clear of zero as long as shops with and without an"
    " area drifted apart by less than {times} times what they ever did before.",
    "earned.against": "What speaks against it",
    "earned.against.none": "Nothing that was checked speaks against it.",
    "earned.against.rest.one": "One other check found nothing; it stands below.",
    "earned.against.rest.other": "{n} other checks found nothing; they stand below.",
    "earned.do": "What to do",
    "earned.do.fail": "Do not quote these figures yet. First mend: {names}.",
    "earned.do.few": "Do not quote the amount as an effect. Open more areas: four shops allow an"
    " interval, six one to be trusted. Waiting longer does not help.",
    "earned.do.undefined": "Look at what was left out below, and measure again once shops with an"
    " area show weeks before and after it.",
    "earned.do.wait": "Decide nothing on this yet. Wait for more weeks or more areas, and ask"
    " “showfloor design” how many it takes.",
    "earned.do.stop": "Build no more of these before it is known why they cost sales.",
    "earned.do.review": "Quote the figure with its interval, and name what speaks against it:"
    " {names}.",
    "earned.do.quote": "Quote the figure with its interval: nothing that was checked speaks"
    " against it.",
    "earned.do.payback": "Build on where an area will stand longer than {high}: then it has paid"
    " for itself even at the low end.",
    "earned.do.payback.never": "Whether an area ever pays for itself is open: at the low end of"
    " the interval it does not.",
    "earned.do.groups": "Begin with what gains more than the others: {groups}.",
    "earned.do.groups.none": "Do not choose by format, kind, region or wave: no difference between"
    " them is clear.",
    "earned.do.learn": "Let the next plan know: “showfloor learn”, then “showfloor plan”.",
    "earned.table": "What the areas earned, with intervals",
    "earned.row.total": "In all: {quantity}",
    "earned.row.per_cent": "In all, of what was foretold",
    "earned.row.week": "A shop and full week: {quantity}",
    "earned.row.payback": "Pays for itself after",
    "earned.row.effect": "A shop and full week: {quantity}, {when}",
    "earned.row.from_disruption": "from the first disruption",
    "earned.row.from_opening": "from the opening",
    "earned.outcome.units": "units",
    "earned.outcome.revenue": "revenue",
    "earned.outcome.margin": "margin",
    "earned.outcome.baskets": "baskets",
    "earned.unit.weeks": "weeks",
    "earned.unit.percent": "%",
    "earned.unit.number": "number",
    "weekly.question": "Week by week",
    "weekly.title.above.one": "One of {all} weeks since the beginning lies clearly above zero",
    "weekly.title.above.other": "{n} of {all} weeks since the beginning lie clearly above zero",
    "weekly.title.below.one": "One of {all} weeks since the beginning lies clearly below zero",
    "weekly.title.below.other": "{n} of {all} weeks since the beginning lie clearly below zero",
    "weekly.title.both": "{above} of {all} weeks since the beginning lie clearly above zero,"
    " {below} clearly below",
    "weekly.title.none": "No single week since the beginning is clearly different from zero",
    "weekly.title.no_band": "So few shops show a course, but not how sure it is",
    "weekly.lead": "Weeks are counted from each shop’s [[disruption|first disruption]]: a dip at"
    " first is building and clearance.",
    "weekly.events": "By weeks since the beginning",
    "weekly.event.title": "Revenue gained by weeks since the first disruption",
    "weekly.event.description": "Imputed gain at {n} weeks around the first disruption; on average"
    " {effect} a shop and week.",
    "weekly.event.caption": "Before the beginning the estimates should lie around zero{pretrend}."
    " Shaded: the [[band|band]] that holds all weeks at once, in 95 of 100 such pictures. Thin"
    " lines: each week’s own 95 % interval.",
    "weekly.event.caption.no_band": "Before the beginning the estimates should lie around zero. No"
    " band is drawn: {reason}. Rings are estimates without an interval.",
    "weekly.event.pretrend": " (all together: p\u00a0=\u00a0{p})",
    "weekly.event.axis": "weeks since the first disruption",
    "weekly.event.axis.times": "times since the treatment",
    "weekly.event.after": "since the beginning",
    "weekly.event.after.times": "since the treatment",
    "weekly.event.main": "imputation",
    "weekly.event.main.unsure": "imputation, no interval",
    "weekly.event.second": "Callaway and Sant’Anna",
    "weekly.event.band": "band of all weeks",
    "weekly.event.own": "own interval",
    "weekly.event.table": "The gain by week since the first disruption",
    "weekly.event.second.none": "Callaway and Sant’Anna give no estimate here",
    "weekly.event.pooled": "{n} weeks at the end rest on too few shops: the band shows their"
    " average at the first of them.",
    "weekly.band.none": "no band is made for this week",
    "weekly.sold": "By calendar week",
    "weekly.sold.title": "Sold against foretold",
    "weekly.sold.description": "{quantity} a shop and full week of {n} shops that have an area"
    " sooner or later, against what was foretold without areas; {weeks} weeks.",
    "weekly.sold.caption": "{quantity} a shop and full week, mean of all {n} shops that get an"
    " area. Left of the line no area had begun: there the foretold line is fitted, so both should"
    " run together. The axis does not begin at zero.",
    "weekly.sold.actual": "sold",
    "weekly.sold.foretold": "foretold without areas",
    "weekly.sold.band": "95 % interval of what was foretold",
    "weekly.sold.begun": "areas that had begun",
    "weekly.sold.table": "Sold against foretold, by week",
    "weekly.sold.unseen": "no shop with an area was open in this week",
    "groups.question": "Where it worked",
    "groups.title.differs": "{group} differs clearly: {difference} a shop and week against the"
    " others",
    "groups.title.none": "No format, kind, region or wave gains clearly more than the others",
    "groups.title.few": "Too few shops in each group to say where it worked better",
    "groups.title.alike": "All areas are of one format, kind, region and wave: nothing to compare",
    "groups.lead": "Every group’s gain with its own interval, and its difference from the other"
    " groups of its family, [[holm|corrected]] for {n} looks.",
    "groups.chart.title": "The gain by format, kind, region and wave",
    "groups.chart.description": "{n} groups; in all {overall}. {differing}",
    "groups.chart.differing.none": "None differs clearly from the others.",
    "groups.chart.differing.one": "One differs clearly from the others.",
    "groups.chart.differing.other": "{n} differ clearly from the others.",
    "groups.chart.caption": "{quantity} a shop and full week from the first disruption.",
    "groups.family.format": "By format",
    "groups.family.kind": "By kind of shop",
    "groups.family.region": "By region",
    "groups.family.wave": "By wave (its first week)",
    "groups.all": "All shops",
    "groups.shops.one": "one shop",
    "groups.shops.other": "{n} shops",
    "groups.key.interval": "95 % interval",
    "groups.key.differs": "differs clearly from the others",
    "groups.key.unsure": "too few shops for an interval",
    "groups.table": "The gain by group, and how far it lies from the others",
    "shops.question": "Shop by shop",
    "shops.title": "{clear} of {n} shops gain more than shops without an area vary by themselves",
    "shops.title.unknown": "Which of the {n} shops gained is hidden in what shops vary by"
    " themselves",
    "shops.lead": "One shop’s figure is mostly noise; only all of them together are an effect. So"
    " each stands beside what shops without an area vary by in the same weeks, which one in"
    " twenty exceeds by chance.",
    "shops.map.title": "Gains shop by shop, and neighbours",
    "shops.map.description": "{more} shops gain clearly, {less} lose clearly, {unclear} cannot be"
    " told; {near} shops without an area lie within {km} km of one.",
    "shops.map.caption": "The larger the mark, the larger the difference. Circles: {km} km around"
    " each area; shops without an area inside one may lose sales to it.",
    "shops.map.caption.missing": " {missing} shops without known coordinates are not drawn.",
    "shops.map.none": "No shop’s coordinates are known, so there is no map: give latitude and"
    " longitude in the table stores.",
    "shops.map.more": "gains more than noise ({count})",
    "shops.map.less": "loses more than noise ({count})",
    "shops.map.unclear": "cannot be told from noise ({count})",
    "shops.map.near": "without an area, nearby ({count})",
    "shops.map.far": "without an area, far ({count})",
    "shops.map.hint": "{name}: {gain} a week; noise ± {spread}",
    "shops.rings": "Neighbours",
    "shops.rings.title": "What neighbouring shops without an area gained or lost",
    "shops.rings.description": "Revenue of own products in shops without an area by distance to"
    " the next one: {rings}.",
    "shops.rings.caption": "Revenue of own products a shop and week, against {clean} shops farther"
    " away. Below zero: areas took sales from their neighbours. Each line is a ring’s own"
    " interval; the check on spillover judges all rings together.",
    "shops.rings.label": "{low} to {high} km",
    "shops.rings.row": "{ring}, {shops}",
    "shops.rings.table": "Neighbouring shops without an area, by distance",
    "shops.rings.none": "Neighbouring shops cannot be looked at: {reason}.",
    "shops.rings.unplaced": "the distances between shops are unknown",
    "shops.table": "Every shop with an area: its own difference and what is noise",
    "shops.noise.none": "too few shops without an area to know the noise",
    "shops.gain.none": "nothing could be foretold for this shop",
    "whom.question": "Whom it cost",
    "whom.title.rivals": "Of the gain, {rivals} a shop and week comes from rivals (95 % certain:"
    " {low} to {high})",
    "whom.title.new": "The gain is new to the shop as far as can be seen: {new} a week (95 %"
    " certain: {low} to {high})",
    "whom.title.elsewhere": "Other categories pay for the gain: {elsewhere} a shop and week (95 %"
    " certain: {low} to {high})",
    "whom.title.unclear": "Whom the gain came from cannot be told yet",
    "whom.title.few": "Too few shops to say whom the gain came from",
    "whom.lead": "Within the shop every euro gained is taken from a rival in the category, moved"
    " from elsewhere in the shop, or new. The three add up to the gain.",
    "whom.chart.title": "Where the gain came from",
    "whom.chart.description": "A shop and week: {parts}.",
    "whom.chart.caption": "{quantity} a shop and full week, from the first disruption. Left: where"
    " it came from; right: where it went.",
    "whom.chart.none": "The parts are too small to be drawn, or unknown.",
    "whom.unsure": "may as well be nothing",
    "whom.gain": "own gain",
    "whom.loss": "own loss",
    "whom.from_rivals": "from rivals",
    "whom.to_rivals": "to rivals",
    "whom.from_elsewhere": "from other categories",
    "whom.to_elsewhere": "to other categories (halo)",
    "whom.new": "new to the shop",
    "whom.lost": "lost to the shop",
    "whom.table": "Where the gain came from, a shop and full week",
    "whom.row.gain": "Own gain",
    "whom.row.from_rivals": "From rivals",
    "whom.row.from_elsewhere": "From other categories (below zero: they gained too)",
    "whom.row.new": "New to the shop",
    "whom.others": "Others",
    "whom.others.title": "What others gained or lost",
    "whom.others.description": "A shop and week: {rows}.",
    "whom.others.caption": "A shop (or postcode area) and full week. Rivals: {quantity} on their"
    " products; own shops and the online shop: revenue of own products.",
    "whom.others.table": "What others gained or lost",
    "whom.others.rival": "Rival: {name}",
    "whom.others.online": "The online shop, a postcode area",
    "whom.others.own_shops": "Own shops nearby",
    "whom.others.unknown": "{what}: unknown, for {reason}.",
    "trust.question": "How far to trust it",
    "trust.title.fail": "{failed} of {all} checks fail: do not quote these figures yet",
    "trust.title.review": "{passed} of {all} checks pass, {doubted} ask for a second look",
    "trust.title.pass": "All {all} checks pass",
    "trust.lead": "Each check names what it found and what to do about it. A check that passes"
    " makes the figure plausible; it proves nothing.",
    "trust.drift": "If shops would have drifted apart anyway",
    "trust.drift.title": "How large a drift would undo the gain",
    "trust.drift.description": "Without drift {low} to {high} a shop and week; {said}",
    "trust.drift.caption": "Each line is what stays possible if, after the beginning, shops with"
    " and without an area drifted apart from one period ({period}) to the next by up to so many"
    " times the largest such drift before (Rambachan and Roth 2023). The target is revenue, every"
    " week since the beginning counting alike.",
    "trust.drift.period.one": "one week",
    "trust.drift.period.other": "{n} weeks",
    "trust.drift.across": "drift, as a multiple of the largest before",
    "trust.drift.none": "none",
    "trust.drift.breakdown": "breaks down at {times}",
    "trust.drift.breakdown.said": "the gain stays clear of zero up to a drift of {times} times the"
    " largest before.",
    "trust.drift.zero.said": "zero is possible already without any drift.",
    "trust.drift.key.clear": "leaves zero out",
    "trust.drift.key.zero": "zero is possible",
    "trust.drift.table": "What stays possible under drifts",
    "trust.drift.unknown": "What a drift would do to the gain cannot be computed: {reason}.",
    "trust.drift.relative magnitudes": "difference from one period to the next, times the largest"
    " before",
    "trust.drift.smoothness": "change of slope, in the outcome’s unit a period",
    "trust.drift.relative smoothness": "change of slope, times the largest before",
    "trust.notes": "Left out or changed",
    "trust.notes.none": "Every shop and week of the ledger counts.",
    "col.earned.unit": "Unit",
    "col.earned.estimate": "Estimate",
    "col.earned.shops": "Shops with an area",
    "col.earned.trust": "Interval",
    "col.weekly.time": "Weeks since the beginning",
    "col.weekly.band_low": "Band from, {unit}",
    "col.weekly.band_high": "Band to, {unit}",
    "col.weekly.gain": "Gain, {unit}",
    "col.weekly.low": "95 % from, {unit}",
    "col.weekly.high": "95 % to, {unit}",
    "col.weekly.second": "Callaway and Sant’Anna, {unit}",
    "col.weekly.week": "Week",
    "col.weekly.stores": "Shops seen",
    "col.weekly.begun": "Areas begun",
    "col.weekly.actual": "Sold, {unit}",
    "col.weekly.foretold": "Foretold, {unit}",
    "col.weekly.weight": "Full shop-weeks",
    "col.groups.family": "Family",
    "col.groups.group": "Group",
    "col.groups.difference": "Difference, {unit}",
    "col.groups.p": "p",
    "col.groups.p_holm": "p, corrected",
    "col.shops.shop": "Shop",
    "col.shops.begins": "Begins",
    "col.shops.gain": "A week, {unit}",
    "col.shops.total": "So far, {unit}",
    "col.shops.weeks": "Full weeks",
    "col.shops.spread": "Noise (± one spread), {unit}",
    "col.shops.beyond": "Others as far, %",
    "col.rings.ring": "Distance",
    "col.rings.units": "Shops",
    "col.drift.kind": "What drifts",
    "col.drift.bound": "Up to",
    "term.foretold": "Foretold",
    "meaning.foretold": "What a shop would have sold without its area: its own level before, moved"
    " week by week like the shops without one.",
    "term.disruption": "First disruption",
    "meaning.disruption": "The week in which an area began to change anything in the shop: its"
    " announcement, the clearance before it, its building, or its opening.",
    "term.band": "Band of all weeks",
    "meaning.band": "A range so wide that it holds the whole course at once, in 95 of 100 such"
    " measurements. Single intervals are narrower, but one in twenty of them misses.",
    "term.permutation": "Chance alone",
    "meaning.permutation": "The same figure is computed as if other shops had got the areas; p is"
    " the share of such assignments with a difference at least as clear. It tests that no shop"
    " gained anything.",
    "term.placebo": "Placebo",
    "meaning.placebo": "The figure that comes out where no area was: what is left is noise.",
    "term.holm": "Corrected for several looks",
    "meaning.holm": "Who looks at twenty groups finds one that differs by chance. Holm’s"
    " correction raises each p so that this happens in at most one of twenty reports.",
    "weekly.lead.band": "All weeks are judged together, so that at most one in twenty such"
    " pictures shows a week that is not there.",
    "groups.short.format": "Format",
    "groups.short.kind": "Kind",
    "groups.short.region": "Region",
    "groups.short.wave": "Wave",
    "groups.chart.caption.band": "Shaded: the interval of all shops together.",
    "shops.map.closeup": "{name}, {km} km across",
    "shops.map.caption.closeups": " Close-ups show where most areas lie.",
    "key.effect.areas": "{n} areas measured; 95 % certain: {low} to {high}.",
    "key.effect.areas.few": "{n} areas measured: too few shops for an interval.",
    "shops.map.closeup.here": "Close-up",
    "shops.map.caption.no_rings": "The larger the mark, the larger the difference.",
    "chart.nothing": "There is nothing to draw.",
    "weekly.event.title.times": "The effect by times since the treatment",
    "weekly.event.description.times": "Imputed effects at {n} times around the treatment; on"
    " average {effect} a unit and time.",
    "col.weekly.time.times": "Times since the treatment",
    "weekly.event.table.times": "The effect by times since the treatment",
    "weekly.event.band.times": "band of all times",
    "weekly.event.caption.times": "Before the treatment the estimates should lie around"
    " zero{pretrend}. Shaded: the [[band|band]] that holds all times at once, in 95 of 100 such"
    " pictures. Thin lines: each time’s own 95 % interval.",
    "weekly.event.caption.no_band.times": "Before the treatment the estimates should lie around"
    " zero. No band is drawn: {reason}. Rings are estimates without an interval.",
    "weekly.band.none.times": "no band is made for this time",
    "method.imputation": "imputation",
    "method.callaway_santanna": "Callaway and Sant’Anna",
    "method.adjusted": "Callaway and Sant’Anna with covariates",
    "method.synthetic": "synthetic difference-in-differences",
    "method.randomised": "comparison of drawn waves",
    "trust.methods": "Other methods beside it",
    "trust.methods.title": "What each method finds",
    "trust.methods.description": "Revenue a shop and week: {rows}.",
    "trust.methods.caption": "Revenue of own products a shop and week, over all shops and weeks"
    " since the beginning. The headline stands first.",
    "trust.methods.table": "The methods, and how far each lies from the headline",
    "trust.methods.untested": "could not be tested against the headline",
    "col.methods.method": "Method",
    "col.methods.apart": "Apart from the headline, {unit}",
    "trust.drawn": "What the plan’s draw says",
    "trust.drawn.said": "The plan drew {units} shops in {cells} groups. Compared within these"
    " groups alone, an area moved revenue by {effect} a shop and week; that owes nothing to how"
    " shops were chosen.",
    "whom.offers": "Area and offer apart",
    "whom.offers.title": "What the area did and what the offer did",
    "whom.offers.description": "Revenue a shop and week where both ran: {rows}.",
    "whom.offers.caption": "Revenue of own products a shop and full week, in the weeks with both."
    " Area and offer add up to both together.",
    "whom.offers.table": "Area and offer apart",
    "whom.offers.both": "Both together",
    "whom.offers.area": "The area’s part",
    "whom.offers.offer": "The offer’s part",
    "whom.offers.area_alone": "The area alone, in other weeks",
    "whom.offers.offer_alone": "The offer alone, in other weeks",
    "shops.rest.one": "one other shop",
    "shops.rest.other": "{n} other shops",
    "earned.lead.one": "Measured: one shop with an area{format} against {compared} without one,"
    " {first} to {last}. What would have been sold without the area is [[foretold|foretold]] from"
    " those without.",
    "earned.lead.other": "Measured: {n} shops with an area{format} against {compared} without one,"
    " {first} to {last}. What would have been sold without areas is [[foretold|foretold]] from"
    " those without.",
    "weekly.event.beyond": "The widest ranges reach beyond the picture; the table holds them.",
    "scale.per_cent": "Shops are taken to move by the same per cent without an area, whatever their"
    " size.",
    "scale.levels": "Shops are taken to move by the same amount without an area, whatever their"
    " size.",
    "scale.per_cent.regions": "Shops of one region are taken to move by the same per cent without"
    " an area, week by week; no region’s weeks are learned from another’s.",
    "scale.levels.regions": "Shops of one region are taken to move by the same amount without an"
    " area, week by week; no region’s weeks are learned from another’s.",
    "closures.heading": "If shops were closed where and when areas opened",
    "closures.lead": "Closures by region, and rushes after them, can pass for an effect. So the"
    " gain is measured once more: with shops compared within their region, and without the weeks"
    " after a reopening. Apart is the headline over the weeks that a way keeps, less that way.",
    "closures.table": "The gain where closures cannot pass for it",
    "closures.itself": "the headline itself",
    "closures.way.headline.common": "Headline: weeks that all shops share",
    "closures.way.headline.regions": "Headline: within regions and weeks",
    "closures.way.regions": "Within regions and weeks",
    "closures.way.reopening.one": "Without the week after a reopening",
    "closures.way.reopening.other": "Without {n} weeks after a reopening",
    "col.closures.way": "Measured",
    "col.closures.total": "Gain in all, {unit}",
    "col.closures.apart": "Apart, a shop and week, {unit}",
    "col.closures.left_out": "Shop-weeks with an area left out",
    "scale.beside.levels": "Taken to move by the same amount, the areas would have gained {share}.",
    "scale.beside.per_cent": "Taken to move by the same per cent, the areas would have gained"
    " {share}.",
    "scale.one_size": "In this picture every shop is brought to the size of the mean shop with an"
    " area, so that growth by the same per cent moves all shops alike.",
    "events.regions": "Imputation compares shops of one region here, Callaway and Sant’Anna shops"
    " of all regions.",
    "scale.table": "All shops together: gain in per cent of what was foretold",
    "col.scale.gain": "Gain, per cent",
    "col.scale.low": "95 % from, per cent",
    "col.scale.high": "95 % to, per cent",
}
