"""Store-weeks with an area, an offer, both or neither, and own sales of either kind of product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.offers import StoreOffer
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError, nearest
from showfloor.measure.kept_units import kept_units, some_names
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.types_areas import AreaPanel
from showfloor.measure.types_offers import OfferLedger

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OfferCells:
    """U stores by T weeks, those that show a week before area and offer.

    prepared: of all own revenue, treated from the first of both. offered, others: [U, T] revenue a
    full trading week of own products ever on offer, and of the rest. share: [U, T] of trading days
    open, 0 where missing. begun: [U, T] from the area's first disruption on. area, offer: whether
    the area sold, an offer ran. spent: an offer ran earlier or now. age_of_area, age_of_offer:
    [U, T] weeks since the area's opening, or the first offer, 0 before.
    """

    prepared: PreparedPanel
    offered: Floats
    others: Floats
    share: Floats
    begun: Flags
    area: Flags
    offer: Flags
    spent: Flags
    age_of_area: Ints
    age_of_offer: Ints
    notes: tuple[str, ...]

    @property
    def weights(self) -> dict[str, Floats]:
        """Weights [U, T] of the store-weeks with both, the area alone, and the offer alone.

        A store counts nowhere while its area is built, and after its offer has ended: what
        customers bought ahead is missing then.
        """
        return {
            "both": np.where(self.area & self.offer, self.share, 0.0),
            "area": np.where(self.area & ~self.spent, self.share, 0.0),
            "offer": np.where(self.offer & ~self.begun, self.share, 0.0),
        }


def offer_cells(panel: AreaPanel, ledger: OfferLedger) -> OfferCells:
    """Return the cells of a panel of areas and its offers.

    A week counts as on offer where an offer ran on one of its trading days. PanelError for offers
    of unknown stores or products, of another manufacturer's products, or none within the weeks.
    """
    _refuse_unknown(panel, ledger)
    offer = offer_weeks(panel, ledger.offers)
    weeks = np.arange(panel.weeks)[None, :]
    opened = np.nan_to_num(panel.opened, nan=np.inf)[:, None]
    first_offer = np.where(offer.any(axis=1), offer.argmax(axis=1), np.inf)
    if not offer.any():
        raise PanelError(
            "no offer ran in a measured store in these weeks: there is nothing to tell the areas "
            "from; leave the offers out"
        )
    start = np.fmin(panel.disrupted, first_offer)
    own = panel.outcomes["own", "revenue"]
    times = np.arange(panel.weeks, dtype=np.float64)
    whole = Panel(panel.stores, times, own, np.where(np.isinf(start), np.nan, start))
    kept = kept_units(whole, 0.0)
    notes = []
    if not kept.all():
        notes.append(
            f"{int((~kept).sum())} stores with an offer from the first week on show no week without"
            f" it and are left out: {some_names(panel.stores, ~kept)}"
        )
    offered = _offered(panel, ledger)[kept]
    begun = weeks >= np.nan_to_num(panel.disrupted, nan=np.inf)[:, None]
    area_age = np.maximum(weeks - opened, 0)
    offer_age = np.maximum(weeks - first_offer[:, None], 0)
    return OfferCells(
        prepared=prepare(whole),
        offered=offered,
        others=own[kept] - offered,
        share=np.where(np.isfinite(own), panel.open_share, 0.0)[kept],
        begun=begun[kept],
        area=(weeks >= opened)[kept],
        offer=offer[kept],
        spent=np.logical_or.accumulate(offer, axis=1)[kept],
        age_of_area=area_age[kept].astype(np.int64),
        age_of_offer=offer_age[kept].astype(np.int64),
        notes=tuple(notes),
    )


def offer_weeks(panel: AreaPanel, offers: Sequence[StoreOffer]) -> Flags:
    """Return [U, T]: whether an offer ran in a store on one of the week's trading days."""
    row_of = {store: row for row, store in enumerate(panel.stores)}
    days = np.zeros((len(panel.stores), 7 * panel.weeks), dtype=bool)
    first = panel.question.first_week
    for offer in offers:
        if offer.store_id in row_of:
            begin = max((offer.from_date - first).days, 0)
            days[row_of[offer.store_id], begin : max((offer.to_date - first).days, 0)] = True
    trading = days.reshape(len(panel.stores), panel.weeks, 7)
    return np.asarray(trading[:, :, list(panel.question.weekdays)].any(axis=2), dtype=bool)


def _refuse_unknown(panel: AreaPanel, ledger: OfferLedger) -> None:
    stores = frozenset(ledger.stores)
    makers: dict[str, set[str]] = {}
    for product, maker in zip(
        ledger.makers["product_id"], ledger.makers["manufacturer_id"], strict=True
    ):
        makers.setdefault(product, set()).add(maker)
    for offer in ledger.offers:
        if offer.store_id not in stores:
            raise PanelError(
                f"an offer names the store '{offer.store_id}', which the ledger does not know"
                f"{nearest(offer.store_id, stores)}"
            )
        if offer.product_id not in makers:
            raise PanelError(
                f"an offer names the product '{offer.product_id}', which the ledger does not know"
                f"{nearest(offer.product_id, makers)}"
            )
        if panel.question.manufacturer_id not in makers[offer.product_id]:
            whose = ", ".join(sorted(makers[offer.product_id]))
            raise PanelError(
                f"the product '{offer.product_id}' on offer is one of {whose}, not of "
                f"{panel.question.manufacturer_id}: only own offers can be told from own areas"
            )


def _offered(panel: AreaPanel, ledger: OfferLedger) -> Floats:
    """Return revenue [U, T] of offered products a full trading week, NaN where missing."""
    row_of = {store: row for row, store in enumerate(panel.stores)}
    row = np.array([row_of.get(store, -1) for store in ledger.sales["store_id"]], dtype=np.int64)
    first = np.datetime64(panel.question.first_week, "D")
    week = (ledger.sales["week"].astype("datetime64[D]") - first).astype(np.int64) // 7
    inside = (row >= 0) & (week >= 0) & (week < panel.weeks)
    sums = np.zeros((len(panel.stores), panel.weeks))
    np.add.at(sums, (row[inside], week[inside]), ledger.sales["revenue"][inside])
    seen = np.isfinite(panel.outcomes["own", "revenue"])
    return np.where(seen, sums / np.where(seen, panel.open_share, 1.0), np.nan)
