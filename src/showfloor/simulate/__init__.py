"""Simulate: example networks and rollouts with a known truth; nothing that estimates may see it."""

from showfloor.simulate.complete_journey import write_complete_journey
from showfloor.simulate.complete_journey_programme import FORMAT_OF_LOCATION
from showfloor.simulate.measured_rollout import END as ROLLOUT_END
from showfloor.simulate.measured_rollout import LOCKED_ON as ROLLOUT_LOCKED_ON
from showfloor.simulate.measured_rollout import (
    RolloutYear,
    write_areas_table,
    write_measured_rollout,
    write_rollout_year,
)
from showfloor.simulate.measured_rollout_sales import truth_between
from showfloor.simulate.o2_xiaomi import write_o2_xiaomi
from showfloor.simulate.o2_xiaomi_pilot import Pilot, write_o2_xiaomi_pilot
from showfloor.simulate.o2_xiaomi_programme import PRIOR_LIFTS
from showfloor.simulate.planning_instance_files import is_generated, write_planning_files
from showfloor.simulate.planning_instances import (
    PLANNING_SIZES,
    PlanningInstance,
    planning_instance,
    planning_instance_with_witness,
)
from showfloor.simulate.staggered import (
    ROLLOUT_LEFT_OUT_CATEGORIES,
    ROLLOUT_MANUFACTURER,
    ROLLOUT_SEED,
    raise_units_staggered,
)
from showfloor.simulate.types import ExampleFacts, StaggeredTruth
from showfloor.simulate.witness import WitnessArea

__all__ = [
    "FORMAT_OF_LOCATION",
    "PLANNING_SIZES",
    "PRIOR_LIFTS",
    "ROLLOUT_END",
    "ROLLOUT_LEFT_OUT_CATEGORIES",
    "ROLLOUT_LOCKED_ON",
    "ROLLOUT_MANUFACTURER",
    "ROLLOUT_SEED",
    "ExampleFacts",
    "Pilot",
    "PlanningInstance",
    "RolloutYear",
    "StaggeredTruth",
    "WitnessArea",
    "is_generated",
    "planning_instance",
    "planning_instance_with_witness",
    "raise_units_staggered",
    "truth_between",
    "write_areas_table",
    "write_complete_journey",
    "write_measured_rollout",
    "write_o2_xiaomi",
    "write_o2_xiaomi_pilot",
    "write_planning_files",
    "write_rollout_year",
]
