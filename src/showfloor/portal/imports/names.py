"""Names of files as strangers send them: shown without tricks, kept without paths."""

from __future__ import annotations

import re
import unicodedata

LONGEST_SHOWN = 200
LONGEST_KEPT = 100
"""Bytes of a kept file's name; every file system takes so many."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that show nothing or turn others round."""


def shown_name(sent: str) -> str:
    """Return a name as pages show it: no folder, and nothing that hides or turns what is read."""
    name = unicodedata.normalize("NFC", sent).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in name if unicodedata.category(sign) not in _HIDDEN)
    plain = " ".join(plain.split())  # a space that does not break is a space here
    return plain[:LONGEST_SHOWN].strip() or "file"


def kept_name(sent: str) -> str:
    """Return a name that a file is kept under: letters, digits, and . _ - between them.

    The end, by which its format is known, stays where the name is too long.
    """
    plain = re.sub(r"[^\w.-]+", "_", shown_name(sent)).lstrip("._-") or "file"
    stem, dot, ending = plain.partition(".")
    ending = ending.encode()[-40:].decode(errors="ignore")
    room = LONGEST_KEPT - len(ending.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore") or "file"
    return f"{stem}{dot}{ending}".rstrip(".")
