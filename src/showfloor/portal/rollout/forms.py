"""Forms of the rollout, with their words in the visitor's language."""

from __future__ import annotations

from typing import Any

from django import forms

from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.marking import LONGEST_COMMENT, LONGEST_REASON
from showfloor.portal.rollout.photos import FORMATS

USUAL_CHANGE_COST = 100
"""Currency a store: so much must a move earn before anybody is asked to bear it."""
MEDIA = ",".join(f"image/{name.lower()}" for name in FORMATS)


def _missing(visit: Visit) -> dict[str, str]:
    return {"required": visit.say("rollout.form.required")}


class SeenForm(forms.Form):
    """Which revision of an installation the person saw."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, visit: Visit, seen: int, data: Any = None, files: Any = None) -> None:
        """Fill in what is seen now."""
        super().__init__(data, files, initial={"seen": seen}, auto_id=f"{self.prefix_of()}-%s")
        self.visit = visit

    @classmethod
    def prefix_of(cls) -> str:
        """Return what the fields' ids begin with, so that two forms of a page differ."""
        return cls.__name__.lower()


class SlipForm(SeenForm):
    """Why an installation slips, and from when it can begin."""

    def __init__(self, visit: Visit, seen: int, data: Any = None, files: Any = None) -> None:
        """Make the fields in the visitor's language."""
        super().__init__(visit, seen, data, files)
        say = visit.say
        self.fields["reason"] = forms.CharField(
            label=say("rollout.slip.reason"),
            help_text=say("rollout.slip.reason.help"),
            max_length=LONGEST_REASON,
            error_messages={
                **_missing(visit),
                "max_length": say("rollout.form.long", most=str(LONGEST_REASON)),
            },
        )
        self.fields["ready_from"] = forms.DateField(
            label=say("rollout.slip.ready_from"),
            help_text=say("rollout.slip.ready_from.help"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            error_messages={**_missing(visit), "invalid": say("rollout.form.day")},
        )
        self.fields["photo"] = forms.FileField(
            label=say("rollout.slip.photo"),
            help_text=say("rollout.slip.photo.help"),
            required=False,
            widget=forms.FileInput(attrs={"accept": MEDIA}),
            error_messages={"empty": say("rollout.refused.photo.unreadable")},
        )
        self.fields["alternative"] = forms.CharField(
            label=say("rollout.slip.alternative"),
            help_text=say("rollout.slip.alternative.help"),
            required=False,
            max_length=300,
            error_messages={"max_length": say("rollout.form.long", most="300")},
        )

    def clean(self) -> dict[str, Any]:
        """Ask for words with a photo."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("photo") and not (found.get("alternative") or "").strip():
            self.add_error("alternative", self.visit.say("rollout.form.alternative"))
        return found


class PlanAgainForm(forms.Form):
    """What it must be worth to move a store that has not slipped."""

    def __init__(self, visit: Visit, data: Any = None) -> None:
        """Make the field in the visitor's language."""
        super().__init__(data, auto_id="again-%s", initial={"change_cost": USUAL_CHANGE_COST})
        unit = visit.language.currency_symbol
        wrong = visit.say("rollout.form.amount")
        self.fields["change_cost"] = forms.DecimalField(
            label=f"{visit.say('rollout.replan.change_cost')} ({unit})",
            help_text=visit.say("rollout.replan.change_cost.help"),
            min_value=0,
            max_digits=11,
            decimal_places=2,
            error_messages={
                "required": wrong,
                "invalid": wrong,
                "min_value": wrong,
                "max_digits": wrong,
                "max_decimal_places": wrong,
                "max_whole_digits": wrong,
            },
        )


class CommentForm(forms.Form):
    """A comment on an installation."""

    def __init__(self, visit: Visit, data: Any = None, key: str = "") -> None:
        """Make the field in the visitor's language."""
        super().__init__(data, auto_id=f"comment-{key}-%s")
        self.fields["text"] = forms.CharField(
            label=visit.say("rollout.comment.text"),
            max_length=LONGEST_COMMENT,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                **_missing(visit),
                "max_length": visit.say("rollout.form.long", most=str(LONGEST_COMMENT)),
            },
        )
