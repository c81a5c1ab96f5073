"""Spark's session in this process: which Java runs it, on which cluster, and what it may print."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from showfloor.errors import LedgerError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LEAST_JAVA = 17
JAVA_FOLDERS = ("/usr/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines")
QUIET = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = console
logger.shell.name = org.apache.spark.api.python.PythonGatewayServer
logger.shell.level = error
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = Spark: %m%n
"""
SETTINGS: Mapping[str, str] = {
    "spark.app.name": "showfloor",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # An overflow or a text that is no number is an error, as on DuckDB, never NULL in silence.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
}
ON_THIS_MACHINE: Mapping[str, str] = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
PARTS = "spark.sql.shuffle.partitions"
PARTS_ON_THIS_MACHINE = "16"
"""Two hundred, Spark's default, are work for more processors than one machine has."""
NO_PYSPARK = (
    'the workspace asks for engine = "spark", but Spark is not installed: install the extra '
    "with pip install 'showfloor[spark]' (in a clone: pip install -e '.[spark]'), "
    'or set engine = "duckdb" in showfloor.toml'
)


def open_session(master: str, temporary: Path) -> SparkSession:
    """Return a session of its own on the process's Spark, which is started with the first one.

    temporary: where Spark keeps what does not fit into memory. LedgerError where Spark or Java
    is missing, or the cluster cannot be reached or is another than that of an earlier session.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LedgerError(NO_PYSPARK) from error
    running = SparkSession.getActiveSession()
    if running is None:
        os.environ["JAVA_HOME"] = str(java_home(os.environ))
        os.environ.setdefault("SPARK_HOME", str(_spark_home()))
        if not _elsewhere(master):
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        try:
            running = _started(master, temporary)
        except (PySparkException, OSError) as error:
            raise LedgerError(
                f"Spark did not start on {master}: {error}; see what it printed above, and "
                "spark_master in showfloor.toml"
            ) from error
        atexit.register(running.stop)
    found = running.sparkContext.master
    if found != master:
        raise LedgerError(
            f"this process already uses Spark on {found}; use {master} in a process of its own"
        )
    session = running.newSession()
    if not _elsewhere(master) and not running.sparkContext.getConf().contains(PARTS):
        session.conf.set(PARTS, PARTS_ON_THIS_MACHINE)
    return session


def _started(master: str, temporary: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    own = folder_for_spark(temporary)
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    builder = SparkSession.builder.master(master)
    settings = {**SETTINGS, **_folders(own)}
    settings |= {} if _elsewhere(master) else ON_THIS_MACHINE
    for key, value in settings.items():
        builder = builder.config(key, value)
    with warnings.catch_warnings():
        # Spark warns of new versions of pandas when it starts; its answers come as Arrow here.
        warnings.filterwarnings("ignore", message=".*pandas", category=FutureWarning)
        return builder.getOrCreate()


def folder_for_spark(temporary: Path) -> Path:
    """Make and return a folder of this process's own for what does not fit into Spark's memory.

    It lies in `temporary`; where that path has a comma, which Spark takes for the end of one folder
    and the beginning of another, it lies where the system keeps temporary files.
    """
    if "," in str(temporary):
        return Path(tempfile.mkdtemp(prefix="showfloor-spark-"))
    own = temporary / f"spark-{uuid.uuid4().hex}"
    own.mkdir(parents=True)
    return own


def _elsewhere(master: str) -> bool:
    return not master.startswith("local")


def _folders(own: Path) -> Mapping[str, str]:
    log = own / "log4j2.properties"
    log.write_text(QUIET, encoding="utf-8")
    return {
        "spark.local.dir": str(own),
        "spark.sql.warehouse.dir": (own / "warehouse").as_uri(),
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
    }


def _spark_home() -> Path:
    import pyspark

    return Path(pyspark.__file__).parent


def java_home(environment: Mapping[str, str], folders: Sequence[str] = JAVA_FOLDERS) -> Path:
    """Return the folder of the Java that runs Spark.

    JAVA_HOME where it is set; else the `java` on the path; else the oldest one that will do
    among the usual folders. LedgerError where none is found, or JAVA_HOME names none that will do.
    """
    stated = environment.get("JAVA_HOME")
    if stated:
        release = java_release(Path(stated))
        if release is None or release < LEAST_JAVA:
            is_what = "holds no bin/java" if release is None else f"is Java {release}"
            raise LedgerError(
                f"JAVA_HOME is {stated}, which {is_what}; Spark needs Java {LEAST_JAVA} or later"
            )
        return Path(stated)
    for home in _homes(environment, folders):
        if (java_release(home) or 0) >= LEAST_JAVA:
            return home
    raise LedgerError(
        f"Spark needs Java {LEAST_JAVA} or later, and none was found: install one (on Debian or "
        "Ubuntu: apt install openjdk-17-jre-headless) or name its folder in JAVA_HOME"
    )


def _homes(environment: Mapping[str, str], folders: Sequence[str]) -> Iterator[Path]:
    on_path = shutil.which("java", path=environment.get("PATH"))
    if on_path:
        yield Path(on_path).resolve().parents[1]
    found = [
        home.resolve()
        for folder in folders
        for home in (*Path(folder).glob("*"), *Path(folder).glob("*/Contents/Home"))
    ]
    yield from sorted(set(found), key=lambda home: (java_release(home) or 0, home))


def java_release(home: Path) -> int | None:
    """Return a Java's main version, 17; None where the folder holds no Java that runs."""
    java = home / "bin" / "java"
    try:
        said = subprocess.run(  # noqa: S603  (a program by its full path, without a shell)
            [str(java), "-version"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(found.group(1)) if found else None
