"""Roles and what each may do: the one table that every address of the portal asks.

An address names the right that it needs where it is registered (`figures.addresses`); whoever
lacks it gets what a page that does not exist gives. Tests enumerate role x address x method.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from showfloor.portal.walls.reach import Kind


class Role(StrEnum):
    """What a membership makes of a person; PUBLIC is everybody without one."""

    PARTNER_MANAGER = "partner_manager"
    ROLLOUT_MANAGER = "rollout_manager"
    STORE_STAFF = "store_staff"
    AUDITOR = "auditor"
    ACCOUNT_MANAGER = "account_manager"
    OWN_RETAIL = "own_retail"
    PUBLIC = "public"


class OrganisationKind(StrEnum):
    """The organisations of a portal."""

    RETAILER = "retailer"
    """The one whose house it is."""
    MANUFACTURER = "manufacturer"
    OWN_RETAIL = "own_retail"
    """The shops that a manufacturer runs itself: an organisation of its own, so that the wall
    inside the manufacturer is the same wall as between two manufacturers."""


ROLES_OF: Mapping[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.RETAILER: frozenset(
        {Role.PARTNER_MANAGER, Role.ROLLOUT_MANAGER, Role.STORE_STAFF, Role.AUDITOR}
    ),
    OrganisationKind.MANUFACTURER: frozenset({Role.ACCOUNT_MANAGER}),
    OrganisationKind.OWN_RETAIL: frozenset({Role.OWN_RETAIL}),
}
"""Which roles the people of an organisation can have."""


class Right(StrEnum):
    """One thing that a role may do or not."""

    READ_NEWS = "read_news"
    """Announcements, their feeds and comments; the list of stores with areas."""
    SEE_OWN_ACCOUNT = "see_own_account"
    SEE_PROGRAMME = "see_programme"
    """The retailer's overview of a programme: areas, installations, money, what waits."""
    SEE_STORES = "see_stores"
    """Every store's page as the retailer knows it."""
    SEE_OWN_STORE = "see_own_store"
    """The page of the store of one's membership."""
    SEE_ALL_SALES = "see_all_sales"
    """Sales of all manufacturers, by store."""
    SEE_STANDING = "see_standing"
    SEE_MEASURED = "see_measured"
    SEE_PLANS = "see_plans"
    APPROVE_PLANS = "approve_plans"
    PLAN = "plan"
    """Plan, compare, re-plan."""
    INSTALL = "install"
    """Mark installations as started, done, slipped."""
    IMPORT = "import"
    SEE_RUNS = "see_runs"
    MAKE_OFFERS = "make_offers"
    SEE_APPLYING_OFFERS = "see_applying_offers"
    PUBLISH = "publish"
    """Announcements, and the moderation of comments."""
    MANAGE_PEOPLE = "manage_people"
    """Organisations, invitations and roles, of every organisation."""
    MANAGE_OWN_PEOPLE = "manage_own_people"
    """Who of one's own organisation has access."""
    SEE_AUDIT = "see_audit"
    SEE_OWN_SALES = "see_own_sales"
    """A manufacturer's own products, from a slice that holds nothing else."""
    SEE_OWN_AREAS = "see_own_areas"
    SEE_OWN_PLANS = "see_own_plans"
    """Plans that were released to one's organisation."""
    SEE_OWN_EFFECTS = "see_own_effects"
    SEE_OWN_OFFERS = "see_own_offers"
    SEE_OWN_RANK = "see_own_rank"
    SUBSCRIBE = "subscribe"
    """To a calendar of the installations that one may see."""


_EVERYBODY = frozenset({Right.READ_NEWS})
_SIGNED_IN = _EVERYBODY | {Right.SEE_OWN_ACCOUNT}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.PARTNER_MANAGER: _SIGNED_IN
    | {
        Right.SEE_PROGRAMME,
        Right.SEE_STORES,
        Right.SEE_ALL_SALES,
        Right.SEE_STANDING,
        Right.SEE_MEASURED,
        Right.SEE_PLANS,
        Right.APPROVE_PLANS,
        Right.PLAN,
        Right.INSTALL,
        Right.IMPORT,
        Right.SEE_RUNS,
        Right.MAKE_OFFERS,
        Right.SEE_APPLYING_OFFERS,
        Right.PUBLISH,
        Right.MANAGE_PEOPLE,
        Right.MANAGE_OWN_PEOPLE,
        Right.SUBSCRIBE,
    },
    Role.ROLLOUT_MANAGER: _SIGNED_IN
    | {
        Right.SEE_PROGRAMME,
        Right.SEE_STORES,
        Right.SEE_PLANS,
        Right.PLAN,
        Right.INSTALL,
        Right.SEE_APPLYING_OFFERS,
        Right.SUBSCRIBE,
    },
    Role.STORE_STAFF: _SIGNED_IN
    | {Right.SEE_OWN_STORE, Right.SEE_APPLYING_OFFERS, Right.SUBSCRIBE},
    Role.AUDITOR: _SIGNED_IN | {Right.SEE_AUDIT},
    Role.ACCOUNT_MANAGER: _SIGNED_IN
    | {
        Right.SEE_OWN_SALES,
        Right.SEE_OWN_AREAS,
        Right.SEE_OWN_PLANS,
        Right.SEE_OWN_EFFECTS,
        Right.SEE_OWN_OFFERS,
        Right.SEE_OWN_RANK,
        Right.MANAGE_OWN_PEOPLE,
        Right.SUBSCRIBE,
    },
    Role.OWN_RETAIL: _SIGNED_IN,
    Role.PUBLIC: _EVERYBODY,
}
"""What each role may do. A right that is not listed is not had."""

REACHES: Mapping[OrganisationKind, Kind] = {
    OrganisationKind.RETAILER: Kind.HOUSE,
    OrganisationKind.MANUFACTURER: Kind.PARTNER,
    OrganisationKind.OWN_RETAIL: Kind.PARTNER,
}
"""Whose rows the people of an organisation reach."""


def may(role: Role, right: Right) -> bool:
    """Say whether a role has a right."""
    return right in RIGHTS[role]
