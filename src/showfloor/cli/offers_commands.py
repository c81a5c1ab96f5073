"""The commands of offers: `showfloor offers` with what can be asked of them."""

from __future__ import annotations

from collections.abc import Callable

from showfloor.cli import (
    offers_campaign,
    offers_check_commands,
    offers_duties,
    offers_export_commands,
    offers_lowest_price,
    offers_price_commands,
    offers_settle,
    offers_simulate_commands,
)

HELP = "Checks offers, prices baskets, and says which reductions the law allows."

COMMANDS: dict[str, Callable[..., int]] = {
    "check": offers_check_commands.check,
    "price": offers_price_commands.price,
    "simulate": offers_simulate_commands.simulate,
    "settle": offers_settle.settle,
    "export": offers_export_commands.export,
    "campaign": offers_campaign.campaign,
    "duties": offers_duties.duties,
    "lowest-price": offers_lowest_price.lowest_price,
}
