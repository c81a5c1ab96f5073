"""The form that asks what if: money, crews, a lockdown, a promise; each filled field a scenario."""

from __future__ import annotations

import shlex
from typing import Any

from django import forms

from showfloor.portal.people.visit import Visit
from showfloor.workflows.what_ifs import Scenario, WhatCanChange

EVERY = "all"
MOST_CREW_DAYS = 1_000
MOST_WEEKS = 520
FIELDS = ("budget", "crews", "lockdown", "promise")


class WhatIfForm(forms.Form):
    """What is to be otherwise; fields that the programme gives no meaning are not there."""

    def __init__(self, visit: Visit, can: WhatCanChange, data: Any = None) -> None:
        """Make the fields in the visitor's language."""
        super().__init__(data, auto_id="whatif-%s")
        self._visit = visit
        if can.has_budget:
            self._amount("budget")
        if can.crew_regions:
            self._regions("crews_region", can.crew_regions)
            self._whole("crews", MOST_CREW_DAYS)
        if can.closed_regions:
            self._regions("lockdown_region", can.closed_regions)
            self._whole("lockdown", MOST_WEEKS)
        if can.promises:
            kept = [("", visit.say("rollout.whatif.promise.none"))]
            for one in can.promises:
                by = visit.language.week(one.selling_by)
                words = visit.say("rollout.whatif.promise.one", store=one.store_name, by=by)
                kept.append((one.store_id, words))
            self._add("promise", forms.ChoiceField(choices=kept, required=False))

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to change."""
        return bool(self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask for at least one change."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(found.get(name) for name in FIELDS):
            self.add_error(None, self._visit.say("rollout.whatif.nothing"))
        return found

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return each change by itself, and where there are several, all of them together."""
        found = self.cleaned_data
        changes = []
        if found.get("budget"):
            changes.append(f"budget {found['budget']:+f}")
        if found.get("crews"):
            changes.append(f"crews {shlex.quote(found['crews_region'])} {found['crews']:+d}")
        if found.get("lockdown"):
            region = shlex.quote(found["lockdown_region"])
            changes.append(f"lockdown {region} {found['lockdown']:+d} weeks")
        if found.get("promise"):
            changes.append(f"without promise {shlex.quote(found['promise'])}")
        alone = [Scenario(text, (text,)) for text in changes]
        every = [Scenario("; ".join(changes), tuple(changes))] if len(changes) > 1 else []
        return (*alone, *every)

    def _add(self, name: str, field: forms.Field, **words: str) -> None:
        field.label = self._visit.say(f"rollout.whatif.{name}", **words)
        field.help_text = self._visit.say(f"rollout.whatif.{name}.help")
        self.fields[name] = field

    def _amount(self, name: str) -> None:
        wrong = self._visit.say("rollout.whatif.amount")
        keys = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        self._add(
            name,
            forms.DecimalField(
                required=False,
                max_digits=13,
                decimal_places=2,
                error_messages=dict.fromkeys(keys, wrong),
            ),
            unit=self._visit.language.currency_symbol,
        )

    def _whole(self, name: str, most: int) -> None:
        wrong = self._visit.say("rollout.whatif.whole", most=str(most))
        keys = ("invalid", "min_value", "max_value")
        self._add(
            name,
            forms.IntegerField(
                required=False,
                min_value=-most,
                max_value=most,
                error_messages=dict.fromkeys(keys, wrong),
            ),
        )

    def _regions(self, name: str, codes: tuple[str, ...]) -> None:
        words = [(code, self._visit.language.term("region", code)) for code in codes]
        every = (EVERY, self._visit.say("rollout.whatif.every"))
        ordered = sorted(words, key=lambda one: one[1].casefold())
        self._add(name, forms.ChoiceField(choices=[*ordered, every], required=False))

    def clean_crews_region(self) -> str:
        """Return the region, or every one where none was sent."""
        return str(self.cleaned_data["crews_region"] or EVERY)

    def clean_lockdown_region(self) -> str:
        """Return the region, or every one where none was sent."""
        return str(self.cleaned_data["lockdown_region"] or EVERY)
