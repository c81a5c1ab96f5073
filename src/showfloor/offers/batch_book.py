"""A compiled book and the places whose baskets are priced at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from showfloor.errors import DataError
from showfloor.offers.book_flat import flat_book
from showfloor.offers.book_flat_types import FlatBook
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.kernel_types import PlaceArrays
from showfloor.offers.place_flat import places_flat
from showfloor.offers.purchase import Place


@dataclass(frozen=True, slots=True)
class CompiledBatch:
    """A book and its places, compiled for `price_many`."""

    compiled: CompiledBook
    places: tuple[Place, ...]
    book: FlatBook
    by_place: PlaceArrays

    @property
    def product_ids(self) -> tuple[str, ...]:
        """Return the products as columns number them, ascending by code points."""
        return self.book.product_ids

    @property
    def customer_groups(self) -> tuple[str, ...]:
        """Return the groups that an offer asks for, ascending; others change no price."""
        return self.book.customer_groups

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that an offer asks for, casefolded, ascending."""
        return self.book.codes


def compile_batch(compiled: CompiledBook, places: Sequence[Place]) -> CompiledBatch:
    """Prepare a book and the places whose baskets are priced; again when either changes.

    Raises DataError for no place at all.
    """
    if not places:
        raise DataError("there is no place to price in; give the stores whose baskets are priced")
    book = flat_book(compiled)
    return CompiledBatch(compiled, tuple(places), book, places_flat(compiled, places, book.makers))
