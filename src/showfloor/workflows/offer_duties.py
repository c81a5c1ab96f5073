"""The duties of an announcement: by the register that comes with Showfloor, or a retailer's own."""

from __future__ import annotations

from pathlib import Path

from showfloor.offers.duties import Announcement, DutiesFound, duties_of
from showfloor.storage.duties_file import duties_held, read_duties

__all__ = ["Announcement", "DutiesFound", "announcement_duties"]


def announcement_duties(announcement: Announcement, register: Path | None = None) -> DutiesFound:
    """Return what an announcement must show, and what of it is missing.

    register: a TOML file of duties in place of Showfloor's own. DataError where it is wrong.
    """
    duties = duties_held() if register is None else read_duties(register)
    return duties_of(announcement, duties)
