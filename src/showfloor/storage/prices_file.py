"""prices.npz: the certificate's prices as plain arrays named "<leaf>/<field>", never pickles."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Sequence
from dataclasses import fields
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
_EPOCH = (1980, 1, 1, 0, 0, 0)


def prices_bytes(leaves: Sequence[Prices]) -> bytes:
    """Return the npz of all leaves' prices; the same prices give the same bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for place, prices in enumerate(leaves):
            for name in _FIELDS:
                entry = zipfile.ZipInfo(f"{place}/{name}.npy", date_time=_EPOCH)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, _array_bytes(name, getattr(prices, name)))
    return stream.getvalue()


def read_prices(path: Path, leaves: int, *, number: int = 3) -> tuple[Prices, ...]:
    """Return the prices of `leaves` leaves; DataError where the file is not exactly that.

    `number` is the certificate's format: files of 1 may lack fields that came later, only files of
    3 have crew cuts, and fields that are not there are read as empty.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = _names_found(archive, path, leaves, number)
            return tuple(
                _read_leaf(archive, path, place, found & _entries_of(place))
                for place in range(leaves)
            )
    except FileNotFoundError:
        raise DataError(f"{path} does not exist") from None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{path} is no readable npz archive: {error}") from None


def _entries_of(place: int) -> frozenset[str]:
    return frozenset(f"{place}/{name}.npy" for name in _FIELDS)


def _names_found(archive: zipfile.ZipFile, path: Path, leaves: int, number: int) -> set[str]:
    """Return the archive's entries: those of the leaves, none twice, none compressed."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    found = set(names)
    places = range(leaves)
    expected = {name for place in places for name in _entries_of(place)}
    may_lack = SINCE_3 | _SINCE_2 if number == 1 else SINCE_3
    late = {f"{place}/{name}.npy" for place in places for name in may_lack}
    if not expected - late <= found <= expected or len(names) != len(found):
        odd = sorted((found - expected) | (expected - late - found))[:3]
        raise DataError(
            f"{path}: must hold each price of {leaves} leaves once; see {', '.join(odd)}"
        )
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise DataError(f"{path}: its entries must be stored without compression")
    for place in places:
        own = [name for name in SINCE_3 if f"{place}/{name}.npy" in found]
        check_presence(path, place, own, cuts_known=number >= 3)
    return found


def _read_leaf(archive: zipfile.ZipFile, path: Path, leaf: int, found: set[str]) -> Prices:
    prices = Prices(
        **{
            name: _read(archive, path, leaf, name)
            for name in _FIELDS
            if f"{leaf}/{name}.npy" in found
        }
    )
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


def _read(archive: zipfile.ZipFile, path: Path, leaf: int, name: str) -> npt.NDArray[Any]:
    """Read one array without trusting its header: size, type and order must be as documented."""
    where = f"{path}: {leaf}/{name}"
    stream = BytesIO(archive.read(f"{leaf}/{name}.npy"))
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise DataError(f"{where}: must be an npy array of version 1.0")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    except (ValueError, SyntaxError, TypeError) as error:
        raise DataError(f"{where}: is no npy array: {error}") from None
    kind = _dtype(name)
    good = dtype.kind == "U" if kind == "text" else dtype == np.dtype(kind).newbyteorder("<")
    if not good or dtype.hasobject or fortran:
        whole = "; write whole numbers" if kind == "int64" else ""
        raise DataError(f"{where}: must be {kind} in C order, found {dtype}{whole}")
    if len(shape) != (2 if name == "crew_weights" else 1):
        raise DataError(f"{where}: has the wrong number of dimensions {shape}")
    data = stream.read()
    if any(length < 0 for length in shape) or len(data) != math.prod(shape) * dtype.itemsize:
        raise DataError(f"{where}: its size is not what its header says")
    try:
        return np.frombuffer(data, dtype=dtype).reshape(shape).astype(dtype.newbyteorder("="))
    except (ValueError, UnicodeError) as error:
        raise DataError(f"{where}: cannot be read: {error}") from None
