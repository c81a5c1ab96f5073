"""Forms of organisations, invitations and joining; their words are the visitor's language's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from showfloor.portal.walls.permissions import OrganisationKind, Role
from showfloor.portal.workspace import workspace
from showfloor.workflows.store_pages import store_directory

Say = Callable[..., str]
ADDED = (OrganisationKind.MANUFACTURER, OrganisationKind.OWN_RETAIL)
"""The kinds that can be added: there is one retailer, whose house it is."""


class OrganisationForm(forms.Form):
    """A manufacturer or its own retail arm, by its id in the ledger."""

    name = forms.CharField(max_length=200)
    kind = forms.ChoiceField()
    manufacturer_id = forms.CharField(max_length=200)

    def __init__(self, *sent: Any, say: Say) -> None:
        """Label the fields in the visitor's language."""
        super().__init__(*sent)
        self.fields["name"].label = say("access.account.organisation")
        kind: Any = self.fields["kind"]
        kind.label = say("access.kind")
        kind.choices = [(one.value, say(f"access.kind.{one.value}")) for one in ADDED]
        self.fields["manufacturer_id"].label = say("access.manufacturer")
        self.fields["manufacturer_id"].help_text = say("access.manufacturer.help")


class InvitationForm(forms.Form):
    """An address, its role, and the store of store staff."""

    email = forms.EmailField(max_length=254)
    role = forms.ChoiceField()
    store_id = forms.CharField(max_length=200, required=False)

    def __init__(self, *sent: Any, say: Say, roles: Sequence[tuple[str, str]]) -> None:
        """Label the fields; the store is asked for only where there is store staff."""
        super().__init__(*sent)
        self._say = say
        self.fields["email"].label = say("access.account.address")
        role: Any = self.fields["role"]
        role.label, role.choices = say("access.account.role"), list(roles)
        self.fields["store_id"].label = say("access.account.store")
        self.fields["store_id"].help_text = say("access.store.help")
        if Role.STORE_STAFF.value not in dict(roles):
            del self.fields["store_id"]

    def clean(self) -> dict[str, Any]:
        """Hold store staff to a store of the ledger, and everybody else to none."""
        cleaned: dict[str, Any] = super().clean() or {}
        store_id = cleaned.setdefault("store_id", "")
        is_staff = cleaned.get("role") == Role.STORE_STAFF.value
        directory = store_directory(workspace())
        known = {store.store_id for store in directory.stores} if directory else set()
        if is_staff and store_id not in known:
            self.add_error("store_id", self._say("access.store.unknown"))
        if not is_staff:
            cleaned["store_id"] = ""
        return cleaned


class JoiningForm(forms.Form):
    """A name and a password, for somebody who has no account yet."""

    name = forms.CharField(max_length=200)
    password = forms.CharField(widget=forms.PasswordInput, max_length=200)

    def __init__(self, *sent: Any, say: Say) -> None:
        """Label the fields in the visitor's language."""
        super().__init__(*sent)
        self.fields["name"].label = say("access.name")
        self.fields["password"].label = say("access.password")
        self.fields["password"].help_text = say("access.password.help")
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_password(self) -> str:
        """Hold the password to the rules of the house."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
