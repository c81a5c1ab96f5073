"""Migrations of the app work."""
