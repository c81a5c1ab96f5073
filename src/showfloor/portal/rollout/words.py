"""The words of the rollout: those of plans, of installations, and of what a partner reads."""

from __future__ import annotations

from collections.abc import Mapping

from showfloor.portal.rollout import (
    words_installations,
    words_open,
    words_partner,
    words_plans,
    words_what_if,
)

ENGLISH: Mapping[str, str] = {
    **words_plans.ENGLISH,
    **words_installations.ENGLISH,
    **words_partner.ENGLISH,
    **words_what_if.ENGLISH,
    **words_open.ENGLISH,
}
GERMAN: Mapping[str, str] = {
    **words_plans.GERMAN,
    **words_installations.GERMAN,
    **words_partner.GERMAN,
    **words_what_if.GERMAN,
    **words_open.GERMAN,
}
