"""Charts for notebooks: each is a drawing of its own, a page of its own, and its figures."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import showfloor
from showfloor.domain.panels import Panel
from showfloor.measure.staggered import measure_staggered
from showfloor.present import (
    counterfactual_chart,
    effect_map_chart,
    event_study_chart,
    gain_flow_chart,
    group_effects_chart,
    sensitivity_chart,
)
from showfloor.present.charts.drawing import Words
from showfloor.present.charts.event_study import EventPoint, EventWords, beyond, event_study

if "measured_areas" not in sys.modules:
    _SPEC = importlib.util.spec_from_file_location(
        "measured_areas", Path(__file__).with_name("measured_areas.py")
    )
    assert _SPEC is not None
    assert _SPEC.loader is not None
    sys.modules["measured_areas"] = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(sys.modules["measured_areas"])
measured = sys.modules["measured_areas"].measured

CHARTS = (
    event_study_chart,
    group_effects_chart,
    counterfactual_chart,
    gain_flow_chart,
    effect_map_chart,
    sensitivity_chart,
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("name", ["clear", "one"])
def test_a_chart_is_one_svg_file_with_its_own_styles(draw, name):
    chart = draw(measured(name), language="de")
    root = ET.fromstring(chart.svg)
    assert root.tag == f"{SVG}svg"
    style = root.find(f"{SVG}style")
    assert style is not None
    assert "prefers-color-scheme: dark" in (style.text or "")
    said = root.find(f"{SVG}title")
    assert said is not None
    assert said.text
    assert chart.svg == chart._repr_svg_()


@pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: draw.__name__)
def test_a_charts_page_holds_the_drawing_how_to_read_it_and_the_table(draw):
    html = draw(measured("clear"))._repr_html_()
    assert html.count("<figure>") == html.count("<table>") == 1
    assert "data:image/svg+xml;base64," in html
    assert "[[" not in html
    assert "<style" not in html


@pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: draw.__name__)
def test_a_charts_figures_come_as_csv_and_json_alike(draw):
    chart = draw(measured("clear"))
    rows = list(csv.DictReader(io.StringIO(chart.csv)))
    document = json.loads(chart.json)
    assert len(rows) == len(document["rows"]) > 0
    assert list(rows[0]) == document["columns"]


def test_what_cannot_be_drawn_says_why():
    nowhere = effect_map_chart(measured("three"))
    assert nowhere.figure is None
    assert "latitude and longitude" in nowhere.reason
    assert "latitude and longitude" in nowhere.svg
    assert "<img" not in nowhere.html
    alike = group_effects_chart(replace(measured("clear"), groups=()))
    assert alike.figure is None
    assert alike.reason
    unknown = sensitivity_chart(measured("two"))
    assert unknown.figure is None
    assert "standard error before and after" in unknown.reason


def panel() -> Panel:
    rng = np.random.default_rng(4)
    cohort = np.where(np.arange(30) < 10, 6.0, np.nan)
    after = np.arange(12)[None, :] >= np.nan_to_num(cohort, nan=99.0)[:, None]
    outcome = rng.normal(0.0, 0.05, (30, 12)) + 0.3 * after
    return Panel(tuple(f"u{k}" for k in range(30)), np.arange(12.0), outcome, cohort)


def test_a_panel_of_ones_own_is_drawn_in_its_own_unit():
    result = measure_staggered(panel())
    units = event_study_chart(result)
    assert "times since the treatment" in units.svg
    assert "€" not in units.svg
    logs = event_study_chart(result, unit="log_points")
    rows = {row["event_time"]: row for row in json.loads(logs.json)["rows"]}
    assert rows[0]["gain"] == pytest.approx(np.expm1(result.imputation.event[0.0].estimate))
    assert "%" in logs.svg


def test_sensitivity_is_drawn_from_its_own_results_too():
    results = measured("clear").sensitivity
    assert sensitivity_chart(results).figure == sensitivity_chart(measured("clear")).figure
    assert sensitivity_chart(()).figure is None


@pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: draw.__name__)
def test_each_is_on_the_packages_public_page(draw):
    assert getattr(showfloor, draw.__name__) is draw


def test_one_exploding_band_does_not_flatten_the_picture_and_is_said_to_go_on():
    """Nineteen weeks within 10 of zero and one within 1,000: the axis keeps to the nineteen."""
    narrow = [EventPoint(float(k), 1.0, -10.0, 10.0) for k in range(19)]
    wide = EventPoint(19.0, 1.0, -1000.0, 1000.0)
    assert not beyond(narrow)
    assert beyond([*narrow, wide])
    assert beyond([*narrow[:5], wide]) is False, "of six none is one in ten"
    labels = EventWords("before", "after", "weeks", (), lambda marks: "{:g}".format)
    figure = event_study("x", [*narrow, wide], labels, Words("title", "description"))
    heights = [float(y) for y in re.findall(r'y1="([\d.]+)"', figure.wide)]
    points = re.search(r'<polygon points="([^"]+)" class="band"', figure.wide)
    assert points is not None
    ys = [float(pair.split(",")[1]) for pair in points[1].split()]
    assert min(ys) >= min(heights)
    assert max(ys) <= 300.0
    assert min(ys[:5]) < 100.0, "the narrow band still fills the picture"
