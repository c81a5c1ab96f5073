"""Measure: effects of a staggered rollout and of displays, and the checks on their credibility."""
