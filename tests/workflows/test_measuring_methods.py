"""Panels from files by another headline and with covariates, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from showfloor.cli.main import run
from showfloor.measure import covariate_adjustment, panel_of

UNITS, TIMES = 30, 10
HEAD = "unit,time,outcome,cohort,size,kind"


def cohort(unit: int) -> int:
    return 0 if unit >= 10 else 5 + unit % 2


def outcomes() -> np.ndarray:
    rng = np.random.default_rng(12)
    level = rng.normal(50.0, 5.0, UNITS)[:, None] + rng.normal(0.0, 2.0, (UNITS, TIMES))
    begins = np.array([cohort(unit) or 99 for unit in range(UNITS)])
    gain: np.ndarray = level + 4.0 * (np.arange(TIMES)[None, :] >= begins[:, None])
    return gain


def size(unit: int) -> int:
    return (7 * unit) % 13


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    path = tmp_path / "panel.csv"
    values = outcomes()
    lines = [
        f"u{unit:02d},{time},{values[unit, time]:.6f},{cohort(unit)},{size(unit)},"
        f"{'big' if size(unit) > 6 else 'small'}"
        for unit in range(UNITS)
        for time in range(TIMES)
    ]
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        run(["measure", *words])
    captured = capsys.readouterr()
    return int(end.value.code or 0), captured.out, captured.err


def test_a_panels_own_columns_adjust_its_headline(
    panel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--panel", str(panel), "--covariates", "size", "--adjustment", "regression"]
    code, out, _ = said([*words, "--estimator", "callaway_santanna", "--json"], capsys)
    methods = json.loads(out)["methods"]
    assert code == 0
    assert (methods["headline"], methods["covariates"]) == ("adjusted", ["size"])
    begins = np.array([cohort(unit) or np.nan for unit in range(UNITS)])
    names = [f"u{unit:02d}" for unit in range(UNITS)]
    given = panel_of(names, np.arange(float(TIMES)), outcomes().round(6), begins)
    sizes = np.array([size(unit) for unit in range(UNITS)], dtype=np.float64)
    direct = covariate_adjustment(given, sizes, control="regression").effects.simple
    assert methods["estimates"][0]["estimate"]["estimate"] == pytest.approx(direct.estimate)


def test_covariates_of_another_file_may_be_words_and_parquet(
    panel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kinds.parquet"
    names = [f"u{unit:02d}" for unit in range(UNITS)]
    kinds = ["big" if size(unit) > 6 else "small" for unit in range(UNITS)]
    pa_parquet.write_table(pa.table({"unit": names, "kind": kinds}), path)
    code, out, _ = said(["--panel", str(panel), "--covariates-file", str(path)], capsys)
    assert code == 0
    assert "adjusted (doubly_robust) for kind big" in out
    code, own, _ = said(["--panel", str(panel), "--covariates", "kind"], capsys)
    assert code == 0
    assert own == out


def test_the_headline_stands_first_and_the_others_beside(
    panel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(["--panel", str(panel), "--estimator", "synthetic", "--json"], capsys)
    methods = json.loads(out)["methods"]
    assert code == 0
    assert [item["method"] for item in methods["estimates"]] == [
        "synthetic", "imputation", "callaway_santanna",
    ]  # fmt: skip
    assert methods["estimates"][0]["p_value"] is None
    checks = {check["name"]: check["verdict"] for check in json.loads(out)["checks"]}
    assert checks["other methods"] in ("PASS", "REVIEW")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--covariates", "sise"], 1, "has no column 'sise'; did you mean 'size'"),
        (["--covariates", "outcome"], 1, "has two values of the covariate outcome"),
        (["--covariates-file", "none.csv"], 1, "none.csv is no file"),
        (["--estimator", "random"], 2, "did you mean 'randomised'"),
        (["--adjustment", "regression"], 2, "name some: --covariates"),
        (["--covariates", ","], 2, "name columns, each once"),
    ],
)
def test_what_cannot_be_meant_is_said(
    panel: Path, words: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _, err = said(["--panel", str(panel), *words], capsys)
    assert found == code
    assert says in err


def test_a_panel_may_be_compared_within_the_regions_of_a_column(
    panel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(["--panel", str(panel), "--region", "kind"], capsys)
    assert code == 0
    assert "imputation within kind, overall" in out
    assert "2 regions have times of their own" in out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--region", "kin"], 1, "has no column 'kin'; did you mean 'kind'"),
        (["--region", "unit"], 1, "no two units have the same unit"),
        (["--region", "time"], 1, "has two values of time"),
        (["--region", "kind", "--errors", "analytic"], 2, "--errors small_sample"),
        (["--region", "kind", "--estimator", "synthetic"], 2, "--estimator imputation"),
        (["--region-weeks"], 2, "for a panel --region COLUMN"),
    ],
)
def test_regions_that_cannot_be_are_refused_with_what_to_do(
    panel: Path, words: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _, error = said(["--panel", str(panel), *words], capsys)
    assert (found, says in error) == (code, True)


def test_a_region_of_a_panel_has_no_place_in_a_workspace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, error = said(["--region", "kind"], capsys)
    assert code == 2
    assert "areas within regions: --region-weeks" in error
