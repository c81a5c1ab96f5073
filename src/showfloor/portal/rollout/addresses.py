"""The addresses of plans, installations, a store's own page and a manufacturer's own pages."""

from __future__ import annotations

from showfloor.portal.figures.addresses import action, page
from showfloor.portal.rollout.brand_areas import brand_area, brand_areas
from showfloor.portal.rollout.calendars import calendar, renew
from showfloor.portal.rollout.comparing import plan_difference
from showfloor.portal.rollout.deciding import (
    approve_plan,
    decline_plan,
    release_plan,
    take_plan_back,
    verify,
)
from showfloor.portal.rollout.files import photo, secret
from showfloor.portal.rollout.installations import installation, installations
from showfloor.portal.rollout.marks import comment_on, mark_installation, plan_again
from showfloor.portal.rollout.messages import message
from showfloor.portal.rollout.own_store import comment_here, my_store
from showfloor.portal.rollout.partner import own_areas, own_plan, own_plans
from showfloor.portal.rollout.plan_list import plans
from showfloor.portal.rollout.plans import plan
from showfloor.portal.rollout.timeline import timeline
from showfloor.portal.rollout.what_if import ask_what_if, what_if, what_ifs
from showfloor.portal.walls.permissions import Right

ADDRESSES = [
    *page("timeline/", timeline, right=Right.SEE_PLANS, name="timeline"),
    *page("plans/", plans, right=Right.SEE_PLANS, name="plans"),
    *page("plans/<str:run_id>/", plan, right=Right.SEE_PLANS, name="plan"),
    *page(
        "plans/<str:before>/against/<str:after>/",
        plan_difference,
        right=Right.SEE_PLANS,
        name="plan-difference",
    ),
    *page("plans/<str:run_id>/message/", message, right=Right.INSTALL, name="message"),
    action("plans/<str:run_id>/verify/", verify, right=Right.PLAN, name="plan-verify"),
    action(
        "plans/<str:run_id>/approve/", approve_plan, right=Right.APPROVE_PLANS, name="plan-approve"
    ),
    action(
        "plans/<str:run_id>/decline/", decline_plan, right=Right.APPROVE_PLANS, name="plan-decline"
    ),
    action(
        "plans/<str:run_id>/take-back/",
        take_plan_back,
        right=Right.APPROVE_PLANS,
        name="plan-take-back",
    ),
    action(
        "plans/<str:run_id>/release/", release_plan, right=Right.APPROVE_PLANS, name="plan-release"
    ),
    action("plans/<str:run_id>/what-if/", ask_what_if, right=Right.PLAN, name="plan-what-if"),
    *page("plans/<str:run_id>/what-ifs/", what_ifs, right=Right.SEE_PLANS, name="what-ifs"),
    *page(
        "plans/<str:run_id>/what-ifs/<str:what_if_run>/",
        what_if,
        right=Right.SEE_PLANS,
        name="what-if",
    ),
    *page("installations/", installations, right=Right.INSTALL, name="installations"),
    *page("installations/<uuid:key>/", installation, right=Right.INSTALL, name="installation"),
    action(
        "installations/<uuid:key>/mark/<str:state>/",
        mark_installation,
        right=Right.INSTALL,
        name="installation-mark",
    ),
    action(
        "installations/<uuid:key>/comment/",
        comment_on,
        right=Right.INSTALL,
        name="installation-comment",
    ),
    action(
        "installations/<uuid:key>/plan-again/",
        plan_again,
        right=Right.PLAN,
        name="installation-plan-again",
    ),
    photo("photos/<uuid:key>.jpg", right=Right.INSTALL, name="photo"),
    *page("my-store/", my_store, right=Right.SEE_OWN_STORE, name="my-store"),
    action(
        "my-store/<uuid:key>/comment/",
        comment_here,
        right=Right.SEE_OWN_STORE,
        name="my-store-comment",
    ),
    *page("own-plans/", own_plans, right=Right.SEE_OWN_PLANS, name="own-plans"),
    *page("own-plans/<uuid:key>/", own_plan, right=Right.SEE_OWN_PLANS, name="own-plan"),
    *page("own-areas/", own_areas, right=Right.SEE_OWN_AREAS, name="own-areas"),
    *page("brand-areas/", brand_areas, right=Right.READ_NEWS, name="brand-areas"),
    *page("brand-areas/<path:store_id>/", brand_area, right=Right.READ_NEWS, name="brand-area"),
    *page("calendar/", calendar, right=Right.SUBSCRIBE, name="calendar"),
    secret("calendar/renew/", renew, right=Right.SUBSCRIBE, name="calendar-renew"),
]
