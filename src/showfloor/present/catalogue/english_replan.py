"""Words of re-plans, what-ifs, costs of obligations and ways out, in English."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "replan.question": "What changes",
    "replan.title.one": "{same} areas stay as they were planned, one changes",
    "replan.title.other": "{same} areas stay as they were planned, {n} change",
    "replan.title.none": "All {same} areas stay as they were planned",
    "replan.lead": (
        "Planned anew from {day} on. What stands, is being built or was announced stays; "
        "every shop that departs from the rest of the last plan costs {cost}."
    ),
    "replan.table": "Shops whose area changes, and why",
    "replan.table.same": "Shops whose area stays",
    "replan.same.open.one": "The one area that stays",
    "replan.same.open.other": "The {n} areas that stay",
    "replan.chart.title": "What became of the last plan's areas",
    "replan.chart.description.one": "One area by what became of it.",
    "replan.chart.description.other": "{n} areas by what became of them.",
    "replan.chart.caption": "Areas of the last plan and new ones, by what became of them.",
    "replan.kind.committed": "Stands or is being built",
    "replan.kind.kept": "Stays as planned",
    "replan.kind.moved": "Other week",
    "replan.kind.format": "Other format",
    "replan.kind.dropped": "Dropped",
    "replan.kind.new": "New",
    "replan.nothing": "none",
    "replan.area": "{format} from {week}",
    "replan.no_value": "one of the two is no longer possible, or not planned",
    "replan.no_weeks": "planned in one of the two plans only",
    "col.replan.change": "Change",
    "col.replan.before": "Before",
    "col.replan.after": "Now",
    "col.replan.weeks": "Weeks later",
    "col.replan.gain": "Worth more, {unit}",
    "whatif.question": "What if",
    "whatif.title": "Surely worth most: “{name}”, at least {low} more",
    "whatif.title.none": "No scenario is surely worth more than the plan as it is",
    "whatif.title.obligations": "What the plan's obligations cost",
    "whatif.lead": (
        "The best plan of a scenario lies between its value and its certified bound, and so "
        "does the best plan as it is. So the difference is an interval; where it holds zero, "
        "nothing is decided."
    ),
    "whatif.between": "{low} to {high}",
    "whatif.unknown": "not known",
    "whatif.as_it_is": "As it is",
    "whatif.verdict.as it is": "",
    "whatif.verdict.better": "worth more",
    "whatif.verdict.worse": "worth less",
    "whatif.verdict.undecided": "undecided",
    "whatif.verdict.impossible": "no plan possible",
    "whatif.chart.title": "What each scenario is worth more than the plan as it is",
    "whatif.chart.description.one": "One scenario with its certified interval.",
    "whatif.chart.description.other": "{n} scenarios, each with its certified interval.",
    "whatif.chart.caption": (
        "Point: difference of the two plans. Line: where the difference of the best plans "
        "lies for certain."
    ),
    "whatif.conflict": "{name}: these rules cannot hold together: {rules}.",
    "whatif.table": "Scenarios side by side",
    "col.whatif.scenario": "Scenario",
    "col.whatif.value": "Value, {unit}",
    "col.whatif.bound": "Certified bound, {unit}",
    "col.whatif.areas": "Areas",
    "col.whatif.differs": "Shops that differ",
    "col.whatif.party": "Value to the other party, {unit}",
    "col.whatif.difference": "Worth more than as it is",
    "col.whatif.verdict": "Verdict",
    "obligations.heading": "What each obligation costs",
    "obligations.none": "The plan has no obligations.",
    "obligations.table": "What the best plan would be worth more without the rule",
    "obligations.planned": "a plan without it",
    "obligations.quick": "the certificate's prices",
    "obligations.unpriced": "not reached",
    "obligations.unplanned": ("the certificate's prices; a plan without it was not reached"),
    "obligations.left": (
        "Not reached in the time allowed: the cost of {n} of {all} obligations. "
        "They are listed last."
    ),
    "col.obligations.low": "At least, {unit}",
    "col.obligations.high": "At most, {unit}",
    "col.obligations.from": "Known from",
    "ways.heading": "Ways out",
    "ways.none": "No way out was found in the time allowed.",
    "ways.lead": (
        "Each of these by itself makes a plan possible: one was made under it. The best plan "
        "stands first."
    ),
    "ways.lead.unplanned": "Each of these by itself makes a plan possible.",
    "ways.table": "The smallest changes that make a plan possible",
    "ways.together": "All of these together: {changes}",
    "ways.not_planned": "no plan was made under this change",
    "col.ways.change": "Change",
    "col.ways.value": "Plan's value, {unit}",
    "col.ways.bound": "Certified bound, {unit}",
}
