"""Runs: every kept plan, check, measurement and import, with what it was made of and its files."""
