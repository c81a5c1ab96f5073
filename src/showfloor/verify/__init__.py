"""Verify: rules, objective and bound of a plan recomputed without the optimiser."""
