"""A pilot in o2-xiaomi before its programme: areas drawn by lot that raise own sales as stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from showfloor.domain.stores import Area
from showfloor.simulate.arrow_columns import coded_text, dates, money, repeated_text, write_parquet
from showfloor.simulate.measured_rollout import write_areas_table
from showfloor.simulate.o2_xiaomi import SEED
from showfloor.simulate.o2_xiaomi_network import LOCKED_FROM, Network, generate_network
from showfloor.simulate.o2_xiaomi_products import XIAOMI, Product, generate_products
from showfloor.simulate.o2_xiaomi_sales import GeneratedSales, generate_sales

SOURCE = "o2-pilot"
FORMAT = "table"
STORES = 48
"""So few that hardware revenue of 2020 stays 6.4 % above 2019's, as the news report has it."""
OPENED = (date(2020, 8, 31), date(2020, 9, 7), date(2020, 9, 14))
"""First selling weeks, in turns; each area is built in the week before."""
ENDED = LOCKED_FROM - timedelta(days=2)
"""The Monday of the week in which the shops closed: the pilot's areas are gone from then on."""
EFFECT = 0.25
"""What an area truly adds to the own units of its store, as a share of what it sold anyway."""
STATEMENT = (
    "A pilot of {stores} tables in the autumn of 2020 is generated on top: its stores are drawn by "
    "lot, and each own unit sold there brings another one with a probability of {effect:.0%}. "
    "Nothing is taken from rivals. The measurement does not know that."
)
STATEMENT_DE = (
    "Ein Pilot mit {stores} Tischen im Herbst 2020 ist zusätzlich erzeugt: Seine Filialen sind "
    "ausgelost, und jedes dort verkaufte eigene Stück bringt mit einer Wahrscheinlichkeit von "
    "{effect:.0%} ein weiteres mit sich. Rivalen wird nichts genommen. Die Messung weiß das nicht."
)


@dataclass(frozen=True, slots=True)
class Pilot:
    """Files to import, the pilot's areas, and what they truly added.

    units, revenue: added in all stores over the whole pilot, revenue in cents. sold: own units of
    the same stores and days without it.
    """

    files: dict[str, Path]
    areas: tuple[Area, ...]
    units: int
    revenue: int
    sold: int
    statement: str
    statement_de: str


def write_o2_xiaomi_pilot(folder: Path, *, seed: int = SEED, effect: float = EFFECT) -> Pilot:
    """Write the pilot's areas and the sales that it added, as a till system of its own (Parquet).

    seed: that of the example. effect: share of own units that an area adds. The same seed and
    effect give the same files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network, products = generate_network(seed), generate_products()
    areas = pilot_areas(network, seed)
    sales = generate_sales(network, products, seed)
    lines = _lines_in_areas(network, products, sales, areas)
    sold = sales.units[lines]
    rng = np.random.default_rng([seed, 7])
    added = rng.binomial(sold, effect)
    lines, added, of_line = lines[added > 0], added[added > 0], sold[added > 0]
    revenue = added * (sales.revenue[lines] // of_line)
    columns = {
        "source": repeated_text(SOURCE, len(lines)),
        "date": dates(sales.day[lines]),
        "store_id": coded_text(sales.store[lines], [s.store_id for s in network.stores]),
        "product_id": coded_text(sales.product[lines], [p.product_id for p in products]),
        "line_no": sales.line_no[lines],
        "units": added,
        "revenue": money(revenue),
    }
    files = {
        "areas": write_areas_table(folder / "areas-pilot.parquet", areas),
        "sales": write_parquet(folder / "sales-pilot.parquet", columns),
    }
    said = {"stores": len(areas), "effect": effect}
    return Pilot(
        files,
        areas,
        int(added.sum()),
        int(revenue.sum()),
        int(sold.sum()),
        STATEMENT.format(**said),
        STATEMENT_DE.format(**said).replace("%", " %"),
    )


def pilot_areas(network: Network, seed: int) -> tuple[Area, ...]:
    """Return the pilot's areas: ordinary shops drawn by lot, whatever they sell."""
    rng = np.random.default_rng([seed, 6])
    ordinary = sorted(s.store_id for s in network.stores if s.kind in {"standard", "partner"})
    drawn = sorted(rng.choice(len(ordinary), min(STORES, len(ordinary)), replace=False))
    return tuple(
        Area(
            area_id=f"pilot-{ordinary[number]}",
            store_id=ordinary[number],
            manufacturer_id=XIAOMI,
            format_id=FORMAT,
            installed_from=OPENED[turn % len(OPENED)] - timedelta(weeks=1),
            selling_from=OPENED[turn % len(OPENED)],
            selling_to=ENDED,
        )
        for turn, number in enumerate(drawn)
    )


def _lines_in_areas(
    network: Network,
    products: tuple[Product, ...],
    sales: GeneratedSales,
    areas: tuple[Area, ...],
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the places of the lines that sold own units while an area of the pilot stood."""
    own = np.array([product.manufacturer_id == XIAOMI for product in products])
    opened = np.full(len(network.stores), np.datetime64(ENDED))
    place = {store.store_id: row for row, store in enumerate(network.stores)}
    for area in areas:
        opened[place[area.store_id]] = np.datetime64(area.selling_from)
    inside = (sales.day >= opened[sales.store]) & (sales.day < np.datetime64(ENDED))
    return np.flatnonzero(inside & own[sales.product] & (sales.units > 0))
