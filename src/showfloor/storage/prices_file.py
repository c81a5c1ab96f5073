"""prices.npz: the certificate's prices as plain arrays named "<leaf>/<field>", never pickles.

Leaves of a part are named "p<part>/<leaf>" and have PART_FIELDS alone.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.domain.certificate import Prices
from showfloor.errors import DataError
from showfloor.storage.cut_arrays import SINCE_3, check_cuts, check_presence

_FIELDS = tuple(item.name for item in fields(Prices))
_INTS = {"crew_week", "crew_days", "wave_of", "wave_week", "wave_side"}
_INTS |= {"spillover_pair", "spillover_week", "spillover_exact"}
_INTS |= {"cut_from", "cut_weeks", "entry_cut", "entry_start", "entry_weight"}
_TEXTS = {"crew_region", "holdout_stratum", "wave_store"}
_TEXTS |= {"cut_region", "entry_store", "entry_format"}
_SINCE_2 = frozenset({"other", "pace", "split", "spillover_exact"})
"""Fields that files of format 1 may lack; they are read as empty."""
PART_FIELDS = tuple(
    name for name in _FIELDS if name.startswith(("crew_", "cut_", "entry_", "split", "spillover_"))
)
"""What a part's leaf has; all else is common to all stores: the certificate's leaf has it."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def prices_bytes(leaves: Sequence[Prices], parts: Sequence[Sequence[Prices]] = ()) -> bytes:
    """Return the npz of all leaves' prices, and of those of each part; equal prices, equal bytes.

    A part's leaf has the fields of PART_FIELDS alone, and those of crew cuts only if it has cuts.
    DataError where one has other prices.
    """
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for place, prices in enumerate(leaves):
            _write_leaf(archive, str(place), prices, _FIELDS)
        for number, part in enumerate(parts):
            for place, prices in enumerate(part):
                leaf = part_leaf(number, place)
                _write_leaf(archive, leaf, prices, _part_fields_of(leaf, prices))
    return stream.getvalue()


def part_leaf(part: int, leaf: int) -> str:
    """Return the folder of a part's leaf in the archive."""
    return f"p{part}/{leaf}"


def _part_fields_of(leaf: str, prices: Prices) -> tuple[str, ...]:
    """Return the fields that are written of a part's leaf; the others must be empty."""
    for name in _FIELDS:
        if name not in PART_FIELDS and len(getattr(prices, name)):
            raise DataError(f"prices.npz: {leaf}/{name}: a part's leaf has no such prices")
    if len(prices.cut_region) or len(prices.entry_cut):
        return PART_FIELDS
    return tuple(name for name in PART_FIELDS if name not in SINCE_3)


def _write_leaf(archive: zipfile.ZipFile, leaf: str, prices: Prices, names: Sequence[str]) -> None:
    for name in names:
        entry = zipfile.ZipInfo(f"{leaf}/{name}.npy", date_time=_EPOCH)
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, _array_bytes(name, getattr(prices, name)))


def read_prices(
    path: Path, leaves: int, *, parts: Sequence[int] = (), number: int = 4
) -> tuple[Prices, ...]:
    """Return the prices of `leaves` leaves, then of every part's leaves, `parts` of them each.

    DataError where the file is not exactly that. `number` is the certificate's format: files of 1
    may lack fields that came later, those of 1 and 2 have no crew cuts, and fields that are not
    there are read as empty, as are all but PART_FIELDS of a part's leaf.
    """
    folders = {str(place): _FIELDS for place in range(leaves)}
    for part, count in enumerate(parts):
        folders |= dict.fromkeys((part_leaf(part, place) for place in range(count)), PART_FIELDS)
    try:
        with zipfile.ZipFile(path) as archive:
            found = _names_found(archive, path, folders, number)
            return tuple(
                _read_leaf(archive, path, leaf, [name for name in names if name in found[leaf]])
                for leaf, names in folders.items()
            )
    except FileNotFoundError:
        raise DataError(f"{path} does not exist") from None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{path} is no readable npz archive: {error}") from None


def _names_found(
    archive: zipfile.ZipFile, path: Path, folders: Mapping[str, Sequence[str]], number: int
) -> dict[str, set[str]]:
    """Return the fields that the archive has of each leaf, none twice, none compressed.

    `folders` are the leaves' folders and the fields that each may have.
    """
    entries = archive.infolist()
    found: dict[str, set[str]] = {leaf: set() for leaf in folders}
    odd: list[str] = []
    for entry in entries:
        leaf, _, file = entry.filename.rpartition("/")
        name = file.removesuffix(".npy")
        known = file != name and name in folders.get(leaf, ())
        if not known or name in found[leaf]:
            odd.append(entry.filename)
        else:
            found[leaf].add(name)
    may_lack = SINCE_3 | _SINCE_2 if number == 1 else SINCE_3
    for leaf, names in folders.items():
        lacking = [name for name in names if name not in found[leaf] and name not in may_lack]
        odd += [f"{leaf}/{name}.npy" for name in lacking]
    if odd:
        shown = ", ".join(sorted(odd)[:3])
        raise DataError(f"{path}: must hold each price of {len(folders)} leaves once; see {shown}")
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise DataError(f"{path}: its entries must be stored without compression")
    for leaf, own in found.items():
        check_presence(path, leaf, own, cuts_known=number >= 3)
    return found


def _read_leaf(archive: zipfile.ZipFile, path: Path, leaf: str, names: Sequence[str]) -> Prices:
    prices = Prices(**{name: _read(archive, path, leaf, name) for name in names})
    check_cuts(path, leaf, prices)
    return prices


def _dtype(name: str) -> str:
    if name in _INTS:
        return "int64"
    return "text" if name in _TEXTS else "float64"


def _array_bytes(name: str, values: npt.NDArray[Any]) -> bytes:
    kind = _dtype(name)
    array = np.asarray(values, dtype=np.str_ if kind == "text" else kind)
    if array.size == 0 and kind == "text":
        array = array.astype("<U1")
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    stream = BytesIO()
    np.lib.format.write_array(stream, little, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def _read(archive: zipfile.ZipFile, path: Path, leaf: str, name: str) -> npt.NDArray[Any]:
    """Read one array without trusting its header: size, type and order must be as documented."""
    where = f"{path}: {leaf}/{name}"
    content = archive.read(f"{leaf}/{name}.npy")
    start = 10 + int.from_bytes(content[8:10], "little")
    try:
        shape, fortran, dtype = _header(content[:start])
    except (ValueError, SyntaxError, TypeError) as error:
        raise DataError(f"{where}: is no npy array: {error}") from None
    kind = _dtype(name)
    good = dtype.kind == "U" if kind == "text" else dtype == np.dtype(kind).newbyteorder("<")
    if not good or dtype.hasobject or fortran:
        whole = "; write whole numbers" if kind == "int64" else ""
        raise DataError(f"{where}: must be {kind} in C order, found {dtype}{whole}")
    if len(shape) != (2 if name == "crew_weights" else 1):
        raise DataError(f"{where}: has the wrong number of dimensions {shape}")
    data = content[start:]
    if any(length < 0 for length in shape) or len(data) != math.prod(shape) * dtype.itemsize:
        raise DataError(f"{where}: its size is not what its header says")
    try:
        return np.frombuffer(data, dtype=dtype).reshape(shape).astype(dtype.newbyteorder("="))
    except (ValueError, UnicodeError) as error:
        raise DataError(f"{where}: cannot be read: {error}") from None


@lru_cache(maxsize=1024)
def _header(head: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Return shape, order and type of an npy array; the leaves of parts have many equal heads."""
    stream = BytesIO(head)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("it must be of version 1.0")
    return np.lib.format.read_array_header_1_0(stream)
