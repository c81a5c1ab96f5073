"""Kept pages: a page that was made is answered again while its figures and who asks are the same.

Only a page that is made of the workspace alone can be kept, and whoever registers it names the
state that its figures follow from (`keeps=` of `figures.addresses.page`). It belongs to one
organisation, role, language, address and day, and is never answered to anybody else. So that
nothing of a person and no row can get into it, it is made from a visit without a person, and any
question to the portal's database while it is made raises.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, NoReturn

from django.db import connections

from showfloor.portal.clock import today
from showfloor.portal.figures.body import body_of
from showfloor.portal.figures.page import Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.workspace import workspace

KEPT_PAGES = 512
"""Pages that a process keeps; the one that was asked for longest ago goes first."""
LONGEST_ADDRESS = 300
"""Parameters that are longer together are nobody's: such a page is made each time."""

_kept: OrderedDict[Hashable, Page] = OrderedDict()


def kept_page(
    maker: Callable[..., Page],
    visit: Visit,
    keys: Mapping[str, Any],
    state: Callable[[], Hashable],
) -> Page:
    """Return the page with its body as HTML, made now or before.

    state: says what the page's figures follow from; the page is made anew once it says another
    thing. The page's blocks are left out, as its body shows them.
    """
    if sum(len(key) + len(value) for key, value in visit.asked.items()) > LONGEST_ADDRESS:
        return maker(visit, **keys)
    made_of = (workspace().root, state(), today())
    key = (maker, made_of, _whom(visit), visit.path, _sorted(visit.asked), _sorted(keys))
    found = _kept.get(key)
    if found is None:
        found = _made(maker, visit, keys)
        _kept[key] = found
        while len(_kept) > KEPT_PAGES:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return found


def forget_pages() -> None:
    """Forget every kept page; for tests that change what a state does not say."""
    _kept.clear()


def _whom(visit: Visit) -> Hashable:
    """Return what tells those apart who may not share a page."""
    language = (visit.language.code, visit.language.currency)
    of = visit.organisation
    organisation = None if of is None else (of.pk, of.kind, of.manufacturer_id, of.name)
    return language, visit.role, visit.reach.kind, visit.reach.organisation_id, organisation


def _sorted(words: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, str(value)) for key, value in words.items()))


def _made(maker: Callable[..., Page], visit: Visit, keys: Mapping[str, Any]) -> Page:
    with _no_rows():
        page = maker(replace(visit, person=None, membership=None), **keys)
    if page.forms or page.follows or page.refresh_seconds is not None:
        raise TypeError(f"the page '{page.key}' has a form or asks again: it cannot be kept")
    return replace(page, body=body_of(page, visit.language), blocks=())


@contextmanager
def _no_rows() -> Iterator[None]:
    """Refuse every question to the portal's database."""
    with ExitStack() as refusals:
        for connection in connections.all(initialized_only=True):
            refusals.enter_context(connection.execute_wrapper(_refuse))
        yield


def _refuse(_execute: Any, sql: str, *_words: Any) -> NoReturn:
    raise RuntimeError(f"a kept page is made of the workspace alone, and this one asked: {sql}")
