"""Plan: the rollout optimiser; which store gets which format in which week, with its proof."""

from showfloor.plan.rollout import plan_rollout
from showfloor.plan.types import (
    PlanResult,
    Progress,
    RuleConflict,
    ScarceThing,
    StoreReason,
    StoreVerdict,
)

__all__ = [
    "PlanResult",
    "Progress",
    "RuleConflict",
    "ScarceThing",
    "StoreReason",
    "StoreVerdict",
    "plan_rollout",
]
