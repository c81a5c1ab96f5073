"""Migrations of measured effects."""
