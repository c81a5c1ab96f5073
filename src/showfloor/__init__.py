"""Showfloor plans a manufacturer's brand areas across a retailer's shops; proves their effect."""

from __future__ import annotations

__version__ = "0.1.0"
