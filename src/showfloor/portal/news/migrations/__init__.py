"""Migrations of news."""
