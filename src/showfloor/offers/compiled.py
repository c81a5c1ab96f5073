"""A book of offers, compiled once when offers change, so that baskets are priced quickly."""

from __future__ import annotations

from dataclasses import dataclass, field

from showfloor.offers.book_flat_types import Kept
from showfloor.offers.compiled_versions import Version, version_of
from showfloor.offers.index import Index
from showfloor.offers.types import Limits, Offer, OfferBook, Product

WARMED = 20_000
"""Products whose offers are looked up beforehand; of more, when they are first asked for."""


@dataclass(frozen=True, slots=True)
class CompiledBook:
    """A book with its versions in the order of rank and the index that finds them."""

    versions: tuple[Version, ...]
    """All that are no drafts; by priority descending, id, version."""
    offers: dict[str, tuple[Offer, ...]]
    """All versions by offer id, drafts too."""
    numbers: dict[tuple[str, int], int]
    """Which of `versions` is this version of this offer."""
    products: dict[str, Product]
    groups: tuple[str, ...]
    limits: Limits
    index: Index
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)
    """What is made when it is first needed."""


def compile_book(book: OfferBook) -> CompiledBook:
    """Compile a book that `check_book` has let pass; the order of its offers changes nothing."""
    groups = {name: place for place, name in enumerate(book.groups)}
    ranked = sorted(
        (offer for offer in book.offers if offer.status != "draft"),
        key=lambda offer: (-offer.meets.priority, offer.offer_id, offer.version),
    )
    versions = tuple(version_of(place, offer, groups) for place, offer in enumerate(ranked))
    products = {product.product_id: product for product in book.products}
    by_id: dict[str, list[Offer]] = {}
    for offer in book.offers:
        by_id.setdefault(offer.offer_id, []).append(offer)
    index = Index(versions, products)
    for product_id in list(products)[:WARMED]:
        index.goods.of_product(product_id)
    return CompiledBook(
        versions,
        {name: tuple(sorted(by_id[name], key=lambda o: o.version)) for name in sorted(by_id)},
        {(v.offer_id, v.offer.version): v.number for v in versions},
        products,
        book.groups,
        book.limits,
        index,
    )
