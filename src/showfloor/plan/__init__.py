"""Plan: the rollout optimiser; which store gets which format in which week, with its proof."""

from showfloor.plan.draws import Draws, plan_uncertainty
from showfloor.plan.draws_types import PlanUncertainty, shares_of_draws
from showfloor.plan.draws_why import Displaced, Payment, StoreAnswer, why_store
from showfloor.plan.experiment_types import DrawCost, PlanPrice
from showfloor.plan.rollout import plan_rollout
from showfloor.plan.types import (
    PlanResult,
    Progress,
    RuleConflict,
    ScarceThing,
    StoreReason,
    StoreVerdict,
    WarmStart,
)

__all__ = [
    "Displaced",
    "DrawCost",
    "Draws",
    "Payment",
    "PlanPrice",
    "PlanResult",
    "PlanUncertainty",
    "Progress",
    "RuleConflict",
    "ScarceThing",
    "StoreAnswer",
    "StoreReason",
    "StoreVerdict",
    "WarmStart",
    "plan_rollout",
    "plan_uncertainty",
    "shares_of_draws",
    "why_store",
]
