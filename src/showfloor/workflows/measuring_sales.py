"""A manufacturer's sales in a workspace as a panel, for measuring with any of the estimators."""

from __future__ import annotations

from typing import Literal

from showfloor import measure, standing
from showfloor.domain.calendars import TradingDays
from showfloor.domain.panels import Panel
from showfloor.storage import LedgerVersion, Workspace


def sales_panel(
    workspace: Workspace,
    manufacturer_id: str,
    *,
    of: Literal["revenue", "units"] = "revenue",
    version: LedgerVersion | None = None,
) -> Panel:
    """Return a manufacturer's sales by store and week, with the weeks when its areas began.

    In currency or units a full trading week, over all full weeks of the ledger's version (by
    default the latest). Missing weeks and times: `measure.panel_of_sales`. What areas earned, whom
    it cost and how far to trust it is `showfloor measure`; this is for estimates of your own.
    """
    chosen = version or workspace.ledger.latest()
    days = TradingDays(workspace.config.trading_days)
    with workspace.ledger.engine(chosen) as engine:
        period = standing.sales_period(engine.run(standing.SALES_PERIOD))
        first, to_week = measure.full_weeks(*standing.period_asked(period, period.first), days)
        stores = engine.run(measure.SALES_STORES.with_parameters(manufacturer_id=manufacturer_id))
        asked = measure.weeks_asked(
            manufacturer_id,
            first,
            to_week,
            of_revenue=of == "revenue",
            stores=len(stores["store_id"]),
            rows=chosen.rows.get("store_manufacturer_days", 0),
        )
        return measure.panel_of_sales(
            stores,
            engine.run(measure.SALES_CLOSURES),
            engine.run(asked),
            first_week=first,
            to_week=to_week,
            weekdays=days.weekdays,
        )
