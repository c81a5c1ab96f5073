"""The forms of readers: an address, a comment, a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from showfloor.portal.news.clean_text import clean_line, clean_text
from showfloor.portal.news.models import COMMENT_LENGTH, NAME_LENGTH, REASON_LENGTH, Comment
from showfloor.portal.news.shown import day_of
from showfloor.portal.people.models import ADDRESS_LENGTH
from showfloor.portal.people.visit import Visit

SHOWN_LETTERS = 60


class AddressForm(forms.Form):
    """An address; `next` is the page to come back to."""

    address = forms.EmailField(max_length=ADDRESS_LENGTH)
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, visit: Visit, *words: Any, **options: Any) -> None:
        """Label the fields in the visitor's language."""
        super().__init__(*words, **options)
        self.fields["address"].label = visit.say("news.address")
        self.fields["address"].widget.attrs["autocomplete"] = "email"

    def clean_address(self) -> str:
        """Return the address in small letters."""
        return str(self.cleaned_data["address"]).lower()


class CommentForm(forms.Form):
    """A comment under a key of its own, so that sent twice it is one."""

    name = forms.CharField(max_length=NAME_LENGTH)
    text = forms.CharField(max_length=COMMENT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, visit: Visit, *words: Any, **options: Any) -> None:
        """Label the fields in the visitor's language."""
        super().__init__(*words, **options)
        self._visit = visit
        self.fields["name"].label = visit.say("news.comment.name")
        self.fields["name"].help_text = visit.say("news.comment.name.help")
        self.fields["text"].label = visit.say("news.comment.text")

    def clean_name(self) -> str:
        """Return the name as one line; an empty one is refused."""
        return self._filled(clean_line(self.cleaned_data["name"]))

    def clean_text(self) -> str:
        """Return the text without what would disturb others' reading."""
        return self._filled(clean_text(self.cleaned_data["text"]))

    def _filled(self, text: str) -> str:
        if not text:
            raise forms.ValidationError(self._visit.say("news.comment.nothing"))
        return text


class RemoveForm(forms.Form):
    """Which of one's own comments is removed."""

    comment = forms.ChoiceField()

    def __init__(
        self, visit: Visit, comments: Sequence[Comment], *words: Any, **options: Any
    ) -> None:
        """Offer the reader's comments by date and first words."""
        super().__init__(*words, **options)
        field = self.fields["comment"]
        field.label = visit.say("news.remove.which")
        day = visit.language.day
        choices = [
            (str(one.pk), f"{day(day_of(one.made_at))}: {_cut(one.text)}") for one in comments
        ]
        field.choices = choices  # type: ignore[attr-defined]  # Django's


def _cut(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= SHOWN_LETTERS else f"{line[:SHOWN_LETTERS]}…"


class ReportForm(forms.Form):
    """Why a comment should not stand."""

    reason = forms.CharField(max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, visit: Visit, *words: Any, **options: Any) -> None:
        """Label the field in the visitor's language."""
        super().__init__(*words, **options)
        self.fields["reason"].label = visit.say("news.report.reason")

    def clean_reason(self) -> str:
        """Return the reason cleaned."""
        return clean_text(self.cleaned_data["reason"])
