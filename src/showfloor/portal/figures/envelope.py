"""One envelope for every page and one shape for every error as JSON; a page's tables as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Any

from showfloor.portal.figures.page import NotHereError, Page, Plain
from showfloor.present.plain_text import without_terms
from showfloor.present.tables import defused, table_csv, table_json

FORMAT = "showfloor-portal-1"


def page_json(page: Page, *, address: str, language: str) -> dict[str, Any]:
    """Return a page as its JSON document; figures and cells are unrounded, unknown ones null."""
    return {
        "format": FORMAT,
        "page": page.key,
        "address": address,
        "language": language,
        "question": page.question,
        "title": page.title,
        "lead": without_terms(page.lead),
        "source": page.source,
        "figures": {key: _plain(value) for key, value in page.figures.items()},
        "tables": {table.name: table_json(table) for table in page.tables},
    }


def page_csv(page: Page, name: str | None = None) -> tuple[str, str]:
    """Return the name and the text of one table of a page: the first, or the one named.

    A page without tables gives its figures. NotHereError for a name that it has not.
    """
    tables = {table.name: table for table in page.tables}
    if name is None and not tables:
        return page.key, _figures_csv(page.figures)
    chosen = name if name is not None else next(iter(tables))
    if chosen not in tables:
        raise NotHereError
    return chosen, table_csv(tables[chosen])


def error_json(status: int, title: str, advice: str) -> Mapping[str, Any]:
    """Return the one shape of every error."""
    return {"format": FORMAT, "error": {"status": status, "title": title, "advice": advice}}


def _plain(value: Plain) -> Plain:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _figures_csv(figures: Mapping[str, Plain]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("figure", "value"))
    for key, value in figures.items():
        plain = _plain(value)
        writer.writerow((key, defused(plain) if isinstance(plain, str) else plain))
    return out.getvalue()
