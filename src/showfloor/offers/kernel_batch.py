"""Many baskets priced in compiled code: those whose units all stand for themselves.

If all hits of a basket are of `EachUnit` offers that need not count, each line's units are settled
by trying all ways through the groups. Every other basket is left to `price_basket`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.kernel_compiled import compiled_kernel
from showfloor.offers.kernel_find import find, stand_alone
from showfloor.offers.kernel_settle import GROUPS, settle_lines
from showfloor.offers.kernel_types import Answer, Asked, Ints, book_of, scratch_of


@compiled_kernel
def price_baskets(
    flat: Ints, names: NDArray[np.bool_], asked: Asked, answer: Answer, work: Ints
) -> None:
    """Price every basket that can be settled here; mark the others in `answer.singly`.

    flat, names: the book; work: a scratch.
    """
    book = book_of(flat, names)
    scratch = scratch_of(work, len(book.begins), book.limits[GROUPS])
    for basket in range(len(asked.place)):
        settled = find(book, asked, scratch, basket)
        settled = settled and stand_alone(book, asked, scratch, basket)
        if not settled or not settle_lines(book, asked, answer, scratch, basket):
            answer.singly[basket] = 1
