"""Programmes: where a rollout stands, its stores, and what was sold in them."""
