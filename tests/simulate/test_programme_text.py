"""A programme written as TOML reads back as the same programme."""

from dataclasses import replace

import pytest

from showfloor.simulate import planning_instance
from showfloor.simulate.programme_text import programme_toml
from showfloor.storage.programme_file import read_programme


@pytest.mark.parametrize("seed", [1, 2])
def test_a_programme_survives_writing_and_reading(tmp_path, seed):
    programme = planning_instance(120, 4, 24, seed).programme
    path = tmp_path / "programme.toml"
    path.write_text(programme_toml(programme, ["Made for a test."]), encoding="utf-8")
    assert read_programme(path) == programme


def test_quotes_and_backslashes_in_names_survive(tmp_path):
    programme = planning_instance(40, 2, 12, 1).programme
    odd = replace(programme.waves[0], name='The "first" \\ wave')
    programme = replace(programme, waves=(odd, *programme.waves[1:]))
    path = tmp_path / "programme.toml"
    path.write_text(programme_toml(programme), encoding="utf-8")
    assert read_programme(path).waves[0].name == 'The "first" \\ wave'
