"""Rows that are open to all: a scoped manager that also gives readers what everybody may read."""

from __future__ import annotations

from typing import Any

from django.db import models
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

from showfloor.portal.walls.reach import current_reach

ORGANISATION = "organisation"


def opened_manager(open_when: models.Q, *, person: str = "") -> models.Manager[Any]:
    """Return a manager of a walled model whose rows are open to all when `open_when` holds.

    Like every walled model's it raises outside of a reach and gives the house every row. Others
    get their organisation's rows, the open ones, and those whose field `person` names them. The
    databases' own walls say the same once more; this is what makes a query's meaning the same
    where a reader's rows are written, which has no views on SQLite.
    """

    class Opened(models.Manager[Any]):
        """Reads what the reach that holds may see."""

        def get_queryset(self) -> models.QuerySet[Any]:
            """Return the rows of the reach; every use raises ScopeError outside of one."""
            scope = get_scope()
            if not scope.get("_enabled", True):
                return super().get_queryset()
            if ORGANISATION not in scope:
                missing: models.QuerySet[Any] = DisabledQuerySet(
                    self.model, using=self._db, missing_scopes={ORGANISATION}
                )
                return missing
            found = super().get_queryset()
            if scope[ORGANISATION] is None:
                return found
            theirs = models.Q(organisation_id=scope[ORGANISATION]) | open_when
            reach = current_reach()
            if person and reach is not None:
                theirs |= models.Q(**{person: reach.person_id})
            return found.filter(theirs)

    return Opened()
