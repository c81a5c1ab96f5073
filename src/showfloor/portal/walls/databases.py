"""Which database answers whom: on SQLite everybody but the house reads through the views."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model

from showfloor.portal.walls.reach import HOUSE_DATABASE, PARTNER_DATABASE, Kind, current_reach
from showfloor.portal.walls.walled import Walled


class ByReach:
    """Django's database router of the portal.

    Walled rows that somebody outside the house reads come from the partner database where there
    is one; all writing, and the tables without organisations, are the house's.
    """

    def db_for_read(self, model: type[Model], **_hints: object) -> str:
        """Return where rows of `model` are read in the reach that holds."""
        if _of_a_migration(model):
            return _migrated()
        reach = current_reach()
        if reach is None or reach.kind is Kind.HOUSE or not issubclass(model, Walled):
            return HOUSE_DATABASE
        return PARTNER_DATABASE if PARTNER_DATABASE in settings.DATABASES else HOUSE_DATABASE

    def db_for_write(self, model: type[Model], **_hints: object) -> str:
        """Return where rows are written: always the house's database."""
        return _migrated() if _of_a_migration(model) else HOUSE_DATABASE

    def allow_relation(self, _one: Model, _other: Model, **_hints: object) -> bool:
        """Let rows of both names relate: both name one database."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: object) -> bool:
        """Let tables be made by their owner alone: the house's name, or the owner's role's."""
        return db == _migrated()


def _of_a_migration(model: type[Model]) -> bool:
    """Say whether a model is one that a migration makes up of the past.

    A library's migration that names no database would else wait for ever on PostgreSQL: the
    application's role for the table that the owner, who migrates, has locked.
    """
    return model.__module__ == "__fake__"


def _migrated() -> str:
    name: str = settings.PORTAL_MIGRATED_DATABASE
    return name
