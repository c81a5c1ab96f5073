"""The demonstration's folder is there whole or not at all, and its making can be broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from showfloor.errors import WorkspaceError
from showfloor.portal.demo_folder import demonstration
from showfloor.portal.supervising import only_server_of

BROKEN_OFF = """
import sys, time
from pathlib import Path
from showfloor.portal.demo_folder import demonstration

def make(folder):
    folder.mkdir()
    (folder / "showfloor.toml").write_text("half")
    print("begun", flush=True)
    time.sleep(60)

with demonstration(Path(sys.argv[1]), make):
    pass
"""


def made(folder: Path) -> None:
    folder.joinpath("runs", "20210301-101530-123-plan-4f2a").mkdir(parents=True)
    folder.joinpath("showfloor.toml").write_text("whole")


def test_it_is_made_once_and_held_while_it_serves(tmp_path: Path) -> None:
    root = tmp_path / "Müller & Söhne" / "portal"
    with demonstration(root, made):
        assert root.joinpath("showfloor.toml").read_text() == "whole"
        with pytest.raises(WorkspaceError, match="another server answers"), only_server_of(root):
            pass
    with demonstration(root, lambda _: pytest.fail("it is there already")):
        pass
    assert [path.name for path in root.parent.iterdir()] == ["portal"]


def test_a_start_that_was_killed_half_way_begins_anew_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "portal"
    command = [sys.executable, "-c", BROKEN_OFF, str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert "Making the demonstration" in first.stdout.readline()
        assert first.stdout.readline() == "begun\n"
        with pytest.raises(WorkspaceError, match="another start makes"), demonstration(root, made):
            pass
        os.kill(first.pid, signal.SIGKILL)
    assert not root.exists(), "no half of it is in its place"
    with demonstration(root, made):
        assert root.joinpath("showfloor.toml").read_text() == "whole"
    assert "was broken off; it begins anew" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["portal"]


def test_a_making_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        folder.mkdir()
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"), demonstration(tmp_path / "portal", fails):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_takes_it_and_one_with_other_files_is_left_alone(tmp_path: Path) -> None:
    empty, full = tmp_path / "empty", tmp_path / "full"
    empty.mkdir()
    with demonstration(empty, made):
        assert empty.joinpath("showfloor.toml").is_file()
    full.mkdir()
    full.joinpath("thesis.txt").write_text("mine")
    with pytest.raises(WorkspaceError, match="holds files"), demonstration(full, made):
        pass
    assert full.joinpath("thesis.txt").read_text() == "mine"


def test_the_half_that_an_earlier_release_left_is_named(tmp_path: Path) -> None:
    tmp_path.joinpath("showfloor.toml").write_text("half")
    with pytest.raises(WorkspaceError, match="remove the folder"), demonstration(tmp_path, made):
        pass
