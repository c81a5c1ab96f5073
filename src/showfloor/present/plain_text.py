"""Texts that any file format can carry: no control characters, no half characters."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile("\r\n|[\r\n\x85\u2028\u2029\x0b\x0c]")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufdd0-\ufdef]|[\ufffe\uffff]")
_TERM = re.compile(r"\[\[([a-z_]+)\|([^\[\]|]+)\]\]")
REPLACEMENT = "\ufffd"


def plain_lines(text: str) -> str:
    """Return a text whose only control character is the line feed that ends its lines.

    Line and paragraph separators of every kind become line feeds, other controls a space, and
    what is no character (half a surrogate pair, U+FFFE, U+FFFF) the replacement character.
    """
    lines = _LINE_ENDS.sub("\n", text)
    return _NO_CHARACTERS.sub(REPLACEMENT, _CONTROLS.sub(" ", lines))


def plain_line(text: str) -> str:
    """Return the same on one line, each run of spaces and line ends as one space."""
    return " ".join(plain_lines(text).split())


def without_terms(text: str) -> str:
    """Return a text whose [[term|words]] stand as words, for where there is no glossary."""
    return _TERM.sub(r"\2", text)
