"""A copy of the workspace that a test may change."""

from __future__ import annotations

from ..sending import shop  # noqa: TID252  # no package

__all__ = ["shop"]
