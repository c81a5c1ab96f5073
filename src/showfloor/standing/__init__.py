"""Standing: who sells what here. League tables, growth, and the series behind their charts."""

from showfloor.standing.league import league_table
from showfloor.standing.monthly import monthly_series
from showfloor.standing.periods import (
    comparison_period,
    months_covered,
    period_asked,
    sales_period,
)
from showfloor.standing.queries import (
    MONTHLY_SERIES,
    SALES_BY_MANUFACTURER,
    SALES_PERIOD,
    sales_by_manufacturer,
    sales_by_month,
)
from showfloor.standing.scopes import scopes
from showfloor.standing.types import (
    ComparisonPeriod,
    LeagueRow,
    LeagueTable,
    MonthlySeries,
    SalesPeriod,
    Scopes,
    ScopeValue,
)

__all__ = [
    "MONTHLY_SERIES",
    "SALES_BY_MANUFACTURER",
    "SALES_PERIOD",
    "ComparisonPeriod",
    "LeagueRow",
    "LeagueTable",
    "MonthlySeries",
    "SalesPeriod",
    "ScopeValue",
    "Scopes",
    "comparison_period",
    "league_table",
    "monthly_series",
    "months_covered",
    "period_asked",
    "sales_by_manufacturer",
    "sales_by_month",
    "sales_period",
    "scopes",
]
