"""What the portal's benchmark asks: pages as data, how people ask for them, and what is asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CLIENTS = 20
WORKERS = 2
LIMIT_SECONDS = 0.150
"""The 95th percentile that each page is asked to stay under."""
SEED = 20210301
REGIONS = ("DE-NW", "DE-BY", "DE-BE", "DE-SN")
ANNOUNCEMENTS = 40
"""How many are public; a page shows the 20 newest, as Datasette's page is told to."""
ROWS_A_PAGE = 20
PORTAL, DATASETTE = "Showfloor", "Datasette"

Stores = Sequence[str]
Asks = Callable[[random.Random, Stores], str]


@dataclass(frozen=True, slots=True)
class Case:
    """A page that people open: what the tables call it, and one address of it drawn at random.

    of: the address's name; a page that the portal does not have is left out and said so. asked:
    whether the limit is asked of it.
    """

    name: str
    words: str
    of: str
    asks: Asks
    asked: bool = True


def _stores(draw: random.Random, _stores: Stores) -> str:
    """Return the list as people turn it: mostly plain, else sorted, turned over or filtered."""
    region, first = draw.choice(REGIONS), draw.choice((100, 200, 500, 900))
    return draw.choice(
        (
            "/stores/",
            "/stores/",
            "/stores/?sort=-revenue",
            f"/stores/?from={first}",
            f"/stores/?region={region}",
        )
    )


def _always(path: str) -> Asks:
    return lambda _draw, _stores: path


CASES = (
    Case("overview", "overview", "overview", _always("/overview/")),
    Case("stores", "list of stores", "stores", _stores),
    Case("store", "a store's page", "", lambda draw, stores: f"/stores/{draw.choice(stores)}/"),
    Case("standing", "standing", "standing", _always("/standing/")),
    Case("news", "announcements", "news", _always("/news/"), asked=False),
)
"""Each client asks for one of these after another, each drawn with the same chance."""


@dataclass(frozen=True, slots=True)
class Model:
    """How clients ask. think_seconds: the mean of an exponential pause after each answer."""

    name: str
    words: str
    think_seconds: float


MODELS = (
    Model("without_pause", "20 clients that ask again at once", 0.0),
    Model("with_pause", "20 clients that look at each page for a second", 1.0),
)
