"""The ledger's tables: columns, keys, rules of a row, and how each table lies on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from showfloor.domain.stores import STORE_KINDS

Kind = Literal["text", "int", "money", "float", "date", "bool"]

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "money": "DECIMAL(18,2)",
    "float": "DOUBLE",
    "date": "DATE",
    "bool": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `required` means that the file must have it and every row a value.

    `blank` allows rows without a value in a column that the file must nevertheless have.
    """

    name: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    monday: bool = False
    blank: bool = False
    default: str | None = None
    """What a missing value means, for an optional text column."""
    later: bool = False
    """Added after the first release: files that were written before it lack the column."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row is refused where `condition` (SQL over the typed columns) is true."""

    column: str
    condition: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the ledger.

    key:       no two rows share it; missing values count as equal.
    covers:    a file replaces all rows that share these columns with one of its own; by default
               the key, so that a file adds and corrects but removes nothing.
    month_of:  the date whose month partitions the table on disk, None for one unpartitioned file.
    order:     how rows are sorted inside a file; empty keeps the order in which they came.
    known:     columns whose value another table must hold: {column: table}; refused otherwise.
    expected:  the same, but the row is taken, counted and warned of.
    dated:     the date that must lie in the life of the row's store, from opened_on to closed_on.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    covers: tuple[str, ...] = ()
    month_of: str | None = None
    order: tuple[str, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    expected: tuple[tuple[str, str], ...] = ()
    dated: str | None = None

    @property
    def coded(self) -> tuple[str, ...]:
        """Open text columns whose values repeat so often that they are kept as codes."""
        if self.month_of is None:
            return ()
        keys = {name for name in self.key if self.column(name).kind == "text"}
        keys |= {column for column, _ in self.expected}
        return tuple(sorted(keys - {column for column, _ in self.known}))

    @property
    def column_names(self) -> tuple[str, ...]:
        """Every column's name, in the ledger's order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return one column by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def reads(self) -> frozenset[str]:
        """The tables on which the reading of this table's files depends, itself included."""
        others = {table for _, table in (*self.known, *self.expected)}
        if self.dated is not None:
            others.add("closures")
        return frozenset(others | {self.name})


def _text(name: str, *, required: bool = True, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", required, choices)


def _optional(name: str, kind: Kind, low: float | None = None, high: float | None = None) -> Column:
    return Column(name, kind, required=False, low=low, high=high)


def _check_digit(column: str, lengths: tuple[int, ...], name: str) -> tuple[Rule, Rule]:
    """Refuse a GS1 number of a wrong length, or whose last digit is not its check digit.

    The digits count 3 and 1 in turn from the one before the last; with the last they make tens.
    """
    padded = f"lpad({column}, 14, '0')"
    tens = " + ".join(
        f"{3 if place % 2 else 1} * TRY_CAST(substr({padded}, {place}, 1) AS INTEGER)"
        for place in range(1, 15)
    )
    digits = "|".join(f"[0-9]{{{length}}}" for length in lengths)
    form = f"NOT regexp_full_match({column}, '{digits}')"
    listed = " or ".join(str(length) for length in lengths)
    return (
        Rule(column, form, f"is no {name}: it has not {listed} digits"),
        Rule(column, f"({tens}) % 10 <> 0", f"is no {name}: its check digit is wrong"),
    )


_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][0-9]{2}:[0-5][0-9])?"
_STORE = (("store_id", "stores"),)
_PRODUCT = (("product_id", "products"),)
_MANUFACTURER = (("manufacturer_id", "manufacturers"),)

STORES = Table(
    "stores",
    (
        _text("store_id"),
        _text("name"),
        _text("kind", choices=STORE_KINDS),
        _text("operator"),
        _text("operator_status", required=False, choices=("own", "agent", "independent")),
        _optional("city", "text"),
        _optional("region", "text"),
        _optional("postcode", "text"),
        _optional("latitude", "float", -90, 90),
        _optional("longitude", "float", -180, 180),
        _optional("area_space_m2", "float", 0),
        _optional("capex_factor", "float", 0),
        _optional("ready_on", "date"),
        _optional("opened_on", "date"),
        _optional("closed_on", "date"),
        _optional("gln", "text"),
        Column("staff", "int", required=False, low=0, later=True),
    ),
    key=("store_id",),
    rules=(
        Rule("closed_on", "closed_on <= opened_on", "is not after opened_on"),
        Rule(
            "region",
            "NOT regexp_full_match(region, '[A-Z]{2}-[A-Z0-9]{1,3}')",
            "is no ISO 3166-2 code such as DE-NW",
        ),
        *_check_digit("gln", (13,), "GLN"),
    ),
    order=("store_id",),
)

CLOSURES = Table(
    "closures",
    (
        _text("store_id"),
        Column("from_date", "date"),
        Column("to_date", "date"),
        Column("reason", "text", blank=True),
        Column("crew_access", "bool"),
    ),
    key=("store_id", "from_date"),
    rules=(Rule("to_date", "to_date <= from_date", "is not after from_date"),),
    order=("store_id", "from_date"),
    known=_STORE,
)

MANUFACTURERS = Table(
    "manufacturers",
    (_text("manufacturer_id"), _text("name")),
    key=("manufacturer_id",),
    order=("manufacturer_id",),
)

PRODUCTS = Table(
    "products",
    (
        _text("product_id"),
        Column("valid_from", "date"),
        _text("manufacturer_id"),
        Column("category", "text", blank=True),
        Column("name", "text", blank=True),
        _optional("gtin", "text"),
        _optional("list_price", "money", 0),
        _optional("unit_margin", "money"),
        _optional("places", "float", 0),
        _optional("launched_on", "date"),
    ),
    key=("product_id", "valid_from"),
    rules=_check_digit("gtin", (8, 12, 13, 14), "GTIN"),
    order=("product_id", "valid_from"),
    expected=_MANUFACTURER,
)

SALES = Table(
    "sales",
    (
        _text("source"),
        Column("date", "date"),
        _text("store_id"),
        _text("product_id"),
        Column("line_no", "int"),
        Column("units", "int"),
        Column("revenue", "money"),
        Column(
            "line_type",
            "text",
            required=False,
            choices=("sale", "return", "cancellation"),
            default="sale",
        ),
        _text("sale_type", required=False, choices=("outright", "contract", "instalment")),
        _optional("discount", "money"),
        _optional("lines", "int", 0),
    ),
    key=("source", "date", "store_id", "product_id", "line_no"),
    rules=(
        Rule("units", "units < 0 AND line_type = 'sale'", "are negative on a line of type sale"),
        Rule(
            "units", "units > 0 AND line_type = 'return'", "are positive on a line of type return"
        ),
    ),
    covers=("source", "store_id", "date"),
    month_of="date",
    order=("store_id", "date", "product_id", "source", "line_no"),
    known=_STORE,
    expected=_PRODUCT,
    dated="date",
)

TRAFFIC = Table(
    "traffic",
    (
        Column("date", "date"),
        _text("store_id"),
        Column("baskets", "int", low=0),
        _optional("visitors", "int", 0),
    ),
    key=("date", "store_id"),
    order=("store_id", "date"),
    known=_STORE,
    dated="date",
)

DISPLAYS = Table(
    "displays",
    (
        Column("week", "date", monday=True),
        _text("store_id"),
        _text("product_id"),
        _text("location"),
        _optional("mailer", "text"),
    ),
    key=("week", "store_id", "product_id", "location", "mailer"),
    month_of="week",
    known=_STORE,
    expected=_PRODUCT,
)

AREAS = Table(
    "areas",
    (
        _text("area_id"),
        _text("store_id"),
        _text("manufacturer_id"),
        _text("format_id"),
        _optional("announced_on", "date"),
        _optional("clearance_from", "date"),
        Column("installed_from", "date"),
        Column("selling_from", "date"),
        _optional("selling_to", "date"),
    ),
    key=("area_id",),
    rules=(
        Rule("selling_from", "selling_from < installed_from", "is before installed_from"),
        Rule("selling_to", "selling_to <= selling_from", "is not after selling_from"),
    ),
    order=("area_id",),
    known=_STORE,
    expected=_MANUFACTURER,
)

ONLINE_SALES = Table(
    "online_sales",
    (
        Column("week", "date", monday=True),
        _text("postcode_area"),
        _text("product_id"),
        Column("units", "int"),
        Column("revenue", "money"),
    ),
    key=("week", "postcode_area", "product_id"),
    month_of="week",
    order=("week", "postcode_area", "product_id"),
    expected=_PRODUCT,
)

PRICES = Table(
    "prices",
    (
        _text("product_id"),
        _text("channel"),
        Column("valid_from", "date"),
        Column("gross_price", "money", low=0),
        Column("vat_rate", "float", low=0, high=1),
    ),
    key=("product_id", "channel", "valid_from"),
    order=("product_id", "channel", "valid_from"),
    expected=_PRODUCT,
)

PRICE_LOG = Table(
    "price_log",
    (
        _text("product_id"),
        _text("channel"),
        Column("valid_from", "date"),
        _optional("valid_time", "text"),
        Column("gross_price", "money", low=0, blank=True),
        Column("vat_rate", "float", low=0, high=1, blank=True),
        _optional("recorded_at", "text"),
    ),
    # Every column is of the key, so that a correction adds a row and no row is ever replaced.
    key=(
        "product_id",
        "channel",
        "valid_from",
        "valid_time",
        "gross_price",
        "vat_rate",
        "recorded_at",
    ),
    rules=(
        Rule(
            "valid_time",
            f"NOT regexp_full_match(valid_time, '{_TIME}')",
            "is no time of day such as 08:00 or 02:30+01:00",
        ),
        Rule(
            "recorded_at",
            f"NOT regexp_full_match(recorded_at, '{_DAY}T{_TIME}') OR (recorded_at IS NOT NULL "
            "AND TRY_CAST(substr(recorded_at, 1, 10) AS DATE) IS NULL)",
            "is no moment such as 2026-03-20T08:00 or 2026-03-20T08:00+01:00",
        ),
        Rule(
            "vat_rate",
            "gross_price IS NOT NULL AND vat_rate IS NULL",
            "is missing beside a price",
        ),
    ),
    order=("product_id", "channel", "valid_from", "valid_time", "recorded_at", "gross_price"),
    expected=_PRODUCT,
)

STORE_PRODUCT_DAYS = Table(
    "store_product_days",
    (
        Column("date", "date"),
        _text("store_id"),
        _text("product_id"),
        Column("units", "int"),
        Column("revenue", "money"),
        Column("returns", "int"),
    ),
    key=("date", "store_id", "product_id"),
    month_of="date",
    order=("store_id", "date", "product_id"),
)

STORE_MANUFACTURER_DAYS = Table(
    "store_manufacturer_days",
    (
        Column("date", "date"),
        _text("store_id"),
        _text("manufacturer_id"),
        Column("units", "int"),
        Column("revenue", "money"),
        Column("returns", "int"),
        Column("lines", "int"),
    ),
    key=("date", "store_id", "manufacturer_id"),
    month_of="date",
    order=("manufacturer_id", "store_id", "date"),
)

STORE_MONTHS = Table(
    "store_months",
    (
        Column("first_day", "date"),
        _text("store_id"),
        _text("manufacturer_id"),
        _text("category"),
        Column("units", "int"),
        Column("revenue", "money"),
        Column("returns", "int"),
        Column("lines", "int"),
        Column("list_value", "money"),
        Column("listed_units", "int"),
        Column("margin", "money"),
        Column("margin_units", "int"),
    ),
    key=("first_day", "store_id", "manufacturer_id", "category"),
    month_of="first_day",
    order=("store_id", "manufacturer_id", "category"),
)

STORE_DAYS = Table(
    "store_days",
    (
        Column("date", "date"),
        _text("store_id"),
        Column("units", "int"),
        Column("revenue", "money"),
        Column("lines", "int"),
    ),
    key=("date", "store_id"),
    month_of="date",
    order=("store_id", "date"),
)

INTAKE_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        STORES,
        MANUFACTURERS,
        PRODUCTS,
        CLOSURES,
        SALES,
        TRAFFIC,
        DISPLAYS,
        AREAS,
        ONLINE_SALES,
        PRICES,
        PRICE_LOG,
    )
}
"""What can be imported, in the order in which one import takes it: what is named comes first."""

DERIVED_TABLES: tuple[Table, ...] = (STORE_MANUFACTURER_DAYS, STORE_MONTHS, STORE_DAYS)
"""What the ledger derives from sales in every version, in the order in which it is made."""

KEPT_TABLES: dict[str, Table] = {
    **INTAKE_TABLES,
    **{table.name: table for table in DERIVED_TABLES},
}
"""Every table that a version keeps in files of its own."""

LEDGER_TABLES: dict[str, Table] = {**KEPT_TABLES, STORE_PRODUCT_DAYS.name: STORE_PRODUCT_DAYS}
"""Every table that a query may name; `store_product_days`, which older versions kept, is made from
sales when it is asked for."""
