"""Simulate: example networks and rollouts with a known truth; nothing that estimates may see it."""
