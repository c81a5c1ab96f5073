"""Moments are shown as the workspace's clocks do, winter and summer, with the zone beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from showfloor.portal.clock import moment_in_words
from showfloor.portal.words import language_of


@pytest.mark.parametrize(
    ("at", "english", "german"),
    [
        (datetime(2021, 1, 15, 13, 49, tzinfo=UTC), "14:49 CET", "14:49 Uhr MEZ"),
        (datetime(2021, 7, 15, 12, 49, tzinfo=UTC), "14:49 CEST", "14:49 Uhr MESZ"),
        (datetime(2021, 3, 28, 0, 59, tzinfo=UTC), "01:59 CET", "01:59 Uhr MEZ"),
        (datetime(2021, 3, 28, 1, 0, tzinfo=UTC), "03:00 CEST", "03:00 Uhr MESZ"),
        (datetime(2021, 10, 31, 0, 30, tzinfo=UTC), "02:30 CEST", "02:30 Uhr MESZ"),
        (datetime(2021, 10, 31, 1, 30, tzinfo=UTC), "02:30 CET", "02:30 Uhr MEZ"),
    ],
)
def test_a_moment_is_that_of_berlins_clocks_and_the_hour_that_comes_twice_is_told_apart(
    at: datetime, english: str, german: str
) -> None:
    with timezone.override("Europe/Berlin"):
        assert moment_in_words(language_of("en", "EUR"), at).endswith(f", {english}")
        assert moment_in_words(language_of("de", "EUR"), at).endswith(f", {german}")


def test_the_day_is_the_workspaces_own_where_utc_is_still_on_the_day_before() -> None:
    at = datetime(2021, 6, 30, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        assert moment_in_words(language_of("en", "EUR"), at) == "1\u00a0July 2021, 00:30 CEST"


def test_a_zone_without_letters_says_how_far_it_is_from_utc() -> None:
    at = datetime(2021, 6, 30, 12, 0, tzinfo=UTC)
    with timezone.override("America/Sao_Paulo"):
        assert moment_in_words(language_of("en", "EUR"), at).endswith("09:00 UTC-03")
