"""Errors name what was probably meant."""

from __future__ import annotations

from showfloor.errors import DataError, IntakeError, ShowfloorError, UsageError, nearest


def test_the_nearest_known_name_is_found_whatever_its_capitals() -> None:
    assert nearest("soft drinks", ["FUEL", "SOFT DRINKS"]) == "; did you mean 'SOFT DRINKS'?"
    assert nearest("weks", ["weeks", "start"]) == "; did you mean 'weeks'?"


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    assert nearest("colour", ["weeks", "start"]) == ""
    assert nearest("colour", []) == ""


def test_every_refusal_is_a_showfloor_error() -> None:
    assert issubclass(IntakeError, DataError)
    assert issubclass(DataError, ShowfloorError)
    assert issubclass(UsageError, ShowfloorError)
