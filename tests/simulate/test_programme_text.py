"""A programme written as TOML reads back as the same programme."""

from dataclasses import replace
from datetime import date

import pytest

from showfloor.domain.programme import Experiment, Freeze, Pace
from showfloor.domain.programme_text import programme_toml
from showfloor.simulate import planning_instance
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


@pytest.mark.parametrize("demanded", [0.0, -1234.565, 1e9 + 0.01, None])
def test_freezes_and_a_demand_for_the_other_party_survive(tmp_path, demanded):
    programme = replace(
        planning_instance(40, 2, 12, 1).programme,
        freezes=(
            Freeze(date(2021, 11, 15), date(2022, 1, 10)),
            Freeze(date(1999, 12, 31), date(2000, 1, 1), ("DE-NW", 'the "north"')),
        ),
        other_at_least=demanded,
    )
    path = tmp_path / "programme.toml"
    path.write_text(programme_toml(programme), encoding="utf-8")
    assert read_programme(path) == programme


def test_pace_and_experiment_survive(tmp_path):
    programme = replace(
        planning_instance(40, 2, 12, 1).programme,
        pace=(Pace(date(2021, 3, 8), 0), Pace(date(2021, 3, 22), 7)),
        experiment=Experiment(0.001, 0.05, date(2021, 12, 27)),
    )
    path = tmp_path / "programme.toml"
    path.write_text(programme_toml(programme), encoding="utf-8")
    assert read_programme(path) == programme


def test_control_characters_in_a_name_survive(tmp_path):
    programme = planning_instance(40, 2, 12, 1).programme
    odd = replace(programme.waves[0], name="tab\tand \x7f!")
    programme = replace(programme, waves=(odd, *programme.waves[1:]))
    path = tmp_path / "programme.toml"
    path.write_text(programme_toml(programme), encoding="utf-8")
    assert read_programme(path).waves[0].name == "tab\tand \x7f!"
