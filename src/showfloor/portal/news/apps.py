"""The app of announcements."""

from __future__ import annotations

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Announcements, feeds, comments, the public list of stores with areas."""

    name = "showfloor.portal.news"
    label = "news"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker remove, once a day, the readers who have not come back."""
        from showfloor.portal.news.idle_readers import remove_idle_readers
        from showfloor.portal.work.looking import look_after, once_a_day

        look_after(once_a_day(remove_idle_readers))
