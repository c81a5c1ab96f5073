"""Blocks of sales lines as the text of a CSV file, with bad lines between them where asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from showfloor.simulate.benchmark_sales_lines import LINE_TYPES, SALE_TYPES, LineBlock
from showfloor.simulate.benchmark_sales_types import BadLine, CsvDialect

COLUMNS = (
    "source",
    "date",
    "store_id",
    "product_id",
    "line_no",
    "units",
    "revenue",
    "line_type",
    "sale_type",
)
SOURCE = "kasse"
KEY = COLUMNS[:5]
WHOLE_LINE = "(whole line)"
UNITS_AT_MOST = 9
FIRST_BAD_NUMBER = 1_000_000
"""line_no of bad lines start here, so that none shares its key with a good line."""
PAIR, MISSING, SURPLUS = "twice with a difference", "a column too few", "a column too many"
DAMAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "no such day": {"date": "2021-02-30"},
        "units are a word": {"units": "zwei"},
        "fraction of a unit": {"units": "1.5"},
        "fraction of a cent": {"revenue": "19.9999"},
        "no product": {"product_id": ""},
        "no revenue": {"revenue": ""},
        "unknown store": {"store_id": "unbekannt-999"},
        "negative sale": {"units": "-2", "revenue": "-19.98"},
        "positive return": {"units": "2", "line_type": "return"},
        "unknown line type": {"line_type": "tausch"},
        MISSING: {WHOLE_LINE: ""},
        SURPLUS: {WHOLE_LINE: ""},
        PAIR: {"units": "2"},
    }
)
"""Kinds of bad lines, and the values that make them bad: the wrong column first, dates and
numbers as in the plain dialect. `PAIR` is two lines with one key and different content."""


@dataclass(frozen=True, slots=True)
class CsvNames:
    """What row numbers of a block stand for in the text."""

    first_day: date
    stores: Sequence[str]
    products: Sequence[str]


def write_sales_csv(
    path: Path,
    blocks: Iterable[LineBlock],
    names: CsvNames,
    dialect: CsvDialect,
    *,
    bad_share: float,
    seed: int,
) -> tuple[BadLine, ...]:
    """Write a header and all lines; return the bad ones, in the order of the file.

    bad_share: bad lines for each good line, at least 0 and below 1; they stand between good lines
    and take none away. Memory is that of one block.
    """
    if not 0.0 <= bad_share < 1.0:
        raise ValueError("the share of bad lines must be at least 0 and below 1")
    text = _BlockText(names, dialect)
    found: list[BadLine] = []
    with path.open("wb") as file:
        file.write((dialect.delimiter.join(COLUMNS) + "\n").encode(dialect.encoding))
        for block in blocks:
            offsets, values = text.of(block)
            done = 0
            drawn = _bad_lines(
                block, names, dialect, bad_share=bad_share, seed=seed, before=len(found)
            )
            for place, bad in drawn:
                file.write(values[done : offsets[place + 1]])
                done = offsets[place + 1]
                _write_bad(file, bad, 3 + block.first + place, dialect, found)
            file.write(values[done : offsets[-1]])
    return tuple(found)


class _BlockText:
    """The text of blocks: what repeats is made once, what is left is cast and joined."""

    def __init__(self, names: CsvNames, dialect: CsvDialect) -> None:
        self._names, self._dialect = names, dialect
        mark = dialect.delimiter
        units = range(-UNITS_AT_MOST, UNITS_AT_MOST + 1)
        tails = (
            f"{dialect.decimal_mark}{cents:02d}{mark}{line_type}{mark}{sale_type}\n"
            for cents in range(100)
            for line_type in LINE_TYPES
            for sale_type in SALE_TYPES
        )
        self._products = self._words(f"{name}{mark}" for name in names.products)
        self._units = self._words(f"{mark}{n}{mark}{'-' if n < 0 else ''}" for n in units)
        self._tails = self._words(tails)

    def _words(self, words: Iterable[str]) -> pa.Array:
        return pa.array([word.encode(self._dialect.encoding) for word in words], pa.binary())

    def of(self, block: LineBlock) -> tuple[npt.NDArray[np.int32], memoryview]:
        """Return the end of each line, after a first 0, and the text of all lines."""
        dialect, mark = self._dialect, self._dialect.delimiter
        day = date_text(self._names.first_day + timedelta(days=block.day), dialect)
        stores = self._words(
            f"{SOURCE}{mark}{day}{mark}{name}{mark}" for name in self._names.stores
        )
        amount = np.abs(block.cents)
        tail = amount % 100 * 9 + block.line_type * 3 + block.sale_type
        lines = pc.binary_join_element_wise(
            stores.take(pa.array(block.store)),
            self._products.take(pa.array(block.product)),
            pa.array(block.line_no).cast(pa.string()).cast(pa.binary()),
            self._units.take(pa.array(block.units + UNITS_AT_MOST)),
            pa.array(amount // 100).cast(pa.string()).cast(pa.binary()),
            self._tails.take(pa.array(tail)),
            b"",
        )
        _, offsets, values = lines.buffers()
        return np.frombuffer(offsets, np.int32)[: len(lines) + 1], memoryview(values)


def date_text(day: date, dialect: CsvDialect) -> str:
    """Return a day as the dialect writes it."""
    return f"{day:%d.%m.%Y}" if dialect.dates == "german" else day.isoformat()


def _bad_lines(
    block: LineBlock,
    names: CsvNames,
    dialect: CsvDialect,
    *,
    bad_share: float,
    seed: int,
    before: int,
) -> Iterator[tuple[int, list[tuple[str, list[str]]]]]:
    """Yield the place after which bad lines stand, rising, and each one's kind and cells."""
    rows = len(block.store)
    quota = int((block.first + rows) * bad_share + 0.5) - int(block.first * bad_share + 0.5)
    if not quota:
        return
    rng = np.random.default_rng([seed, 4, block.day, block.number])
    places = np.sort(rng.integers(0, rows, quota)).tolist()
    drawn = rng.integers(0, len(DAMAGES), quota).tolist()
    made = 0
    while made < quota:
        kind = tuple(DAMAGES)[drawn[made]]
        if kind == PAIR and made + 2 > quota:
            kind = MISSING
        place = places[made]
        cells = _neutral_cells(block, place, names, dialect, before + made)
        bad = [(kind, _damaged(cells, kind, dialect))]
        if kind == PAIR:
            bad.insert(0, (kind, cells))
        made += len(bad)
        yield place, bad


def _neutral_cells(
    block: LineBlock, place: int, names: CsvNames, dialect: CsvDialect, number: int
) -> list[str]:
    return [
        SOURCE,
        date_text(names.first_day + timedelta(days=block.day), dialect),
        names.stores[int(block.store[place])],
        names.products[int(block.product[place])],
        str(FIRST_BAD_NUMBER + number),
        "1",
        f"19{dialect.decimal_mark}98",
        LINE_TYPES[0],
        SALE_TYPES[0],
    ]


def _damaged(cells: Sequence[str], kind: str, dialect: CsvDialect) -> list[str]:
    if kind == MISSING:
        return list(cells[:-1])
    if kind == SURPLUS:
        return [*cells, ""]
    found = list(cells)
    for column, value in DAMAGES[kind].items():
        if column == "date":
            found[1] = date_text(date(2021, 2, 28), dialect).replace("28", "30")
        else:
            found[COLUMNS.index(column)] = value.replace(".", dialect.decimal_mark)
    return found


def _write_bad(
    file: BinaryIO,
    bad: Sequence[tuple[str, list[str]]],
    line: int,
    dialect: CsvDialect,
    found: list[BadLine],
) -> None:
    """Write bad lines and note them; line: where the first stood if no bad line stood before."""
    first = line + len(found)
    for number, (kind, cells) in enumerate(bad):
        text = dialect.delimiter.join(cells)
        file.write((text + "\n").encode(dialect.encoding))
        column = next(iter(DAMAGES[kind]))
        if kind == PAIR:
            column, value = ", ".join(KEY), " | ".join(cells[: len(KEY)])
        else:
            value = text if column == WHOLE_LINE else cells[COLUMNS.index(column)]
        found.append(BadLine(first + number, kind, column, value))
