"""Walled models: every row belongs to an organisation, and no query forgets it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django_scopes import ScopedManager

READ_BEFORE_ENTERING = "read before anybody's organisation is known"
OF_NOBODY = "holds nothing of any organisation"
UNWALLED: Mapping[str, str] = {
    "people.person": READ_BEFORE_ENTERING,
    "sessions.session": READ_BEFORE_ENTERING,
    "account.emailaddress": READ_BEFORE_ENTERING,
    "account.emailconfirmation": READ_BEFORE_ENTERING,
    "mfa.authenticator": READ_BEFORE_ENTERING,
    "access.signonidentity": READ_BEFORE_ENTERING,
    "axes.accessattempt": READ_BEFORE_ENTERING,
    "axes.accesslog": READ_BEFORE_ENTERING,
    "axes.accessfailurelog": READ_BEFORE_ENTERING,
    "axes.accessattemptexpiration": READ_BEFORE_ENTERING,
    "auth.permission": OF_NOBODY,
    "auth.group": OF_NOBODY,
    "contenttypes.contenttype": OF_NOBODY,
    "news.lettertally": OF_NOBODY,
    "django_tasks_database.dbtaskresult": OF_NOBODY,
}
"""The only models that are not walled, by label, and why; a test holds every model to it."""


class Walled(models.Model):
    """A row that belongs to an organisation.

    A model of a room derives from `OfOrganisation`, and its Meta from `OfOrganisation.Meta`. What
    may be seen is stated once, in SQL over the table's own columns that SQLite and PostgreSQL both
    know; PostgreSQL's policies and SQLite's views are made from it after every migration.

    organisation_column: holds whose row it is.
    open_to_all_when: SQL that is true for rows which everybody may read ("published_at IS NOT
        NULL"); empty: none.
    read_by_person: column of the person who may read the row whatever their organisation; empty:
        none.
    written_by_person: column of the person who may also write it; empty: none.
    append_only: rows are added and never changed or removed, not even by the house.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    organisation_column: ClassVar[str] = "organisation_id"
    open_to_all_when: ClassVar[str] = ""
    read_by_person: ClassVar[str] = ""
    written_by_person: ClassVar[str] = ""
    append_only: ClassVar[bool] = False

    objects: ClassVar[Any] = ScopedManager(organisation="organisation_id")

    class Meta:
        """Related rows are read through the scope too."""

        abstract = True
        base_manager_name = "objects"


class OfOrganisation(Walled):
    """A row of one organisation, which other rows never reach through it.

    The organisation is the one whose people may see the row beside the house. What the retailer
    keeps to itself is the retailer's; what it shares with a manufacturer is a row of that
    manufacturer's.
    """

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Walled.Meta):
        """Related rows are read through the scope too."""

        abstract = True


def walled_models() -> tuple[type[Walled], ...]:
    """Return every walled model of the portal, in the order of their tables' names."""
    found = [model for model in apps.get_models() if issubclass(model, Walled)]
    return tuple(sorted(found, key=lambda model: model._meta.db_table))  # noqa: SLF001  # Django's API


def may_read(model: type[Walled]) -> str:
    """Return the SQL that is true for the rows of a table which the current reach may see."""
    conditions = [
        "showfloor_reach() = 'house'",
        f"{model.organisation_column} = showfloor_organisation()",
    ]
    persons = sorted({model.read_by_person, model.written_by_person} - {""})
    conditions += [f"{column} = showfloor_person()" for column in persons]
    if model.open_to_all_when:
        conditions.append(f"({model.open_to_all_when})")
    return " OR ".join(conditions)


def may_write(model: type[Walled]) -> str:
    """Return the SQL that is true for the rows which the current reach may write."""
    conditions = [
        "showfloor_reach() = 'house'",
        f"{model.organisation_column} = showfloor_organisation()",
    ]
    if model.written_by_person:
        conditions.append(f"{model.written_by_person} = showfloor_person()")
    return " OR ".join(conditions)
