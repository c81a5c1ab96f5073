"""Forms of imports: files to send, what they hold, and the confirmation of an undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from showfloor.portal.imports.models import AUTO
from showfloor.portal.imports.receiving import Received, room_left
from showfloor.portal.people.visit import Visit
from showfloor.portal.workspace import workspace
from showfloor.workflows.deliveries import table_names

FILES = "files"
ACCEPTED = ".csv,.gz,.tsv,.txt,.xlsx,.ods,.parquet,.edi,.edifact"
SMALLEST_ROOM = 1 << 30
"""Bytes that stay free on the disk, for the ledger."""


class FilesInput(forms.ClearableFileInput):
    """A field of files, several at once."""

    allow_multiple_selected = True


class FilesField(forms.Field):
    """Files as they came; the form that holds it checks them."""

    widget = FilesInput

    def clean(self, value: Any) -> Any:
        """Return what came."""
        return value


class FilesForm(forms.Form):
    """Files to send."""

    def __init__(self, visit: Visit, *sent: Any, several: bool = True) -> None:
        """Make it in the visitor's language."""
        super().__init__(*sent)
        self._visit = visit
        kind = FilesInput if several else forms.ClearableFileInput
        attributes: dict[str, Any] = {"accept": ACCEPTED, "required": True}
        if several:
            attributes["multiple"] = True
        self.fields[FILES] = FilesField(
            label=visit.say("imports.files"),
            help_text=visit.say("imports.files.help"),
            widget=kind(attrs=attributes),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Check every file that came."""
        held = self.files
        found = held.getlist(FILES) if isinstance(held, MultiValueDict) else []
        received = [one for one in found if isinstance(one, Received)]
        problem = self._problem(received)
        if problem:
            self.add_error(FILES, problem)
        return {FILES: received}

    def _problem(self, received: Sequence[Received]) -> str:
        say = self._visit.say
        if not received:
            return say("imports.files.missing")
        for one in received:
            if one.too_large:
                gigabytes = self._visit.language.number(one.limit / 2**30, 1)
                return say("imports.files.too_large", name=one.name or "", gigabytes=gigabytes)
            if not one.size:
                return say("imports.files.empty", name=one.name or "")
        if room_left() < SMALLEST_ROOM:
            return say("imports.files.no_room")
        return ""


class HoldsForm(forms.Form):
    """What files hold: a table, and where sales come from."""

    table = forms.ChoiceField(required=False)
    source = forms.CharField(required=False, max_length=60)

    def __init__(self, visit: Visit, sent: Any = None, holds: dict[str, str] | None = None) -> None:
        """Make it in the visitor's language, with the sources that the workspace names."""
        super().__init__(sent, initial=holds)
        say = visit.say
        tables = [(name, say(f"imports.table.{name}")) for name in table_names()]
        self.fields["table"] = forms.ChoiceField(
            label=say("imports.table"),
            help_text=say("imports.table.help"),
            choices=[(AUTO, say("imports.table.auto")), *tables],
            required=False,
        )
        named = ", ".join(sorted(workspace().sources))
        known = say("imports.source.known", named=named) if named else ""
        self.fields["source"] = forms.CharField(
            label=say("imports.source"),
            help_text=f"{say('imports.source.help')} {known}".strip(),
            max_length=60,
            required=False,
        )


class UndoForm(forms.Form):
    """Whether later versions that rest on one are taken back too."""

    with_later = forms.BooleanField(required=False)

    def __init__(self, visit: Visit, *sent: Any) -> None:
        """Make it in the visitor's language."""
        super().__init__(*sent)
        self.fields["with_later"].label = visit.say("imports.undo.with_later")
        self.fields["with_later"].help_text = visit.say("imports.undo.with_later.help")
