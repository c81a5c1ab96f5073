"""A browser, a finished demo, and each report of it as a file: what every browser test needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
ROOT = Path(__file__).parents[2]
SHOWFLOOR = Path(sys.executable).with_name("showfloor")
CACHE = ROOT / ".cache" / "axe-core"
EXAMPLES = ("complete-journey", "o2-xiaomi")
LANGUAGES = ("en", "de")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium once; without it every test fails and says what to install."""
    if not CHROMIUM.is_file():
        pytest.fail(f"these tests need {CHROMIUM}: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a finished demo: SHOWFLOOR_DEMO, the repository's own, or one made for the tests."""
    named = os.environ.get("SHOWFLOOR_DEMO")
    folder = Path(named) if named else ROOT / "demo"
    if all(list((folder / name).glob("runs/*-report-*/report.en.html")) for name in EXAMPLES):
        return folder
    if named:
        pytest.fail(f"SHOWFLOOR_DEMO={named} holds no finished demo", pytrace=False)
    made = tmp_path_factory.mktemp("demo") / "demo"
    command = [str(SHOWFLOOR), "demo", "--out", str(made)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return made


@pytest.fixture(scope="session")
def reports(demo: Path) -> dict[tuple[str, str], Path]:
    """Return the newest report of each example by example and language."""
    return {
        (name, language): max(
            (demo / name).glob(f"runs/*-report-*/report.{language}.html"),
            key=lambda path: path.parent.name,
        )
        for name in EXAMPLES
        for language in LANGUAGES
    }


@pytest.fixture(scope="session")
def workspace(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a report that a test may serve; the demo itself stays untouched."""
    copy = tmp_path_factory.mktemp("served") / "o2-xiaomi"
    shutil.copytree(demo / "o2-xiaomi", copy)
    return copy


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's script, fetched once with npm: its licence (MPL) keeps it out of here."""
    script = CACHE / "package" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("axe-core is fetched with npm, and npm is not here: apt-get install npm")
        CACHE.mkdir(parents=True, exist_ok=True)
        fetch = [npm, "pack", "axe-core@4", "--silent", "--pack-destination", str(CACHE)]
        done = subprocess.run(fetch, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            pytest.skip(f"npm could not fetch axe-core: {done.stderr.strip()[-200:]}")
        with tarfile.open(CACHE / done.stdout.split()[-1]) as archive:
            archive.extract("package/axe.min.js", CACHE, filter="data")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def served(workspace: Path) -> Iterator[tuple[str, int]]:
    """Serve a finished workspace on a free port and return the host and port that it prints."""
    command = [str(SHOWFLOOR), "serve", "--port", "0", "--workspace", str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        printed = server.stdout.readline()
        found = re.search(r"http://([\d.]+):(\d+)/", printed)
        try:
            assert found is not None, f"serve printed no address but: {printed!r}"
            yield found[1], int(found[2])
        finally:
            server.terminate()
