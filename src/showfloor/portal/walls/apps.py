"""The app of the walls: puts the databases' own walls in place and checks them at the start."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class WallsConfig(AppConfig):
    """Scopes, views, policies, permissions, the audit log."""

    name = "showfloor.portal.walls"
    label = "walls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Raise the walls on every new connection and after every migration."""
        from showfloor.portal.walls.checks import every_model_is_walled, walls_stand
        from showfloor.portal.walls.policies import raise_policies
        from showfloor.portal.walls.sqlite_views import raise_walls

        connection_created.connect(raise_walls, dispatch_uid="showfloor_sqlite_views")
        post_migrate.connect(raise_policies, sender=self, dispatch_uid="showfloor_policies")
        register(every_model_is_walled, Tags.models)
        register(walls_stand, Tags.database)
