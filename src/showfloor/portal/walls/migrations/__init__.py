"""Migrations of the app walls."""
