"""The app of people and organisations."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Organisations, people, memberships, invitations, sign-in."""

    name = "showfloor.portal.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
