"""A question reads the logs of the tables that it names, once, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from showfloor.domain.queries import Query
from showfloor.storage.engine import DuckDbEngine
from showfloor.storage.listed_files import ListedFiles


def test_files_are_listed_when_they_are_asked_for_and_once() -> None:
    asked: list[str] = []

    def listed(name: str) -> list[Path]:
        asked.append(name)
        return [Path(name)]

    files = ListedFiles(["sales", "stores"], listed)
    assert (len(files), list(files), "sales" in files, "other" in files) == (
        2,
        ["sales", "stores"],
        True,
        False,
    )
    assert asked == []
    assert files["sales"] == files["sales"] == [Path("sales")]
    assert files.get("other", ()) == ()
    assert asked == ["sales"]
    with pytest.raises(KeyError):
        files["other"]


def test_a_table_that_no_question_names_is_never_looked_at(tmp_path: Path) -> None:
    relations = {"seen": "(SELECT 1 AS n)", "damaged": "read_parquet('/nowhere.parquet')"}
    query = Query("asked", "SELECT CAST(n AS BIGINT) AS n FROM seen", {"n": "int"})
    with DuckDbEngine(relations, tmp_path) as engine:
        assert engine.run(query)["n"].tolist() == [1]
        assert engine.run(query)["n"].tolist() == [1]
