"""The programme file is taken whole or refused with every problem, its key and how to mend it."""

from __future__ import annotations

from datetime import date

import pytest

from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Experiment,
    Format,
    Freeze,
    Holdout,
    Pace,
    Promise,
    Quota,
    SpilloverPair,
    SupplyStep,
    Wave,
)
from showfloor.errors import ProgrammeError
from showfloor.storage.programme_file import read_programme

HEAD = """
[programme]
id = "p"
manufacturer = "m"
start = 2021-03-01
weeks = 3
area_life_weeks = 4
discount_rate = 0.08
value_for = "retailer"
"""
FORMAT = """
[[formats]]
id = "wall"
footprint_m2 = 30
places = 60
capex = 48000.00
manufacturer_pays = 0.5
crew_days = [3, 2]
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "programme.toml"
        path.write_text(text, encoding="utf-8")
        return read_programme(path)

    return read_text


@pytest.fixture
def refusal(read):
    def message(text):
        with pytest.raises(ProgrammeError) as caught:
            read(text)
        return str(caught.value)

    return message


def test_the_smallest_programme_has_no_limits(read):
    programme = read(HEAD + FORMAT)
    assert (programme.programme_id, programme.manufacturer_id) == ("p", "m")
    assert programme.start == date(2021, 3, 1)
    assert (programme.weeks, programme.area_life_weeks, programme.discount_rate) == (3, 4, 0.08)
    assert programme.formats == (Format("wall", 30.0, 60, 48000.0, 0.5, (3, 2)),)
    assert programme.crews is None
    assert programme.holdout is None
    assert programme.other_at_least is None
    rules = ("season", "budget", "supply", "promises", "waves", "quotas", "spillover", "freezes")
    assert {getattr(programme, name) for name in (*rules, "excluded_stores")} == {()}


def test_every_rule_of_the_file_reaches_the_programme(read):
    season = ", ".join(["1.0"] * 51 + ["1.4"])
    programme = read(
        HEAD
        + f"season = [{season}]\nother_at_least = -250.50\n"
        + FORMAT
        + """
ramp = [0.6, 0.8]
[[budget]]
through = 2021-03-31
amount = 400000.00
[[budget]]
through = 2021-12-31
amount = 10
[[crews]]
region = "DE-NW"
crew_days = 10
[[crews]]
region = "DE-BE"
crew_days = [4, 3, 2, 1]
[[supply]]
format = "wall"
week = 2021-03-08
units = 6
[[supply]]
format = "wall"
week = 2021-03-01
units = 2
[[promises]]
store = "hamburg"
selling_by = 2021-04-05
formats = ["wall"]
[[waves]]
name = "flagships"
stores = ["hamburg", "köln"]
release_on = 2021-05-03
[holdout]
by = ["region", "kind"]
keep = 5
no_sales_before = 2021-12-27
draw = "optimised"
[[quota]]
region = "DE-BE"
at_least = 3
[exclude]
stores = ["bonn"]
[[spillover]]
stores = ["hamburg", "köln"]
loss_per_week = 120.00
[[freeze]]
from_date = 2021-11-15
to_date = 2022-01-10
[[freeze]]
from_date = 1999-12-31
to_date = 2000-01-01
regions = ["DE-NW", "DE-BE"]
"""
    )
    assert programme.season == (1.0,) * 51 + (1.4,)
    assert programme.formats[0].ramp == (0.6, 0.8)
    assert programme.budget == (
        BudgetStep(date(2021, 3, 31), 400000.0),
        BudgetStep(date(2021, 12, 31), 10.0),
    )
    # 3 planning weeks + an installation of 2 weeks - 1 = 4 weeks of crews
    assert programme.crews == (
        CrewCapacity("DE-NW", (10, 10, 10, 10)),
        CrewCapacity("DE-BE", (4, 3, 2, 1)),
    )
    assert programme.supply == (
        SupplyStep("wall", date(2021, 3, 1), 2),
        SupplyStep("wall", date(2021, 3, 8), 6),
    )
    assert programme.promises == (Promise("hamburg", date(2021, 4, 5), ("wall",)),)
    assert programme.waves == (Wave("flagships", ("hamburg", "köln"), date(2021, 5, 3)),)
    assert programme.holdout == Holdout(("region", "kind"), 5, date(2021, 12, 27), "optimised")
    assert programme.quotas == (Quota("DE-BE", 3),)
    assert programme.excluded_stores == ("bonn",)
    assert programme.spillover == (SpilloverPair("hamburg", "köln", 120.0),)
    assert programme.freezes == (
        Freeze(date(2021, 11, 15), date(2022, 1, 10)),
        Freeze(date(1999, 12, 31), date(2000, 1, 1), ("DE-NW", "DE-BE")),
    )
    assert programme.other_at_least == -250.5


def test_a_byte_order_mark_is_no_part_of_the_programme(tmp_path):
    path = tmp_path / "p.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + FORMAT).encode())
    assert read_programme(path).programme_id == "p"


PACE = "[[pace]]\nselling_by = {}\nat_most = {}\n"


def test_steps_of_the_pace_come_in_the_order_of_their_weeks(read):
    text = HEAD + FORMAT + PACE.format("2021-03-22", 7) + PACE.format("2021-03-08", 2)
    assert read(text).pace == (Pace(date(2021, 3, 8), 2), Pace(date(2021, 3, 22), 7))


def test_a_pace_that_falls_repeats_or_names_no_monday_is_refused(refusal):
    falling = HEAD + FORMAT + PACE.format("2021-03-22", 1) + PACE.format("2021-03-08", 2)
    assert "[[pace]] no. 1 at_most: 1 by 2021-03-22 is less than 2 by 2021-03-08" in refusal(
        falling
    )
    twice = HEAD + FORMAT + PACE.format("2021-03-22", 1) * 2
    assert "[[pace]] no. 2 selling_by" in refusal(twice)
    assert "is a Tuesday" in refusal(HEAD + FORMAT + PACE.format("2021-03-23", 1))


def test_an_experiment_says_what_may_be_given_up_to_measure_the_plan(read):
    text = HEAD + FORMAT + "[experiment]\n"
    assert read(text + "cost_at_most = 0.001\n").experiment == Experiment(0.001)
    measured = read(text + "mde_at_most = 0.05\nmeasured_on = 2021-12-27\n").experiment
    assert measured == Experiment(None, 0.05, date(2021, 12, 27))
    assert read(HEAD + FORMAT).experiment is None


def test_an_experiment_that_says_half_or_nothing_is_refused(refusal):
    text = HEAD + FORMAT + "[experiment]\n"
    assert "[experiment] is empty" in refusal(text)
    assert "[experiment] measured_on: is missing" in refusal(text + "mde_at_most = 0.05\n")
    wrong = text + "mde_at_most = 0.05\nmeasured_on = 2021-12-28\n"
    assert "is a Tuesday" in refusal(wrong)


def test_other_at_least_of_nothing_is_a_rule_and_its_absence_is_none(read):
    assert read(HEAD + "other_at_least = 0\n" + FORMAT).other_at_least == 0.0
    assert read(HEAD + FORMAT).other_at_least is None


def test_a_joint_programme_has_no_other_party_to_demand_for(refusal):
    joint = HEAD.replace('"retailer"', '"joint"') + "other_at_least = 0.0\n" + FORMAT
    said = refusal(joint)
    assert "1 problem" in said
    assert "[programme] other_at_least: there is no other party" in said


def test_an_unknown_key_names_the_nearest_known_one(refusal):
    said = refusal(HEAD + FORMAT + "crew_day = [1]\n")
    assert "[[formats]] no. 1 crew_day: unknown key; did you mean 'crew_days'?" in said


def test_an_unknown_section_names_the_nearest_known_one(refusal):
    said = refusal(HEAD + FORMAT + '[[wave]]\nname = "x"\nstores = ["a"]\n')
    assert "wave: unknown section; did you mean 'waves'?" in said


def test_all_problems_are_reported_together(refusal):
    said = refusal(
        HEAD.replace("weeks = 3", "weeks = 0").replace('"retailer"', '"retailr"')
        + FORMAT.replace("0.5", "1.5")
        + '[[spillover]]\nstores = ["a", "b"]\nloss_per_week = -1\n'
        + '[[supply]]\nformat = "wall"\nweek = 2021-03-02\nunits = 1\n'
    )
    assert "5 problems" in said
    for key in (
        "[programme] weeks:",
        "[programme] value_for:",
        "[[formats]] no. 1 manufacturer_pays:",
        "[[spillover]] no. 1 loss_per_week:",
        "[[supply]] no. 1 week:",
    ):
        assert key in said, key


ENTRIES = {
    "a rate of -1": ("discount_rate = 0.08", "discount_rate = -1", "discount_rate:"),
    "a rate that is no number": ("discount_rate = 0.08", "discount_rate = nan", "finite"),
    "a text for a number": ("weeks = 3\n", 'weeks = "3"\n', "[programme] weeks:"),
    "a fraction of a week": ("weeks = 3\n", "weeks = 3.5\n", "[programme] weeks:"),
    "true for a number": ("places = 60", "places = true", "places:"),
    "a time for a day": ("2021-03-01", "2021-03-01T00:00:00", "[programme] start:"),
    "a Tuesday": ("2021-03-01", "2021-03-02", "2021-03-02 is a Tuesday"),
    "no id": ('id = "p"', 'id = ""', "[programme] id:"),
    "an id with a blank at its end": ('id = "p"', 'id = "p "', "begin or end with a blank"),
    "a missing key": ('manufacturer = "m"', "", "[programme] manufacturer: is missing"),
    "a year too far": ("2021-03-01", "9990-01-01", "between 1970 and 2200"),
    "negative capex": ("48000.00", "-1", "capex:"),
    "half a crew-day": ("[3, 2]", "[3, 2.5]", "crew_days entry 2:"),
    "a negative crew-day": ("[3, 2]", "[3, -2]", "crew_days entry 2:"),
    "no installation week": ("[3, 2]", "[]", "crew_days:"),
    "a demand that is no number": (
        "weeks = 3\n",
        "weeks = 3\nother_at_least = nan\n",
        "[programme] other_at_least: must be a finite number",
    ),
    "a demand without end": ("weeks = 3\n", "weeks = 3\nother_at_least = -inf\n", "at_least:"),
    "a demand in words": ("weeks = 3\n", 'weeks = 3\nother_at_least = "0"\n', "at_least:"),
    "a demand that is true": ("weeks = 3\n", "weeks = 3\nother_at_least = true\n", "at_least:"),
    "season too short": ("weeks = 3\n", "weeks = 3\nseason = [1.0]\n", "must have 52"),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_value_out_of_its_range_is_refused_with_its_key(refusal, name):
    old, new, says = ENTRIES[name]
    text = HEAD + FORMAT
    assert text.count(old) == 1
    assert says in refusal(text.replace(old, new))


SECTIONS = {
    "two formats of one id": (FORMAT, "[[formats]] no. 2 id: 'wall' stands already in no. 1"),
    "a ramp above one": ("ramp = [1.2]", "ramp entry 1:"),
    "budget dates that fall": (
        (
            "[[budget]]\nthrough = 2021-03-31\namount = 1\n"
            "[[budget]]\nthrough = 2021-03-31\namount = 1\n"
        ),
        "[[budget]] no. 2 through: 2021-03-31 must be later than 2021-03-31",
    ),
    "a negative budget": ("[[budget]]\nthrough = 2021-03-31\namount = -1", "amount:"),
    "crews of the wrong length": (
        '[[crews]]\nregion = "R"\ncrew_days = [1, 2, 3]',
        "has 3 entries, must be one number or a list of 4",
    ),
    "crews of one region twice": (
        '[[crews]]\nregion = "R"\ncrew_days = 1\n[[crews]]\nregion = "R"\ncrew_days = 2',
        "[[crews]] no. 2 region: 'R' stands already",
    ),
    "crews that are true": ('[[crews]]\nregion = "R"\ncrew_days = true', "crew_days:"),
    "deliveries that fall": (
        (
            '[[supply]]\nformat = "wall"\nweek = 2021-03-01\nunits = 6\n'
            '[[supply]]\nformat = "wall"\nweek = 2021-03-08\nunits = 4\n'
        ),
        "units are cumulative",
    ),
    "two deliveries of one week": (
        '[[supply]]\nformat = "wall"\nweek = 2021-03-01\nunits = 6\n' * 2,
        "stands already in no. 1",
    ),
    "supply of an unknown format": (
        '[[supply]]\nformat = "wal"\nweek = 2021-03-01\nunits = 6\n',
        "no format 'wal'; did you mean 'wall'?",
    ),
    "a promise on a Sunday": (
        '[[promises]]\nstore = "a"\nselling_by = 2021-04-04\n',
        "2021-04-04 is a Sunday",
    ),
    "a promise of an unknown format": (
        '[[promises]]\nstore = "a"\nselling_by = 2021-04-05\nformats = ["walls"]\n',
        "did you mean 'wall'?",
    ),
    "two promises to one store": (
        '[[promises]]\nstore = "a"\nselling_by = 2021-04-05\n' * 2,
        "[[promises]] no. 2 store: 'a' stands already in no. 1",
    ),
    "a store in two waves": (
        '[[waves]]\nname = "x"\nstores = ["a"]\n[[waves]]\nname = "y"\nstores = ["b", "a"]\n',
        "'a' stands already in wave 'x'",
    ),
    "a wave of nobody": ('[[waves]]\nname = "x"\nstores = []\n', "[[waves]] no. 1 stores:"),
    "two waves of one name": (
        '[[waves]]\nname = "x"\nstores = ["a"]\n[[waves]]\nname = "x"\nstores = ["b"]\n',
        "[[waves]] no. 2 name: 'x' stands already",
    ),
    "a release on a Friday": (
        '[[waves]]\nname = "x"\nstores = ["a"]\nrelease_on = 2021-05-07\n',
        "2021-05-07 is a Friday",
    ),
    "a holdout by city": (
        '[holdout]\nby = ["city"]\nkeep = 1\nno_sales_before = 2021-12-27\n',
        "[holdout] by entry 1: must be 'region' or 'kind'",
    ),
    "a holdout by one column twice": (
        '[holdout]\nby = ["kind", "kind"]\nkeep = 1\nno_sales_before = 2021-12-27\n',
        "[holdout] by: names a column twice",
    ),
    "an unknown draw": (
        '[holdout]\nby = ["kind"]\nkeep = 1\nno_sales_before = 2021-12-27\ndraw = "lot"\n',
        "[holdout] draw: must be 'random' or 'optimised'",
    ),
    "two quotas of one region": (
        '[[quota]]\nregion = "R"\nat_least = 1\n' * 2,
        "[[quota]] no. 2 region: 'R' stands already",
    ),
    "a store beside itself": (
        '[[spillover]]\nstores = ["a", "a"]\nloss_per_week = 1\n',
        "name two stores",
    ),
    "three stores in a pair": (
        '[[spillover]]\nstores = ["a", "b", "c"]\nloss_per_week = 1\n',
        "[[spillover]] no. 1 stores:",
    ),
    "a pair twice": (
        (
            '[[spillover]]\nstores = ["a", "b"]\nloss_per_week = 1\n'
            '[[spillover]]\nstores = ["b", "a"]\nloss_per_week = 1\n'
        ),
        "[[spillover]] no. 2 stores:",
    ),
    "a freeze that ends as it begins": (
        "[[freeze]]\nfrom_date = 2021-11-15\nto_date = 2021-11-15\n",
        "[[freeze]] no. 1 to_date: 2021-11-15 is not after from_date 2021-11-15",
    ),
    "a freeze that ends before it begins": (
        "[[freeze]]\nfrom_date = 2021-11-15\nto_date = 2021-11-14\n",
        "[[freeze]] no. 1 to_date: 2021-11-14 is not after from_date 2021-11-15",
    ),
    "a freeze without an end": (
        "[[freeze]]\nfrom_date = 2021-11-15\n",
        "[[freeze]] no. 1 to_date: is missing",
    ),
    "a freeze of one region twice": (
        '[[freeze]]\nfrom_date = 2021-11-15\nto_date = 2022-01-10\nregions = ["R", "Q", "R"]\n',
        "[[freeze]] no. 1 regions: names 'R' twice",
    ),
    "a freeze of a region without a name": (
        '[[freeze]]\nfrom_date = 2021-11-15\nto_date = 2022-01-10\nregions = [""]\n',
        "[[freeze]] no. 1 regions entry 1:",
    ),
    "a freeze with an unknown key": (
        '[[freeze]]\nfrom_date = 2021-11-15\nto_date = 2022-01-10\nregion = ["R"]\n',
        "[[freeze]] no. 1 region: unknown key; did you mean 'regions'?",
    ),
    "one freeze where many belong": (
        "[freeze]\nfrom_date = 2021-11-15\nto_date = 2022-01-10\n",
        "each written [[freeze]]",
    ),
    "one table where many belong": (
        '[quota]\nregion = "R"\nat_least = 1\n',
        "each written [[quota]]",
    ),
    "many tables where one belongs": ("[[exclude]]\nstores = []\n", "written [exclude]"),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_that_contradicts_itself_is_refused(refusal, name):
    section, says = SECTIONS[name]
    assert says in refusal(HEAD + FORMAT + section + "\n")


def test_a_file_that_is_not_toml_is_refused_with_its_line(refusal):
    said = refusal(HEAD + "weeks = = 3\n")
    assert "is not TOML" in said
    assert "line 10" in said


def test_a_programme_without_formats_or_head_says_so(refusal):
    assert "[[formats]] is missing" in refusal(HEAD)
    assert "[programme] is missing" in refusal(FORMAT)
    assert "[[formats]] is empty" in refusal("formats = []\n" + HEAD)


def test_a_missing_file_a_directory_and_other_bytes_are_refused(tmp_path):
    with pytest.raises(ProgrammeError, match="does not exist"):
        read_programme(tmp_path / "none.toml")
    with pytest.raises(ProgrammeError, match="is a directory"):
        read_programme(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('[programme]\nid = "Köln"\n'.encode("latin-1"))
    with pytest.raises(ProgrammeError, match="is not UTF-8"):
        read_programme(latin)
