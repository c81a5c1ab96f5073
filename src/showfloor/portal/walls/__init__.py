"""Walls: who may see which rows and pages, kept by the scope, by the database and by one table."""
