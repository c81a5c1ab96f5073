"""What every section needs: the content, the language, and the shown names of ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from showfloor.domain.stores import Store
from showfloor.present.colours import REST, manufacturer_hues
from showfloor.present.language import Language
from showfloor.present.types import ReportContent

COLOURED = 6
"""Leaders of the first league table that have a colour of their own."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The content in one language, with names and colours resolved."""

    content: ReportContent
    language: Language
    hues: Mapping[str, str] = field(default_factory=dict)
    stores: Mapping[str, Store] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def focus(self) -> str | None:
        """The manufacturer that the report is about, or None where it is about the leader."""
        content = self.content
        if content.focus_manufacturer_id is not None:
            return content.focus_manufacturer_id
        if content.problem is not None:
            return content.problem.programme.manufacturer_id
        return None

    def manufacturer(self, manufacturer_id: str) -> str:
        """Return the shown name of a manufacturer."""
        if manufacturer_id in ("(unknown)", "(others)"):
            return self.language.say(f"manufacturer.{manufacturer_id}")
        return self.names.get(manufacturer_id, manufacturer_id)

    def hue(self, manufacturer_id: str) -> str:
        """Return the class of a manufacturer's colour."""
        return self.hues.get(manufacturer_id, REST)

    def store(self, store_id: str) -> str:
        """Return the shown name of a store."""
        store = self.stores.get(store_id)
        return store.name if store is not None else store_id

    def region(self, region: str | None) -> str:
        """Return the shown name of a region."""
        if not region:
            return self.language.say("region.none")
        return self.language.term("region", region)

    def format(self, format_id: str | None) -> str:
        """Return the shown name of a format."""
        if not format_id:
            return ""
        return self.language.term("format", format_id)

    def kind(self, kind: str) -> str:
        """Return the shown name of a store kind."""
        return self.language.term("kind", kind)

    def source(self, *run_kinds: str) -> str:
        """Return the line under a section: ledger version and the runs its figures come from."""
        facts, language = self.content.facts, self.language
        parts = [
            language.say("source.run", kind=language.term("run", kind), run=run_id)
            for kind, run_id in facts.run_ids.items()
            if kind in run_kinds
        ]
        if facts.ledger_version is not None:
            parts.insert(0, language.say("source.ledger", version=facts.ledger_version))
        natures = dict.fromkeys(statement.kind for statement in facts.statements)
        if natures:
            words = language.listed([language.say(f"nature.{nature}") for nature in natures])
            parts.append(language.say("source.nature", words=words))
        return " · ".join(parts)


def setting_for(content: ReportContent, language: Language) -> Setting:
    """Return the setting of a content in a language."""
    leaders: set[str] = set()
    if content.standing:
        leaders = {row.manufacturer_id for row in content.standing[0].rows[:COLOURED]}
    elif content.like_for_like is not None:
        leaders = {row.manufacturer_id for row in content.like_for_like.growth.rows[:COLOURED]}
    elif content.movement is not None:
        leaders = {row.manufacturer_id for row in content.movement.rivals[:COLOURED]}
    elif content.distribution is not None:
        leaders = {row.manufacturer_id for row in content.distribution.rows[:COLOURED]}
    if content.focus_manufacturer_id is not None:
        leaders.add(content.focus_manufacturer_id)
    elif content.problem is not None:
        leaders.add(content.problem.programme.manufacturer_id)
    leaders.discard("(unknown)")
    stores = {s.store_id: s for s in content.problem.stores} if content.problem else {}
    names = {row.manufacturer_id: row.name for table in content.standing for row in table.rows}
    if content.like_for_like is not None:
        names |= {row.manufacturer_id: row.name for row in content.like_for_like.growth.rows}
    if content.movement is not None:
        names |= {row.manufacturer_id: row.name for row in content.movement.rivals}
    if content.distribution is not None:
        names |= {row.manufacturer_id: row.name for row in content.distribution.rows}
    names.update(content.manufacturer_names)
    return Setting(content, language, manufacturer_hues(leaders), stores, names)
