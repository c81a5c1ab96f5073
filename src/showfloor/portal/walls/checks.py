"""What must hold before the portal answers anybody: every model walled, every wall standing."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import connections

from showfloor.portal.walls.policies import weaknesses
from showfloor.portal.walls.reach import HOUSE_DATABASE
from showfloor.portal.walls.walled import UNWALLED, Walled


def every_model_is_walled(
    app_configs: Sequence[AppConfig] | None = None, **_options: object
) -> list[CheckMessage]:
    """Refuse a model that belongs to no organisation and is not on the short list."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001  # Django's API
        if app_configs is not None and meta.app_config not in app_configs:
            continue
        if not issubclass(model, Walled):
            if meta.label_lower not in UNWALLED:
                found.append(
                    Error(
                        f"{meta.label} belongs to no organisation: derive it from OfOrganisation, "
                        "or say in walls/walled.py why it needs no wall",
                        id="walls.E001",
                    )
                )
        elif meta.base_manager_name != "objects":
            found.append(
                Error(
                    f"the Meta of {meta.label} must derive from OfOrganisation.Meta, so that its "
                    "rows are scoped where they are reached from others",
                    id="walls.E002",
                )
            )
    return found


def walls_stand(
    app_configs: Sequence[AppConfig] | None = None,  # noqa: ARG001  # Django hands it over
    databases: Sequence[str] | None = None,
    **_options: object,
) -> list[CheckMessage]:
    """Refuse a database whose role or policies are weaker than stated."""
    if HOUSE_DATABASE not in (databases or ()):
        return []
    return [
        Error(f"the portal does not start: {weakness}", id="walls.E003")
        for weakness in weaknesses(connections[HOUSE_DATABASE])
    ]
