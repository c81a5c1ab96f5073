"""A book laid out for the kernels, and what a compiled book keeps to price single baskets there."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.kernel_types import Ints
from showfloor.offers.purchase import Place


@dataclass(frozen=True, slots=True)
class FlatBook:
    """A compiled book in arrays, with the places of its names there."""

    flat: Ints | None
    """Laid out as `kernel_types.book_of` reads it. None where the book has more groups or codes
    than a number has bits, or too many needs: its baskets are priced the longer way."""
    names: NDArray[np.bool_]
    """(rows, products): by row of names that needs ask for, whether a product is meant."""
    product_ids: tuple[str, ...]
    """Ascending by code points."""
    product_places: dict[str, int]
    makers: dict[str, int]
    """Manufacturers whose areas may be asked for."""
    customer_groups: tuple[str, ...]
    """Those that an offer asks for, ascending; others change no price."""
    codes: tuple[str, ...]
    """Likewise, casefolded."""


class KeptPlace(NamedTuple):
    """A place laid out."""

    place: Place
    """Kept so that no other place gets its id."""
    bits: NDArray[np.uint8]
    areas: Ints
    binding: bool
    """Whether offers are prices there."""


@dataclass(slots=True)
class Kept:
    """What one compiled book keeps between baskets; the same whoever asks."""

    baskets: int = 0
    """Priced so far, up to the number from which the kernels are worth their loading."""
    book: FlatBook | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    own: threading.local = field(default_factory=threading.local)
    """The buffers of each thread."""
    places: dict[int, KeptPlace] = field(default_factory=dict)
    """By the place's id."""
    groups: dict[frozenset[str], int] = field(default_factory=dict)
    """A customer's groups as bits; `codes` likewise."""
    codes: dict[frozenset[str], int] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[Kept], tuple[()]]:
        """Go along empty where a book is copied or pickled: all of it is made again."""
        return Kept, ()
