"""The words of the walls, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "walls.role.partner_manager": "Partner manager",
    "walls.role.rollout_manager": "Rollout manager",
    "walls.role.store_staff": "Store staff",
    "walls.role.auditor": "Auditor",
    "walls.role.account_manager": "Account manager",
    "walls.role.own_retail": "Own retail",
    "walls.role.public": "Reader",
}
GERMAN: Mapping[str, str] = {
    "walls.role.partner_manager": "Partnermanagement",
    "walls.role.rollout_manager": "Rollout-Leitung",
    "walls.role.store_staff": "Filialteam",
    "walls.role.auditor": "Revision",
    "walls.role.account_manager": "Kundenbetreuung",
    "walls.role.own_retail": "Eigener Handel",
    "walls.role.public": "Leserin oder Leser",
}
