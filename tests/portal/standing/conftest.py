"""Clients for tests of standing, and a workspace of a test's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from ..sending import shop  # noqa: TID252  # no package

__all__ = ["manager", "shop"]


@pytest.fixture
def manager(sign_in: Callable[..., Client]) -> Client:
    """Return the partner manager's client."""
    return sign_in("partner_manager")
