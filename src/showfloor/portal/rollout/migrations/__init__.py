"""The changes of the rollout's tables, in order."""
