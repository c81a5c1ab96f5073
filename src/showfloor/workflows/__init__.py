"""Workflows: the only place where rooms meet; no arithmetic here."""
