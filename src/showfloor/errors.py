"""Every error that Showfloor raises on purpose, as one tree.

    ShowfloorError
    ├── DataError            the data say no: a file, a table or a row cannot be taken as it is
    │   ├── IntakeError      a whole file is refused (delimiter, columns, empty, a directory)
    │   ├── ProgrammeError   the programme file is wrong or asks for what this version does not do
    │   └── PanelError       a panel cannot be estimated as it was given
    ├── LedgerError          the ledger cannot do what was asked (unknown version, locked, damaged)
    ├── WorkspaceError       the folder is no workspace, or its showfloor.toml is wrong
    └── UsageError           the call itself is wrong; the command line exits with 2

A message says what is wrong, where, and how to mend it. Infeasible programmes and undefined
estimates are results with a status, never exceptions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ShowfloorError(Exception):
    """Anything that Showfloor refuses, with a message made for the person who asked."""


class DataError(ShowfloorError):
    """The data say no."""


class IntakeError(DataError):
    """A file is refused as a whole; nothing of it was taken."""


class ProgrammeError(DataError):
    """The programme file is wrong, or asks for a rule that this version does not know."""


class PanelError(DataError):
    """A panel cannot be estimated as it was given."""


class LedgerError(ShowfloorError):
    """The ledger cannot do what was asked."""


class WorkspaceError(ShowfloorError):
    """The folder is no workspace, or its configuration is wrong."""


class UsageError(ShowfloorError):
    """The call is wrong: an option, an argument or a combination of them."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the known name nearest to `name`, or nothing.

    Capital letters make no difference: "soft drinks" is near "SOFT DRINKS".
    """
    by_folded = {item.casefold(): item for item in known}
    match = difflib.get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.6)
    return f"; did you mean '{by_folded[match[0]]}'?" if match else ""
