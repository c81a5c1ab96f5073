"""How much the tests try: a sample, or with SHOWFLOOR_FULL=1 (`make test-full`) all of it.

Properties whose examples cost much take their number from the profile "costly":
`settings(settings.get_profile("costly"), ...)`. Every other one states its own. Tests that count
themselves ask the fixture `full`.
"""

from __future__ import annotations

import importlib.util
import os

import pytest

FULL = os.environ.get("SHOWFLOOR_FULL") == "1"

if importlib.util.find_spec("hypothesis"):  # not beside Spark, whose tests draw no examples
    from hypothesis import settings

    settings.register_profile("costly", max_examples=60 if FULL else 8, deadline=None)


@pytest.fixture(scope="session")
def full() -> bool:
    """Return whether a test that draws its own cases shall take all of them."""
    return FULL
