"""The page on benchmarks names every target that the Makefile has for them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_benchmark_of_the_makefile_is_on_the_page():
    makefile = ROOT.joinpath("Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^((?:bench|coverage)[a-z-]*):", makefile, re.MULTILINE))
    assert {"bench", "bench-plan", "bench-measure", "coverage"} <= targets
    page = ROOT.joinpath("docs", "how-to", "run-the-benchmarks.md").read_text(encoding="utf-8")
    missing = {target for target in targets if f"`make {target}`" not in page}
    assert not missing


def test_the_samples_run_before_a_change_lands():
    steps = ROOT.joinpath(".ci", "run").read_text(encoding="utf-8")
    lanes = steps[steps.rindex("\nbeside ") :]
    for target in (
        "bench-plan-sample",
        "bench-measure-sample",
        "bench-ledger-sample",
        "coverage-sample",
    ):
        step = target.removesuffix("-sample")
        assert f" {step}) make {target} ;;" in steps
        assert f" {step} " in lanes
