"""A workspace of a test's own for tests of runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from ..sending import shop  # noqa: TID252  # no package

__all__ = ["manager", "shop"]


@pytest.fixture
def manager(shop: Path, sign_in: Callable[..., Client]) -> Client:
    """Return the partner manager's client."""
    return sign_in("partner_manager")
