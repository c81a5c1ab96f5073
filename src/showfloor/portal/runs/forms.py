"""Forms of runs: how a plan is to be made."""

from __future__ import annotations

from typing import Any

from django import forms

from showfloor.portal.people.visit import Visit

LONGEST_SECONDS = 3_600


class PlanForm(forms.Form):
    """The seed and the time that a plan may take."""

    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, initial=0)
    seconds = forms.IntegerField(min_value=5, max_value=LONGEST_SECONDS, initial=60)

    def __init__(self, visit: Visit, *sent: Any) -> None:
        """Make it in the visitor's language."""
        super().__init__(*sent)
        for name in ("seed", "seconds"):
            self.fields[name].label = visit.say(f"runs.plan.{name}")
            self.fields[name].help_text = visit.say(f"runs.plan.{name}.help")
