"""The app of sign-in and of the pages about people."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Account, sign-in, organisations, the audit log."""

    name = "showfloor.portal.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker remove, once a day, what sign-in no longer needs."""
        from showfloor.portal.access.tidying import remove_what_is_over
        from showfloor.portal.work.looking import look_after, once_a_day

        look_after(once_a_day(remove_what_is_over))
