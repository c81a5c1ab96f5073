"""How good the plan provably is: objective, bounds, gaps, digests, and the verifier's verdict."""

from __future__ import annotations

import math
import re

from showfloor.present.language import Language
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Details,
    Heading,
    Paragraph,
    Section,
)
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.plan_price import plan_price_blocks
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Cell, Column, Row, Shown, Table
from showfloor.verify.types import Verification


def proof_section(setting: Setting) -> Section | None:
    """Answer how far from the best possible the plan can be."""
    language, facts = setting.language, plan_facts(setting)
    question = language.say("proof.question")
    if facts is None or not facts.has_plan:
        return None
    blocks: list[Block] = [_bounds_table(facts)]
    blocks += _verdict(setting, setting.content.verification)
    if facts.plan.draw_cost is None:
        blocks += plan_price_blocks(facts)
    blocks.append(_digests(facts))
    return Section(
        "proof",
        question,
        proof_title(facts),
        tuple(blocks),
        lead=language.say("proof.lead"),
        source=setting.source("plan", "verify"),
    )


def proof_title(facts: PlanFacts) -> str:
    """Return the answer in a sentence: the certified gap and the verdict."""
    language, verification = facts.setting.language, facts.setting.content.verification
    gap = facts.plan.certificate.gap
    if not math.isfinite(gap):
        return language.say("proof.title.unproven")
    percent = language.percent(gap, 3)
    if verification is None:
        return language.say("proof.title.unchecked", gap=percent)
    key = "proof.title.pass" if verification.passed else "proof.title.fail"
    return language.say(key, gap=percent, n=len(verification.findings))


def _bounds_table(facts: PlanFacts) -> Table:
    language, certificate = facts.setting.language, facts.plan.certificate
    verification = facts.setting.content.verification

    def money(value: float) -> Shown:
        return Shown(value, language.money(value, 2))

    def percent(value: float) -> Shown:
        return Shown(value, language.percent(value, 4))

    recomputed: tuple[float, float, float] = (math.nan, math.nan, math.nan)
    if verification is not None:
        recomputed = (verification.objective, verification.upper_bound, verification.gap)
    lines: tuple[tuple[str, Cell, Cell], ...] = (
        ("objective", money(certificate.objective), money(recomputed[0])),
        ("upper_bound", money(certificate.upper_bound), money(recomputed[1])),
        ("gap", percent(certificate.gap), percent(recomputed[2])),
        ("solver_bound", money(certificate.solver_bound), None),
        ("solver_gap", percent(facts.plan.certificate.solver_gap), None),
        ("status", language.say(f"status.{certificate.status}"), None),
        ("seconds", Shown(certificate.seconds, language.number(certificate.seconds, 1)), None),
        ("seed", Shown(certificate.seed, str(certificate.seed)), None),
    )
    columns = (
        Column("key", "", data_only=True),
        Column("what", language.say("col.what")),
        Column("certificate", language.say("col.certificate"), "number"),
        Column("verifier", language.say("col.verifier"), "number"),
    )
    reason = (("verifier", language.say("proof.not_recomputed")),)
    rows = []
    for key, claimed, found in lines:
        known = isinstance(found, Shown) and math.isfinite(found.value)
        cells: tuple[Cell, ...] = (key, language.say(f"proof.{key}"), claimed, found)
        rows.append(Row(cells, reasons=() if known else reason))
    return Table("proof", language.say("proof.table"), columns, tuple(rows))


def _verdict(setting: Setting, verification: Verification | None) -> list[Block]:
    language = setting.language
    heading = Heading(language.say("verify.heading"))
    if verification is None:
        return [heading, Paragraph(language.say("verify.none"))]
    blocks: list[Block] = [heading]
    if verification.findings:
        rows = tuple(
            Row((finding.rule, finding.where, finding.says)) for finding in verification.findings
        )
        columns = (
            Column("rule", language.say("col.rule")),
            Column("where", language.say("col.where")),
            Column("says", language.say("col.says"), wide=True),
        )
        blocks.append(Table("findings", language.say("verify.findings"), columns, rows))
    lines = []
    verdict = language.say("verdict.PASS")
    for sentence in verification.checked:
        text, quoted = translated(sentence, language)
        text = grouped(text, language)
        lines.append(CheckLine("", "PASS", verdict, text, quoted))
    if lines and verification.passed:
        blocks.append(CheckList(tuple(lines)))
    elif lines:
        rows = tuple(Row((line.advice,)) for line in lines)
        checked = (Column("checked", language.say("col.checked"), wide=True),)
        blocks.append(Table("checked", language.say("verify.checked"), checked, rows))
    return blocks


def grouped(sentence: str, language: Language) -> str:
    """Return a sentence with a capital, and its figures of five digits or more in thousands."""

    def write(match: re.Match[str]) -> str:
        whole, rest = match[1], match[2] or ""
        return language.number(int(whole)) + rest

    text = re.sub(r"(?<![\w.,-])(\d{5,})([.,]\d+)?(?![\w-])", write, sentence)
    return text[:1].upper() + text[1:]


def _digests(facts: PlanFacts) -> Details:
    language, certificate = facts.setting.language, facts.plan.certificate
    rows = [
        Row((language.say(f"digest.{side}"), name, digest))
        for side, files in (("input", certificate.inputs), ("output", certificate.outputs))
        for name, digest in sorted(files.items())
    ]
    columns = (
        Column("side", language.say("col.side")),
        Column("file", language.say("col.file")),
        Column("sha256", "SHA-256"),
    )
    table = Table("digests", language.say("digests.table"), columns, tuple(rows))
    return Details(language.say("digests.open", n=len(rows)), (table,))
