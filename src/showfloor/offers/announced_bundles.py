"""What a bundle costs and what its parts cost alone, for an announcement that compares the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from showfloor.offers.claims import Claim, ClaimVerdict, check_claim, sum_of_parts
from showfloor.offers.findings_floor import price_after
from showfloor.offers.findings_goods import Catalogue
from showfloor.offers.lawful_references import Reference
from showfloor.offers.lawful_rules import ReductionRules
from showfloor.offers.types import Bundle, Offer, Product


@dataclass(frozen=True, slots=True)
class AnnouncedBundle:
    """A bundle of stated products: each unit's product and shelf price, and what all cost together.

    parts: product ids, one a unit, in the order of the slots; shelf: their prices in euros.
    """

    parts: tuple[str, ...]
    shelf: tuple[Decimal, ...]
    price: Decimal


def bundle_announced(
    offer: Offer, products: Sequence[Product], prices: Mapping[str, int]
) -> AnnouncedBundle | None:
    """Return what one application of a bundle costs.

    None where the offer is no bundle, or a slot leaves the choice among several products, takes one
    without a price, or an old device: then there is no one sum.
    """
    reward = offer.reward
    if not isinstance(reward, Bundle):
        return None
    catalogue = Catalogue(products, prices)
    parts: list[str] = []
    shelf: list[int] = []
    charged = 0
    for slot in reward.slots:
        meant = sorted(catalogue.meant(slot.goods))
        if slot.goods.handed_in or len(meant) != 1 or meant[0] not in prices:
            return None
        price = prices[meant[0]]
        parts += [meant[0]] * slot.units
        shelf += [price] * slot.units
        charged += price_after(price, slot.cut) * slot.units
    if reward.whole.kind != "none":
        charged = price_after(sum(shelf), reward.whole)
    euros = tuple(Decimal(one).scaleb(-2) for one in shelf)
    return AnnouncedBundle(tuple(parts), euros, Decimal(charged).scaleb(-2))


def check_bundle_claim(
    claim: Claim, bundle: AnnouncedBundle, references: Sequence[Reference], rules: ReductionRules
) -> ClaimVerdict:
    """Judge a claim about a bundle, which was never sold before, by its parts' own references.

    references: of each part, in the order of `bundle.parts`.
    """
    never = replace(
        references[0], price=None, net_price=None, vat_rate=None, channel=None, valid_from=None,
        days_on_sale=None, before=None, problem="never_sold",
    )  # fmt: skip
    return check_claim(claim, bundle.price, never, rules, parts=sum_of_parts(references))
