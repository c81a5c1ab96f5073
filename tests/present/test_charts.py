"""The pencil's arithmetic: scales, ticks, labels apart, colours with enough contrast."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import showfloor.present
from showfloor.present.charts.drawing import linear, shortened, spread, text_width, ticks
from showfloor.present.charts.map import germany, inside_germany
from showfloor.present.charts.timeline import weeks_between_labels
from showfloor.present.colours import HUES, REST, manufacturer_hues

TEMPLATES = Path(showfloor.present.__file__).parent / "templates"
CSS = "".join((TEMPLATES / name).read_text("utf-8") for name in ("drawing.css", "report.css"))


def test_ticks_are_round_and_cover_the_figures():
    assert ticks(0.0, 18.8, 4) == (0.0, 5.0, 10.0, 15.0, 20.0)
    assert ticks(-0.064, 0.57, 6) == (-0.2, 0.0, 0.2, 0.4, 0.6)


@given(
    st.floats(-1e9, 1e9, allow_nan=False), st.floats(1e-6, 1e9, allow_nan=False), st.integers(2, 8)
)
@settings(max_examples=100, deadline=None)
def test_ticks_always_hold_the_range_and_stay_few(low, span, about):
    found = ticks(low, low + span, about)
    slack = 1e-6 * max(abs(low), span)
    assert found[0] <= low + slack
    assert found[-1] >= low + span - slack
    assert len(found) <= about + 3


def test_a_scale_maps_ends_to_ends():
    scale = linear((0.0, 50.0), (100.0, 300.0))
    assert (scale(0.0), scale(25.0), scale(50.0)) == (100.0, 200.0, 300.0)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_labels_that_fit_are_moved_apart(places):
    moved = spread(places, 16, 0, 240)
    order = sorted(moved)
    assert all(b - a >= 16 - 1e-9 for a, b in itertools.pairwise(order))
    assert order[0] >= -1e-9
    assert order[-1] <= 240 + 1e-9


def test_a_long_label_is_cut_and_a_short_one_is_left():
    assert shortened("Köln", 100) == "Köln"
    cut = shortened("Donaudampfschifffahrtsgesellschaft", 100)
    assert cut.endswith("…")
    assert text_width(cut) <= 110


def test_week_labels_never_meet():
    assert weeks_between_labels(10.0, ["13. September"]) * 10.0 > text_width("13. September")


def test_colours_depend_on_the_set_and_not_on_its_order():
    ids = ["samsung", "apple", "xiaomi", "huawei"]
    assert manufacturer_hues(ids) == manufacturer_hues(reversed(ids))
    assert len(set(manufacturer_hues(ids).values())) == 4


def test_past_seven_manufacturers_the_rest_is_grey():
    hues = list(manufacturer_hues(str(n) for n in range(9)).values())
    assert sorted(hues[:7]) == sorted(HUES)
    assert hues[7:] == [REST, REST]


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, from its definition of relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear_parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear_parts, strict=True))

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_and_marks_have_enough_contrast(scheme):
    tokens = _tokens(re.findall(r":root \{(.*?)\}", CSS, flags=re.DOTALL)[[0, 1, -1][scheme]])
    ground = tokens["ground"]
    for name in ("ink", "quiet", "accent", "good", "warn", "bad"):
        assert _contrast(tokens[name], ground) >= 4.5, name
    for name in (*HUES, REST):
        assert _contrast(tokens[name], ground) >= 3.0, name


def test_the_outline_holds_german_cities_and_its_corners_are_germanys():
    points = [point for ring in germany() for point in ring]
    assert 400 <= len(points) <= 800
    # Natural Earth and any atlas: List 55.06 N, Haldenwanger Eck 47.27 N, 5.87 E, 15.04 E.
    assert max(y for _, y in points) == pytest.approx(55.06, abs=0.03)
    assert min(y for _, y in points) == pytest.approx(47.27, abs=0.03)
    assert min(x for x, _ in points) == pytest.approx(5.87, abs=0.03)
    assert max(x for x, _ in points) == pytest.approx(15.04, abs=0.03)
    assert inside_germany(13.4, 52.5)
    assert not inside_germany(2.35, 48.86)
