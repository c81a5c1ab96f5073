"""A campaign's reference prices: fixed as a run that is kept, and checked by the log of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from showfloor.offers.lawful_campaigns import Campaign, Recheck, fix_references, recheck
from showfloor.offers.lawful_references import Reference
from showfloor.offers.lawful_rules import ReductionRules
from showfloor.storage import Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep, result_of
from showfloor.workflows.offer_prices import price_log_of

REFERENCE_PRICES = "reference-prices"


@dataclass(frozen=True, slots=True)
class FixedCampaign:
    """A campaign and each step's reference price, as it was fixed."""

    campaign: Campaign
    rules: ReductionRules
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class RecheckedCampaign:
    """What the log of today says of a kept campaign, step by step."""

    run_id: str
    campaign: Campaign
    rechecks: tuple[Recheck, ...]


def fix_campaign(
    workspace: Workspace,
    campaign: Campaign,
    rules: ReductionRules,
    *,
    known_at: datetime | None = None,
) -> Kept[FixedCampaign]:
    """Fix a campaign's reference prices by the workspace's price log, and keep them as a run.

    DataError where the log knows the product or the channel not.
    """
    watch = Stopwatch()
    log, _ = price_log_of(workspace, campaign.product_id)
    if campaign.product_id not in log.products:
        log, _ = price_log_of(workspace)
    found = fix_references(campaign, log, rules, known_at=known_at, zone=workspace.config.time_zone)
    return keep(
        workspace,
        REFERENCE_PRICES,
        FixedCampaign(campaign, rules, found),
        parameters={"campaign": campaign, "rules": rules, "known_at": known_at},
        watch=watch,
        version=workspace.ledger.latest(),
        summary={"references": [one.price for one in found]},
    )


def recheck_campaign(workspace: Workspace, run_id: str) -> RecheckedCampaign:
    """Check a kept campaign against the price log as it is now; the run stays as it is.

    WorkspaceError where there is no such run.
    """
    kept = result_of(workspace, workspace.runs.read(run_id), FixedCampaign).result
    log, _ = price_log_of(workspace, kept.campaign.product_id)
    found = recheck(
        kept.campaign, kept.references, log, kept.rules, zone=workspace.config.time_zone
    )
    return RecheckedCampaign(run_id, kept.campaign, found)
