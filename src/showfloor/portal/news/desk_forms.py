"""The forms of the desk: an announcement's words, its moment, a photo, decisions on comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone

from showfloor.portal.news.clean_text import clean_line, clean_text
from showfloor.portal.news.models import (
    ALTERNATIVE_LENGTH,
    GOING_OUT,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Comment,
    CommentState,
)
from showfloor.portal.news.publishing import Wording
from showfloor.portal.news.shown import day_of, title_in
from showfloor.portal.people.visit import Visit
from showfloor.present.types import LANGUAGES


class WordingForm(forms.Form):
    """Title and text in each language; one language must be whole, and none half."""

    title_de = forms.CharField(max_length=TITLE_LENGTH, required=False)
    text_de = forms.CharField(
        max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    title_en = forms.CharField(max_length=TITLE_LENGTH, required=False)
    text_en = forms.CharField(
        max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, visit: Visit, *words: Any, **options: Any) -> None:
        """Label the fields in the visitor's language, the texts' fields in theirs."""
        super().__init__(*words, **options)
        self._visit = visit
        for code in LANGUAGES:
            for part in ("title", "text"):
                field = self.fields[f"{part}_{code}"]
                field.label = visit.say(f"news.desk.{part}.{code}")
                field.widget.attrs["lang"] = code
            self.fields[f"text_{code}"].help_text = visit.say("news.desk.text.help")

    def clean(self) -> dict[str, Any]:
        """Return the texts cleaned; a language with title or text alone is refused."""
        found = dict(super().clean() or self.cleaned_data)
        whole = 0
        for code in LANGUAGES:
            title = clean_line(found.get(f"title_{code}") or "")
            text = clean_text(found.get(f"text_{code}") or "")
            found[f"title_{code}"], found[f"text_{code}"] = title, text
            if bool(title) != bool(text) and not self.errors:
                missing = f"text_{code}" if title else f"title_{code}"
                self.add_error(missing, self._visit.say("news.desk.half"))
            whole += bool(title and text)
        if not whole and not self.errors:
            self.add_error("title_de", self._visit.say("news.desk.no_language"))
        return found

    @property
    def wording(self) -> Wording:
        """The texts of a valid form."""
        names = [f"{part}_{code}" for part in ("title", "text") for code in LANGUAGES]
        return Wording(**{name: self.cleaned_data[name] for name in names})


class MomentForm(forms.Form):
    """When an announcement becomes public, in the workspace's time zone."""

    moment = forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, visit: Visit, *words: Any, **options: Any) -> None:
        """Label the field and name the time zone."""
        super().__init__(*words, **options)
        self._visit = visit
        self.fields["moment"].label = visit.say("news.desk.moment")
        self.fields["moment"].help_text = visit.say(
            "news.desk.moment.help", zone=settings.TIME_ZONE
        )

    def clean_moment(self) -> datetime:
        """Return the moment; one that is past is refused."""
        moment: datetime = self.cleaned_data["moment"]
        if moment <= timezone.now() + GOING_OUT:
            raise forms.ValidationError(self._visit.say("news.desk.moment.past"))
        return moment


class PhotoForm(forms.Form):
    """A photo with what it shows, in words, in each language of its announcement."""

    photo = forms.FileField(
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )
    alternative_de = forms.CharField(max_length=ALTERNATIVE_LENGTH, required=False)
    alternative_en = forms.CharField(max_length=ALTERNATIVE_LENGTH, required=False)

    def __init__(self, visit: Visit, languages: Sequence[str], *words: Any, **options: Any) -> None:
        """Ask for words in the announcement's languages alone."""
        super().__init__(*words, **options)
        self.fields["photo"].label = visit.say("news.photo.file")
        self.fields["photo"].help_text = visit.say("news.photo.help")
        for code in LANGUAGES:
            name = f"alternative_{code}"
            if code not in languages:
                del self.fields[name]
                continue
            self.fields[name].label = visit.say(f"news.photo.alternative.{code}")
            self.fields[name].help_text = visit.say("news.photo.alternative.help")
            self.fields[name].required = True
            self.fields[name].widget.attrs["lang"] = code

    def alternative(self, code: str) -> str:
        """Return the words of a valid form in a language, as one line."""
        return clean_line(self.cleaned_data.get(f"alternative_{code}") or "")


class DecisionsForm(forms.Form):
    """A decision for each of some comments; each field's name says how its moderator saw it."""

    def __init__(
        self, visit: Visit, comments: Sequence[Comment], *words: Any, **options: Any
    ) -> None:
        """Offer to leave, show or refuse each comment."""
        super().__init__(*words, **options)
        say = visit.say
        choices = [("", say("news.decide.leave"))] + [
            (state.value, say(f"news.decide.{state.value}"))
            for state in (CommentState.SHOWN, CommentState.REFUSED)
        ]
        for one in comments:
            self.fields[f"{one.state}-{one.pk}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=say(
                    "news.decide.label",
                    name=one.name,
                    day=visit.language.day(day_of(one.made_at)),
                    title=title_in(visit, one.announcement),
                ),
                help_text=one.text,
            )


def decisions_in(fields: Any) -> list[tuple[UUID, CommentState, CommentState]]:
    """Return which comments were decided, as they were seen and how; what is no decision is not.

    fields: as sent; a field is called "state-key", its value is the decision.
    """
    found = []
    for name, value in fields.items():
        state, _, key = str(name).partition("-")
        try:
            found.append((UUID(key), CommentState(state), CommentState(value)))
        except ValueError:
            continue
    return found
