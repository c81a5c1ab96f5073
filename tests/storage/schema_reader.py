"""A strict reader of JSON Schema, of the few words that the export's schema uses, for its tests.

Written from the specification (draft 2020-12, core and validation): a word that it does not know
is an error, so that no promise of a schema goes unread.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

WORDS = frozenset(
    {
        "$schema", "$id", "title", "description", "$defs", "$ref", "type", "const", "enum", "anyOf",
        "properties", "required", "additionalProperties", "items", "prefixItems", "minItems",
        "maxItems", "minimum", "maximum", "minLength", "pattern",
    }
)  # fmt: skip
KINDS: dict[str, type] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """Say where a document is not what a schema says; nothing where it is."""
    return list(_faults(value, schema, schema, "$"))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    unknown = set(schema) - WORDS
    assert not unknown, f"this reader does not know {unknown}"
    found = []
    if "$ref" in schema:
        _, _, name = schema["$ref"].partition("#/$defs/")
        found += _faults(value, root["$defs"][name], root, at)
    if "anyOf" in schema and all(_faults(value, one, root, at) for one in schema["anyOf"]):
        found.append(f"{at} is none of those allowed")
    if "const" in schema and not _same(value, schema["const"]):
        found.append(f"{at} is not {schema['const']!r}")
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        found.append(f"{at} is none of {schema['enum']}")
    if "type" in schema and not _is(value, schema["type"]):
        return [*found, f"{at} is no {schema['type']}"]
    if isinstance(value, dict):
        found += _object(value, schema, root, at)
    if isinstance(value, list):
        found += _array(value, schema, root, at)
    if isinstance(value, str):
        found += _text(value, schema, at)
    elif _is(value, "integer"):
        ends = [schema.get("minimum", value), value, schema.get("maximum", value)]
        if any(low > high for low, high in pairwise(ends)):
            found.append(f"{at} is not between {ends[0]} and {ends[2]}")
    return found


def _is(value: Any, kind: str) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, KINDS[kind])


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _text(value: str, schema: dict[str, Any], at: str) -> list[str]:
    found = [f"{at} is too short"] if len(value) < schema.get("minLength", 0) else []
    if not re.search(schema.get("pattern", ""), value):
        found.append(f"{at} is not written as it should be")
    return found


def _object(
    value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str
) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    if schema.get("additionalProperties") is False:
        found += [f"{at}.{name} is unknown" for name in value if name not in known]
    for name, part in value.items():
        if name in known:
            found += _faults(part, known[name], root, f"{at}.{name}")
    return found


def _array(value: list[Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    least, most = schema.get("minItems", 0), schema.get("maxItems", len(value))
    found = [] if least <= len(value) <= most else [f"{at} has {len(value)} entries"]
    first = schema.get("prefixItems", [])
    for number, part in enumerate(value):
        of = first[number] if number < len(first) else schema.get("items", {})
        found += _faults(part, of, root, f"{at}[{number}]")
    return found
