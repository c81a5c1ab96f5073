"""Measured: what areas earned and how far to trust it; for a manufacturer, its own effects."""
