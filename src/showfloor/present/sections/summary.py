"""The first page: five figures, what decides each, and the figures that were known before."""

from __future__ import annotations

import math

from showfloor.present.sections.blocks import Block, KeyFigure, KeyFigures, Section
from showfloor.present.sections.display import main_estimate
from showfloor.present.sections.earned_setting import Earned, earned_of, has_interval
from showfloor.present.sections.expected import expected_blocks
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.rollout_effect import effect_text
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.standing import standing_title


def summary_section(setting: Setting) -> Section:
    """Answer the report's question in five figures."""
    language, content = setting.language, setting.content
    facts = plan_facts(setting)
    figures = (
        _standing(setting),
        _effect(setting),
        _areas(setting, facts),
        _value(setting, facts),
        _proof(setting, facts),
    )
    blocks: list[Block] = [KeyFigures(figures)]
    if content.expectations:
        blocks += expected_blocks(setting, content.expectations)
    return Section(
        "summary", language.say("summary.question"), summary_title(setting, facts), tuple(blocks)
    )


def summary_title(setting: Setting, facts: PlanFacts | None) -> str:
    """Return the report's answer in a sentence."""
    language = setting.language
    if facts is not None and facts.has_plan and facts.plan.areas:
        return language.say(
            "summary.title",
            n=len(facts.plan.areas),
            name=setting.manufacturer(facts.problem.programme.manufacturer_id),
            value=language.money_short(facts.plan.value - facts.plan.spillover_loss),
            party=facts.value_for(),
        )
    if setting.content.standing:
        return standing_title(setting, setting.content.standing[0])
    return language.say("summary.nothing")


def _missing(setting: Setting, key: str, target: str, facts: PlanFacts | None = None) -> KeyFigure:
    """Return what stands where a figure will be; a plan that was not found says so itself."""
    language = setting.language
    said = f"key.{key}.missing"
    if facts is not None:
        said = f"plan.status.{facts.plan.certificate.status}"
    return KeyFigure(language.say(f"key.{key}"), "\u2013", language.say(said), target)


def _standing(setting: Setting) -> KeyFigure:
    language, tables = setting.language, setting.content.standing
    rows = [row for row in tables[0].rows if row.manufacturer_id != "(unknown)"] if tables else []
    if not rows:
        return _missing(setting, "standing", "standing")
    row = next((r for r in rows if r.manufacturer_id == setting.focus), rows[0])
    decides = standing_title(setting, tables[0])
    label = language.say("key.standing.of", name=row.name)
    figure = language.say("key.rank", rank=row.rank, share=language.percent(row.share))
    return KeyFigure(label, figure, decides, "standing")


def _effect(setting: Setting) -> KeyFigure:
    language, content = setting.language, setting.content
    earned = earned_of(setting)
    if earned is not None and math.isfinite(earned.found.money.per_cent.estimate):
        return _measured(earned)
    generated = content.staggered is not None and content.staggered.truth is not None
    if content.staggered is not None and not (generated and content.display is not None):
        main = content.staggered.result.callaway_santanna.simple
        if math.isfinite(main.estimate):
            truth = content.staggered.truth
            decides = language.say(
                "key.effect.truth" if truth is not None else "key.effect.staggered",
                truth=effect_text(setting, content.staggered, truth.overall) if truth else "",
                low=effect_text(setting, content.staggered, main.low, bare=True),
                high=effect_text(setting, content.staggered, main.high, bare=True),
            )
            figure = effect_text(setting, content.staggered, main.estimate)
            return KeyFigure(language.say("key.effect"), figure, decides, "rollout")
    if content.display is not None:
        own = main_estimate(content.display.own)
        if math.isfinite(own.estimate):
            decides = language.say(
                "key.effect.display",
                low=language.number(math.expm1(own.low) * 100),
                high=language.number(math.expm1(own.high) * 100),
            )
            figure = language.percent(math.expm1(own.estimate), 0, signed=True)
            return KeyFigure(language.say("key.display"), figure, decides, "display")
    return _missing(setting, "effect", "display")


def _measured(earned: Earned) -> KeyFigure:
    """Return what the ledger's own areas add: it comes before displays and generated rollouts."""
    language, share = earned.language, earned.found.money.per_cent
    figure = language.percent(share.estimate / 100.0, 1, signed=True)
    key = "key.effect.areas" if has_interval(share) else "key.effect.areas.few"
    low, high = (language.number(v, 1, signed=True) for v in (share.low, share.high))
    decides = earned.say(key, n=earned.found.treated, low=low, high=f"{high} %")
    return KeyFigure(language.say("key.effect"), figure, decides, "earned")


def _areas(setting: Setting, facts: PlanFacts | None) -> KeyFigure:
    language = setting.language
    if facts is None or not facts.has_plan:
        return _missing(setting, "areas", "map", facts)
    stores = language.count(facts.shops)
    decides = language.say("key.areas.decides", stores=stores)
    holdout = facts.problem.programme.holdout
    if holdout is not None and facts.plan.holdout:
        decides = language.say(
            "key.areas.held",
            stores=stores,
            held=language.count(len(facts.plan.holdout)),
            day=language.day(holdout.no_sales_before),
            later=language.count(facts.held_then_planned),
        )
    return KeyFigure(
        language.say("key.areas"), language.count(len(facts.plan.areas)), decides, "map"
    )


def _value(setting: Setting, facts: PlanFacts | None) -> KeyFigure:
    language = setting.language
    if facts is None or not facts.has_plan:
        return _missing(setting, "value", "map", facts)
    budget = max(facts.of_kind("budget"), key=lambda t: t.price, default=None)
    if budget is not None and budget.price > 0:
        decides = language.say(
            "key.value.budget", unit=language.money(1), price=language.money(budget.price, 2)
        )
    else:
        decides = language.say("key.value.other")
    label = language.say("key.value.to", party=facts.value_for())
    figure = language.money_short(facts.plan.value - facts.plan.spillover_loss)
    return KeyFigure(label, figure, decides, "prices")


def _proof(setting: Setting, facts: PlanFacts | None) -> KeyFigure:
    language, verification = setting.language, setting.content.verification
    if facts is None or not math.isfinite(facts.plan.certificate.gap):
        return _missing(setting, "proof", "map", facts)
    if verification is None:
        verdict = "key.proof.unchecked"
    else:
        verdict = "key.proof.pass" if verification.passed else "key.proof.fail"
    figure = language.percent(facts.plan.certificate.gap, 2)
    return KeyFigure(language.say("key.proof"), figure, language.say(verdict), "proof")
