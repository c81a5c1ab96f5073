"""Results as JSON and back: frozen dataclasses, mappings with any keys, dates, NaN, arrays.

A run keeps its result in full, so that a report can be made from it later without computing
anything again. NaN and the infinities become null and "inf"/"-inf" (JSON has neither); a mapping
whose keys are no texts becomes a list of [key, value] pairs.
"""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from showfloor.errors import DataError

T = TypeVar("T")
_INFINITIES = {"inf": math.inf, "-inf": -math.inf}


def encode(value: Any) -> Any:
    """Return `value` as what `json.dumps` takes; TypeError for a type that no result holds."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: encode(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, np.ndarray):
        return [encode(item) for item in value.tolist()]
    if isinstance(value, Mapping):
        return _encode_mapping(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [encode(item) for item in value]
    return _encode_scalar(value)


def _encode_mapping(value: Mapping[Any, Any]) -> Any:
    if all(isinstance(key, str) for key in value):
        return {key: encode(item) for key, item in value.items()}
    return [[encode(key), encode(item)] for key, item in value.items()]


def _encode_scalar(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | Path):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a result holds no {type(value).__name__}")


def decode(kind: type[T], data: Any) -> T:
    """Return the `kind` that `encode` was given; DataError where the data do not fit it."""
    try:
        return _decode(kind, data)  # type: ignore[no-any-return]  # the walk is by type hints
    except (KeyError, TypeError, ValueError, IndexError) as reason:
        raise DataError(
            f"a kept result is no {kind.__name__} of this version ({reason}); "
            "run the step again to make a new one"
        ) from reason


def _decode(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), data)
    if origin is Literal or kind is Any or kind is None:
        return data
    if origin is np.ndarray:
        return np.array([_decode_element(item) for item in data], dtype=_stated(kind, data))
    if origin is tuple:
        return _decode_tuple(get_args(kind), data)
    if origin is list:
        return [_decode(get_args(kind)[0], item) for item in data]
    if origin is not None and issubclass(origin, Mapping):
        return _decode_mapping(get_args(kind), data)
    if is_dataclass(kind):
        return _decode_dataclass(kind, data)
    return _decode_scalar(kind, data)


def _stated(kind: Any, data: Any) -> Any:
    """Return the stated kind of an empty array's elements, which nothing else can tell; or None."""
    if len(data):
        return None
    element = get_args(get_args(kind)[1])[0]
    return element if isinstance(element, type) and issubclass(element, np.generic) else None


def _decode_union(choices: tuple[Any, ...], data: Any) -> Any:
    if data is None and type(None) in choices:
        return None
    return _decode(next(choice for choice in choices if choice is not type(None)), data)


def _decode_tuple(inner: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_decode(inner[0], item) for item in data)
    return tuple(_decode(kind, item) for kind, item in zip(inner, data, strict=True))


def _decode_mapping(inner: tuple[Any, ...], data: Any) -> dict[Any, Any]:
    pairs = data.items() if isinstance(data, dict) else data
    return {_decode(inner[0], key): _decode(inner[1], value) for key, value in pairs}


def _decode_dataclass(kind: Any, data: Any) -> Any:
    hints = _hints(kind)
    unknown = set(data) - set(hints)
    if unknown:
        raise KeyError(f"unknown field {min(unknown)}")
    return kind(**{name: _decode(hints[name], value) for name, value in data.items()})


@functools.cache
def _hints(kind: Any) -> Mapping[str, Any]:
    """Return the kinds of a dataclass's fields by name; evaluated once, as that takes long."""
    hints = get_type_hints(kind)
    return {item.name: hints[item.name] for item in fields(kind)}


def _decode_scalar(kind: Any, data: Any) -> Any:
    if kind is float:
        return _decode_number(data)
    if kind is datetime:
        return datetime.fromisoformat(data)
    if kind is date:
        return date.fromisoformat(data)
    if kind in (Decimal, Path):
        return kind(data)
    return data


def _decode_element(data: Any) -> Any:
    """Keep whole numbers whole: an array of weeks stays one of integers."""
    return data if isinstance(data, int) else _decode_number(data)


def _decode_number(data: Any) -> Any:
    if data is None:
        return math.nan
    if isinstance(data, str) and data in _INFINITIES:
        return _INFINITIES[data]
    return float(data) if isinstance(data, int | float) and not isinstance(data, bool) else data
