"""The bench command writes a problem that plan and verify take, and spoils no folder."""

import json

import pytest

from showfloor.cli.main import run


def call(*words):
    with pytest.raises(SystemExit) as end:
        run([str(word) for word in words])
    return int(end.value.code or 0)


def test_a_written_instance_is_planned_and_verified_from_its_files(tmp_path, capsys):
    place = tmp_path / "small"
    words = ("--stores", 40, "--formats", 3, "--weeks", 12, "--seed", 2)
    assert call("bench", "instance", *words, "--out", place, "--json") == 0
    files = json.loads(capsys.readouterr().out)["files"]
    given = []
    for name in ("programme.toml", "stores.csv", "closures.csv", "options.csv", "areas.csv"):
        given += [f"--{name.split('.')[0]}", files[name]]
    assert call("plan", *given, "--out", tmp_path / "plan", "--time-limit", 20) == 0
    assert call("verify", tmp_path / "plan", *given) == 0


def test_a_folder_with_other_files_is_left_alone(tmp_path, capsys):
    (tmp_path / "programme.toml").write_text("mine")
    assert call("bench", "instance", "--stores", 20, "--out", tmp_path) == 2
    assert "bench did not make" in capsys.readouterr().err
    assert (tmp_path / "programme.toml").read_text() == "mine"


def test_a_folder_that_bench_wrote_is_written_again(tmp_path):
    for seed in (1, 2):
        words = ("--stores", 30, "--weeks", 12, "--seed", seed, "--no-spillover")
        assert call("bench", "instance", *words, "--out", tmp_path / "a") == 0
    assert "--seed 2 --no-spillover" in (tmp_path / "a" / "README.md").read_text()


def test_too_small_an_instance_and_another_word_are_wrong_usage(tmp_path, capsys):
    assert call("bench", "instance", "--stores", 1, "--out", tmp_path / "a") == 2
    assert "at least 2 shops" in capsys.readouterr().err
    assert call("bench", "peers", "--out", tmp_path / "a") == 2
    assert "it makes: instance" in capsys.readouterr().err
