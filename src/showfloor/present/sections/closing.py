"""Where the figures come from and what is real in them; the glossary."""

from __future__ import annotations

from showfloor.present.sections.blocks import Block, Definition, Definitions, Paragraph, Section
from showfloor.present.sections.setting import Setting

TERMS: tuple[str, ...] = (
    "area",
    "format",
    "standing",
    "points",
    "lift",
    "att",
    "event_time",
    "interval",
    "never_treated",
    "pretrend",
    "foretold",
    "disruption",
    "band",
    "permutation",
    "placebo",
    "holm",
    "rivals_loss",
    "shrinkage",
    "prior",
    "value",
    "capex",
    "crew_day",
    "wave",
    "promise",
    "holdout",
    "price",
    "bound",
    "regret",
    "gap",
    "certificate",
    "ledger",
)


def sources_section(setting: Setting) -> Section:
    """Answer what is real in the report, and which versions and runs it rests on."""
    language, facts = setting.language, setting.content.facts
    blocks: list[Block] = []
    if facts.statements:
        natures_said = tuple(
            Definition("", language.say(f"nature.title.{s.kind}"), language.pick(s.text))
            for s in facts.statements
        )
        blocks.append(Definitions(natures_said))
    else:
        blocks.append(Paragraph(language.say("sources.no_statement")))
    vat = {True: "vat.with", False: "vat.without", None: "vat.unknown"}
    items = [
        Definition("", language.say("fact.workspace"), facts.workspace),
        Definition("", language.say("fact.currency"), facts.currency),
        Definition("", language.say("fact.vat"), language.say(vat[facts.revenue_includes_vat])),
        Definition("", language.say("fact.made"), language.moment(facts.generated_at)),
        Definition("", language.say("fact.software"), facts.software),
    ]
    if facts.ledger_version is not None:
        items.insert(1, Definition("", language.say("fact.ledger"), str(facts.ledger_version)))
    if facts.time_zone:
        items.append(Definition("", language.say("fact.time_zone"), facts.time_zone))
    items += [
        Definition("", language.say("fact.run", kind=language.term("run", kind)), run_id)
        for kind, run_id in facts.run_ids.items()
    ]
    blocks.append(Definitions(tuple(items)))
    natures = {statement.kind for statement in facts.statements}
    title = "sources.title.real" if natures == {"real"} else "sources.title"
    if not natures:
        title = "sources.title.unstated"
    return Section("sources", language.say("sources.question"), language.say(title), tuple(blocks))


def glossary_section(setting: Setting) -> Section:
    """List the terms that the report uses, each with what it means."""
    language = setting.language
    items = tuple(
        Definition(key, language.say(f"term.{key}"), language.say(f"meaning.{key}"))
        for key in TERMS
    )
    return Section(
        "glossary",
        language.say("glossary.question"),
        language.say("glossary.title"),
        (Definitions(items, anchors=True),),
    )
