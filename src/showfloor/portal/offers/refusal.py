"""What the rules of offers refuse, as a message that pages say in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NO_VALUES: Mapping[str, str] = MappingProxyType({})


class RefusedError(Exception):
    """A rule does not allow it; `offers.refused.<key>` says what and how to mend it."""

    def __init__(self, key: str, **values: str) -> None:
        """Name the message and what fills it."""
        super().__init__(key)
        self.key = f"offers.refused.{key}"
        self.values = MappingProxyType(values) if values else NO_VALUES
