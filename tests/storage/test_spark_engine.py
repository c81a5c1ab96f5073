"""Promises of the choice of Spark that need no Spark: what is asked of it, what is said without."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError, WorkspaceError
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.engines import EngineChoice, open_engine
from showfloor.storage.spark_engine import parsed, spark_path, spelled
from showfloor.storage.spark_engine_session import folder_for_spark, java_home, java_release

without_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is not None, reason="pyspark is installed here"
)


def java_in(home: Path, version: str) -> Path:
    """A folder with a `java` that says it is of this version."""
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(0o755)
    return home


def stated(workspace: Workspace, line: str) -> Workspace:
    """The workspace with one more line in its showfloor.toml, opened anew."""
    path = workspace.root / "showfloor.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{line}\n{text}", encoding="utf-8")
    return open_workspace(workspace.root)


@without_spark
def test_without_spark_the_message_names_the_extra_to_install(stocked: Workspace) -> None:
    opened = stated(stocked, 'engine = "spark"')
    with pytest.raises(LedgerError, match=r"pip install 'showfloor\[spark\]'"):
        opened.ledger.engine()


def test_a_workspace_is_answered_by_duckdb_unless_it_says_otherwise(stocked: Workspace) -> None:
    assert (stocked.config.engine, stocked.config.spark_master) == ("duckdb", "local[*]")


def test_another_engine_is_refused_with_those_that_there_are(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="engine: Input should be 'duckdb' or 'spark'"):
        stated(workspace, 'engine = "sparc"')


def test_the_engine_does_not_change_what_an_import_does(stocked: Workspace) -> None:
    before = stocked.ledger.latest()
    assert stated(stocked, 'engine = "spark"').ledger.latest() == before


def test_a_question_is_spelled_as_spark_reads_it() -> None:
    query = Query(
        "q",
        "SELECT STRPOS(name, :part) AS place, DATE_DIFF('day', :first, opened_on) AS days "
        "FROM stores ORDER BY place",
        {"place": "int", "days": "int"},
        {"part": "ö", "first": date(2020, 1, 1)},
    )
    assert spelled(parsed(query)) == (
        "SELECT LOCATE(:part, name) AS place, DATEDIFF(DAY, :first, opened_on) AS days "
        "FROM stores ORDER BY place NULLS LAST"
    )


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT 1 AS a WHERE :x = 1 AND :z = 1", "no value for its parameter z"),
        ("SELECT 1 AS a", "never uses its parameter x"),
        ("SELECT 1 AS a WHERE ':x' = ''", "never uses its parameter x"),
        ("SELECT (1 AS a", "cannot be put to Spark"),
    ],
)
def test_a_question_whose_parameters_do_not_fit_is_refused(sql: str, says: str) -> None:
    with pytest.raises(LedgerError, match=says):
        parsed(Query("q", sql, {"a": "int"}, {"x": 1}))


def test_a_path_is_no_pattern_for_spark() -> None:
    assert spark_path(Path("/a b/Müller {1,2}/100%/x")) == r"file:/a b/Müller \{1,2\}/100%/x"


def test_java_is_the_one_that_java_home_names(tmp_path: Path) -> None:
    home = java_in(tmp_path / "jdk", "21.0.2")
    assert java_home({"JAVA_HOME": str(home), "PATH": ""}) == home


def test_a_java_home_that_will_not_do_is_refused_not_passed_over(tmp_path: Path) -> None:
    good, old = java_in(tmp_path / "17", "17.0.1"), java_in(tmp_path / "8", "1.8.0_292")
    path = str(good / "bin")
    with pytest.raises(LedgerError, match="is Java 8; Spark needs Java 17 or later"):
        java_home({"JAVA_HOME": str(old), "PATH": path})
    with pytest.raises(LedgerError, match="holds no bin/java"):
        java_home({"JAVA_HOME": str(tmp_path / "nothing"), "PATH": path})


def test_without_java_home_the_path_comes_first_then_the_usual_folders(tmp_path: Path) -> None:
    on_path = java_in(tmp_path / "path" / "jdk", "25")
    java_in(tmp_path / "jvm" / "a-21", "21")
    java_in(tmp_path / "jvm" / "b-17", "17")
    java_in(tmp_path / "jvm" / "c-11", "11.0.1")
    folders = (str(tmp_path / "jvm"), str(tmp_path / "nowhere"))
    assert java_home({"PATH": str(on_path / "bin")}, folders) == on_path
    assert java_home({"PATH": str(tmp_path)}, folders) == tmp_path / "jvm" / "b-17"
    with pytest.raises(LedgerError, match="apt install openjdk-17-jre-headless"):
        java_home({"PATH": str(tmp_path)}, ())


def test_a_java_that_does_not_run_is_none(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    assert java_release(tmp_path) is None


def test_duckdb_is_opened_on_the_tables_that_a_version_has(tmp_path: Path) -> None:
    with open_engine(EngineChoice(), {}, tmp_path) as engine:
        found = engine.run(Query("none", "SELECT COUNT(*) AS n FROM store_days", {"n": "int"}))
    assert found["n"].tolist() == [0]


def test_sparks_folder_lies_in_the_workspace_unless_spark_would_read_its_path_as_two(
    tmp_path: Path,
) -> None:
    own = folder_for_spark(tmp_path / "Müller & Söhne")
    assert own.is_dir()
    assert own.parent == tmp_path / "Müller & Söhne"
    elsewhere = folder_for_spark(tmp_path / "Müller, Söhne")
    assert elsewhere.is_dir()
    assert "," not in str(elsewhere)
    assert [one.name for one in tmp_path.iterdir()] == ["Müller & Söhne"]
    elsewhere.rmdir()
