"""The app of announcements."""

from __future__ import annotations

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Announcements, feeds, comments, the public list of stores with areas."""

    name = "showfloor.portal.news"
    label = "news"
    default_auto_field = "django.db.models.BigAutoField"
