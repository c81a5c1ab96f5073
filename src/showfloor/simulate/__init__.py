"""Simulate: example networks and rollouts with a known truth; nothing that estimates may see it."""

from showfloor.simulate.planning_instances import (
    PlanningInstance,
    planning_instance,
    planning_instance_with_witness,
)
from showfloor.simulate.witness import WitnessArea

__all__ = [
    "PlanningInstance",
    "WitnessArea",
    "planning_instance",
    "planning_instance_with_witness",
]
