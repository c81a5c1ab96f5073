"""Standing: who sells what here, is it growing like for like, why, and in how many stores."""

from showfloor.standing.day_pairs import comparable_day
from showfloor.standing.distribution import (
    Distribution,
    DistributionRow,
    distribution,
    distribution_table,
)
from showfloor.standing.distribution_queries import area_space_questions, distribution_question
from showfloor.standing.distribution_space import SpaceRevenue, revenue_of_space
from showfloor.standing.found import (
    DistributionFound,
    HolidaysFound,
    LikeForLikeFound,
    MovementFound,
)
from showfloor.standing.holiday_pairs import (
    holiday_partners,
    holidays_for_weeks,
    with_same_holidays,
)
from showfloor.standing.holidays import (
    Holiday,
    TradingDayCount,
    public_holidays,
    regions_by_day,
    trading_day_counts,
)
from showfloor.standing.league import league_table
from showfloor.standing.like_for_like import (
    ComparableRow,
    ComparableSales,
    LeftOut,
    LikeForLike,
    StoreScope,
    like_for_like,
)
from showfloor.standing.like_for_like_queries import like_for_like_question
from showfloor.standing.monthly import monthly_series
from showfloor.standing.movement import Movement, MovementPart, why_it_moved
from showfloor.standing.movement_queries import movement_questions
from showfloor.standing.movement_rivals import (
    RivalGain,
    ShareMovement,
    of_manufacturer,
    who_took_share,
)
from showfloor.standing.named_periods import AGAINST, compared_with, period_named
from showfloor.standing.pairs_asked import Partners
from showfloor.standing.periods import (
    comparable_part,
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
from showfloor.standing.rank_interval import RankIntervals, rank_intervals
from showfloor.standing.scopes import scopes
from showfloor.standing.store_queries import STORE_REGIONS, store_questions, store_regions
from showfloor.standing.types import (
    MEASURES,
    ComparablePart,
    ComparisonPeriod,
    LeagueRow,
    LeagueTable,
    MonthlySeries,
    SalesPeriod,
    Scopes,
    ScopeValue,
)

__all__ = [
    "AGAINST",
    "MEASURES",
    "MONTHLY_SERIES",
    "SALES_BY_MANUFACTURER",
    "SALES_PERIOD",
    "STORE_REGIONS",
    "ComparablePart",
    "ComparableRow",
    "ComparableSales",
    "ComparisonPeriod",
    "Distribution",
    "DistributionFound",
    "DistributionRow",
    "Holiday",
    "HolidaysFound",
    "LeagueRow",
    "LeagueTable",
    "LeftOut",
    "LikeForLike",
    "LikeForLikeFound",
    "MonthlySeries",
    "Movement",
    "MovementFound",
    "MovementPart",
    "Partners",
    "RankIntervals",
    "RivalGain",
    "SalesPeriod",
    "ScopeValue",
    "Scopes",
    "ShareMovement",
    "SpaceRevenue",
    "StoreScope",
    "TradingDayCount",
    "area_space_questions",
    "comparable_day",
    "comparable_part",
    "compared_with",
    "comparison_period",
    "distribution",
    "distribution_question",
    "distribution_table",
    "holiday_partners",
    "holidays_for_weeks",
    "league_table",
    "like_for_like",
    "like_for_like_question",
    "monthly_series",
    "months_covered",
    "movement_questions",
    "of_manufacturer",
    "period_asked",
    "period_named",
    "public_holidays",
    "rank_intervals",
    "regions_by_day",
    "revenue_of_space",
    "sales_by_manufacturer",
    "sales_by_month",
    "sales_period",
    "scopes",
    "store_questions",
    "store_regions",
    "trading_day_counts",
    "who_took_share",
    "why_it_moved",
    "with_same_holidays",
]
