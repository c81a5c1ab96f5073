"""Stores, closures, options and areas are read strictly: line, column and reason, none dropped."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.calendars import TradingDays
from showfloor.domain.plan import OptionMargin, PreviousChoice, PreviousPlan
from showfloor.domain.stores import Area, Closure, Store
from showfloor.errors import DataError, ProgrammeError
from showfloor.storage.problem_files import (
    read_areas,
    read_closures,
    read_options,
    read_problem,
    read_stores,
    write_areas,
    write_closures,
    write_options,
    write_stores,
)

STORES = "store_id,name,kind,operator\na,A,standard,o\nb,B,flagship,o\n"
OPTIONS = "store_id,format_id,retailer_margin_per_week\na,wall,12.5\n"
PROGRAMME = """
[programme]
id = "p"
manufacturer = "m"
start = 2021-03-01
weeks = 3
area_life_weeks = 4
discount_rate = 0.08
value_for = "retailer"
[[formats]]
id = "wall"
footprint_m2 = 30
places = 60
capex = 48000.00
manufacturer_pays = 0.5
crew_days = [3, 2]
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


def refusal(reader, path):
    with pytest.raises(DataError) as caught:
        reader(path)
    return str(caught.value)


def test_a_store_without_optional_columns_has_none_of_them(file):
    assert read_stores(file(STORES)) == (
        Store("a", "A", "standard", "o"),
        Store("b", "B", "flagship", "o"),
    )


def test_every_column_of_the_design_reaches_the_store(file):
    text = (
        "store_id,name,kind,operator,operator_status,city,region,postcode,latitude,longitude,"
        "area_space_m2,capex_factor,ready_on,opened_on,closed_on,gln\n"
        'k,"Köln, Dom",live,o,agent,Köln,DE-NW,01067,50.94,6.96,12.5,1.1,2021-03-01,2019-05-02,'
        "2022-01-01,4012345000009\n"
        "x,X,standard,o,,,,,,,,,,,,\n"
    )
    day = date(2021, 3, 1)
    assert read_stores(file(b"\xef\xbb\xbf" + text.encode())) == (
        Store(
            *("k", "Köln, Dom", "live", "o", "agent", "Köln", "DE-NW", "01067", 50.94, 6.96),
            *(12.5, 1.1, day, date(2019, 5, 2), date(2022, 1, 1), "4012345000009"),
        ),
        Store("x", "X", "standard", "o"),
    )


def test_columns_may_come_in_any_order_and_lines_may_end_as_on_windows(file):
    assert read_options(
        file("retailer_margin_per_week,format_id,store_id\r\n-3,wall,a\r\n\r\n")
    ) == (OptionMargin("a", "wall", -3.0),)


def test_closures_and_areas_are_read_with_their_dates(file):
    closures = file("store_id,from_date,to_date,crew_access\na,2021-01-01,2021-03-08,true\n")
    first, end = date(2021, 1, 1), date(2021, 3, 8)
    assert read_closures(closures) == (Closure("a", first, end, "", True),)
    areas = file(
        "area_id,store_id,manufacturer_id,format_id,installed_from,selling_from,selling_to\n"
        "1,a,m,wall,2021-01-01,2021-01-01,2021-03-08\n2,a,m,wall,2021-01-01,2021-03-08,\n"
    )
    assert read_areas(areas) == (
        Area("1", "a", "m", "wall", first, first, end),
        Area("2", "a", "m", "wall", first, end),
    )


WHOLE_FILES = {
    "an empty file": ("", "is empty"),
    "semicolons": (STORES.replace(",", ";"), "separated by semicolons"),
    "tabs": (STORES.replace(",", "\t"), "separated by tabs"),
    "an unknown column": (STORES.replace("kind", "kinds"), "unknown column 'kinds'; did you mean"),
    "a missing column": (STORES.replace("operator", "city"), "column operator is missing"),
    "a column twice": (STORES.replace("name", "kind"), "column kind stands twice"),
    "other bytes": (STORES.replace("A", "Ä").encode("latin-1"), "is not UTF-8"),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_that_cannot_be_taken_as_a_whole_says_why(file, name):
    text, says = WHOLE_FILES[name]
    assert says in refusal(read_stores, file(text))


def test_a_missing_file_and_a_directory_are_refused(tmp_path):
    assert "does not exist" in refusal(read_stores, tmp_path / "none.csv")
    assert "is a directory" in refusal(read_stores, tmp_path)


LINES = {
    "a line too short": ("c,C,standard", "line 4: has 3 fields, the header 4"),
    "an empty id": (",C,standard,o", "line 4, column store_id: is empty"),
    "a blank in an id": ("c ,C,standard,o", "line 4, column store_id: 'c ' has blanks"),
    "an id twice": ("a,C,standard,o", "line 4, column store_id: a stands already in line 2"),
    "an unknown kind": (
        "c,C,standrd,o",
        (
            "line 4, column kind: 'standrd' is not one of flagship, live, standard, partner,"
            " own_brand, online; did you mean 'standard'?"
        ),
    ),
    "an open quote": ('c,"C,standard,o', "line 4: is not CSV"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_bad_line_is_named_with_column_and_reason(file, name):
    line, says = LINES[name]
    assert says in refusal(read_stores, file(f"{STORES}{line}\n"))


NUMBERS = ["1e13", "nan", "inf", "1e999", "1_000", "1,5", " 1", "0x10", "١", "", "-"]


@pytest.mark.parametrize("value", NUMBERS)
def test_a_margin_that_is_no_plain_number_is_refused(file, value):
    text = f'{OPTIONS}b,wall,"{value}"\n'
    assert "line 3, column retailer_margin_per_week" in refusal(read_options, file(text))


@pytest.mark.parametrize(
    "value", ["01.03.2021", "2021-3-1", "20210301", "2021-02-30", "2021-W09-1"]
)
def test_a_date_in_another_form_is_refused(file, value):
    text = f"store_id,from_date,to_date\na,{value},2021-12-01\n"
    assert "line 2, column from_date" in refusal(read_closures, file(text))


@pytest.mark.parametrize(
    ("column", "value"),
    [("latitude", "91"), ("longitude", "-181"), ("area_space_m2", "-1"), ("capex_factor", "-0.1")],
)
def test_a_number_out_of_its_range_is_refused(file, column, value):
    text = f"store_id,name,kind,operator,{column}\na,A,standard,o,{value}\n"
    assert f"line 2, column {column}: {value} must be" in refusal(read_stores, file(text))


ORDERS = {
    "a closure that ends as it begins": (
        read_closures,
        "store_id,from_date,to_date\na,2021-03-01,2021-03-01\n",
        "line 2, column to_date",
    ),
    "a store that closes before it opens": (
        read_stores,
        "store_id,name,kind,operator,opened_on,closed_on\na,A,live,o,2021-03-01,2021-02-01\n",
        "line 2, column closed_on",
    ),
    "an area that sells before it stands": (
        read_areas,
        (
            "area_id,store_id,manufacturer_id,format_id,installed_from,selling_from\n"
            "1,a,m,wall,2021-03-01,2021-02-01\n"
        ),
        "line 2, column selling_from",
    ),
    "an area that ends before it sells": (
        read_areas,
        (
            "area_id,store_id,manufacturer_id,format_id,installed_from,selling_from,selling_to\n"
            "1,a,m,wall,2021-03-01,2021-03-01,2021-03-01\n"
        ),
        "line 2, column selling_to",
    ),
    "an option twice": (
        read_options,
        OPTIONS + "a,wall,1\n",
        "line 3, column format_id: 'a' with 'wall' stands already in line 2",
    ),
    "a truth that is neither": (
        read_closures,
        "store_id,from_date,to_date,crew_access\na,2021-03-01,2021-03-02,maybe\n",
        "line 2, column crew_access: 'maybe' is neither true nor false",
    ),
}


@pytest.mark.parametrize("name", ORDERS)
def test_rows_that_contradict_themselves_are_refused(file, name):
    reader, text, says = ORDERS[name]
    assert says in refusal(reader, file(text))


def test_the_first_twenty_problems_are_shown_and_the_rest_counted(file):
    said = refusal(read_options, file(OPTIONS + "".join(f"b{i},wall,x\n" for i in range(25))))
    assert "25 problems" in said
    assert said.count("\n  line ") == 20
    assert said.endswith("and 5 more")


def test_a_line_after_a_field_with_a_line_break_keeps_its_number(file):
    text = 'store_id,name,kind,operator\na,"A\nB",standard,o\nb,B,nothing,o\n'
    assert "line 4, column kind" in refusal(read_stores, file(text))


names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=8
).filter(lambda text: text == text.strip() and text)
amounts = st.floats(-1e9, 1e9, allow_nan=False)
days = st.dates(date(1990, 1, 1), date(2050, 1, 1))


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    options=st.lists(
        st.builds(
            OptionMargin, names, names, amounts, st.none() | amounts, st.none() | st.just(0.1)
        ),
        unique_by=lambda option: (option.store_id, option.format_id),
    )
)
def test_options_come_back_as_they_were_written(tmp_path, options):
    path = tmp_path / "options.csv"
    write_options(path, options)
    assert read_options(path) == tuple(options)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=names,
    space=st.none() | st.floats(0, 1e4),
    day=days,
    where=st.floats(-90, 90),
    access=st.booleans(),
)
def test_stores_closures_and_areas_come_back_as_they_were_written(
    tmp_path, name, space, day, where, access
):
    store = Store(name, name, "live", name, None, name, None, None, where, where, space, 1.1, day)
    write_stores(tmp_path / "s.csv", [store])
    assert read_stores(tmp_path / "s.csv") == (store,)
    closure = Closure(name, day, date(2060, 1, 1), "", access)
    write_closures(tmp_path / "c.csv", [closure])
    assert read_closures(tmp_path / "c.csv") == (closure,)
    area = Area(name, name, name, name, day, day, None, day, day)
    write_areas(tmp_path / "a.csv", [area])
    assert read_areas(tmp_path / "a.csv") == (area,)


@pytest.fixture
def problem(file):
    def read(
        programme=PROGRAMME,
        stores=STORES,
        options=OPTIONS,
        closures=None,
        areas=None,
        previous=None,
        change_cost=0.0,
    ):
        return read_problem(
            file(programme, "p.toml"),
            file(stores, "stores.csv"),
            file(closures, "closures.csv") if closures else None,
            file(options, "options.csv"),
            file(areas, "areas.csv") if areas else None,
            previous=file(previous, "earlier.csv") if previous else None,
            change_cost=change_cost,
        )

    return read


def test_a_problem_holds_all_its_files_and_trades_monday_to_saturday(problem):
    read = problem(closures="store_id,from_date,to_date\na,2021-03-01,2021-03-02\n")
    assert read.programme.programme_id == "p"
    assert [store.store_id for store in read.stores] == ["a", "b"]
    assert (len(read.closures), len(read.options), read.areas) == (1, 1, ())
    assert read.trading_days == TradingDays((0, 1, 2, 3, 4, 5))


def test_a_file_without_stores_is_no_problem_to_plan(problem):
    with pytest.raises(DataError, match="has no stores"):
        problem(stores=STORES.splitlines()[0], options=OPTIONS.splitlines()[0])


def test_a_file_without_options_says_that_no_store_could_get_an_area(problem):
    with pytest.raises(DataError, match=r"options\.csv has no options.*write a row for each store"):
        problem(options=OPTIONS.splitlines()[0])


def test_blanks_around_free_text_are_kept(file):
    stores = read_stores(file(STORES.replace("B,flagship", " B ,flagship")))
    assert stores[1].name == " B "


STRANGERS = {
    "a promise": '[[promises]]\nstore = "aa"\nselling_by = 2021-04-05\n',
    "a wave": '[[waves]]\nname = "w"\nstores = ["aa"]\n',
    "a holdout": '[holdout]\nby = ["kind"]\nkeep = 1\nno_sales_before = 2021-03-08\n'
    'stores = ["aa"]\n',
    "an exclusion": '[exclude]\nstores = ["aa"]\n',
    "a spillover pair": '[[spillover]]\nstores = ["b", "aa"]\nloss_per_week = 1\n',
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_programme_that_names_an_unknown_store_is_refused(problem, name):
    with pytest.raises(ProgrammeError, match=r"no store 'aa' in the stores; did you mean 'a'\?"):
        problem(programme=PROGRAMME + STRANGERS[name])


ROWS = {
    "an option's store": ({"options": OPTIONS + "aa,wall,1\n"}, "options.csv", "no store 'aa'"),
    "an option's format": (
        {"options": OPTIONS + "b,walls,1\n"},
        "options.csv",
        "no format 'walls'; did you mean 'wall'?",
    ),
    "a closure's store": (
        {"closures": "store_id,from_date,to_date\nc,2021-03-01,2021-03-02\n"},
        "closures.csv",
        "no store 'c'",
    ),
    "an area's store": (
        {
            "areas": "area_id,store_id,manufacturer_id,format_id,installed_from,selling_from\n"
            "1,c,m,wall,2021-03-01,2021-03-01\n"
        },
        "areas.csv",
        "no store 'c'",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_names_what_is_not_there_is_refused_with_its_file(problem, name):
    files, where, says = ROWS[name]
    with pytest.raises(DataError) as caught:
        problem(**files)
    assert where in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize("party", ["manufacturer", "joint"])
def test_a_plan_for_the_manufacturer_needs_its_margins(problem, party):
    programme = PROGRAMME.replace('"retailer"', f'"{party}"')
    with pytest.raises(DataError, match="manufacturer_margin_per_week: is empty"):
        problem(programme=programme)


REGIONS = "store_id,name,kind,operator,region\na,A,standard,o,DE-NW\nb,B,flagship,o,\n"
FREEZE = "[[freeze]]\nfrom_date = 2021-11-15\nto_date = 2022-01-10\n"


def test_a_freeze_of_a_region_that_no_store_has_is_refused_with_the_nearest(problem):
    strange = f'{PROGRAMME}{FREEZE}{FREEZE}regions = ["DE-NW", "DE-NV"]\n'
    with pytest.raises(ProgrammeError) as caught:
        problem(programme=strange, stores=REGIONS)
    said = "[[freeze]] no. 2 regions: no store has the region 'DE-NV'; did you mean 'DE-NW'?"
    assert said in str(caught.value)
    assert "no. 1" not in str(caught.value)


def test_a_freeze_of_a_known_region_or_of_all_is_taken(problem):
    known = f'{PROGRAMME}{FREEZE}{FREEZE}regions = ["DE-NW"]\n'
    freezes = problem(programme=known, stores=REGIONS).programme.freezes
    assert [freeze.regions for freeze in freezes] == [(), ("DE-NW",)]


def test_a_freeze_of_a_region_where_no_store_has_one_is_refused(problem):
    with pytest.raises(ProgrammeError, match=r"no store has the region 'DE-NW'$"):
        problem(programme=f'{PROGRAMME}{FREEZE}regions = ["DE-NW"]\n')


DEMANDING = PROGRAMME.replace("weeks = 3\n", "weeks = 3\nother_at_least = 0.0\n")
MARGINS = "store_id,format_id,retailer_margin_per_week,manufacturer_margin_per_week\n"


def test_a_demand_for_the_manufacturer_needs_its_margins(problem):
    with pytest.raises(DataError) as caught:
        problem(programme=DEMANDING, options=f"{MARGINS}a,wall,12.5,3\nb,wall,12.5,\n")
    assert "row 2 (b, wall)" in str(caught.value)
    assert "is empty, but other_at_least needs it" in str(caught.value)
    assert "row 1" not in str(caught.value)
    whole = problem(programme=DEMANDING, options=f"{MARGINS}a,wall,12.5,3\nb,wall,12.5,-1\n")
    assert whole.programme.other_at_least == 0.0


def test_a_demand_for_the_retailer_needs_no_margin_beyond_the_manufacturers(problem):
    demanding = DEMANDING.replace('"retailer"', '"manufacturer"')
    read = problem(programme=demanding, options=f"{MARGINS}a,wall,12.5,3\n")
    assert read.programme.other_at_least == 0.0


EARLIER = "store_id,format_id,start_week,selling_week,value\n"


def test_an_earlier_plan_and_its_cost_of_change_are_part_of_the_problem(problem):
    read = problem(previous=EARLIER + "a,wall,2021-03-08,2021-03-15,5.00\n", change_cost=75.0)
    choice = PreviousChoice("a", "wall", date(2021, 3, 8))
    assert read.previous == PreviousPlan((choice,), 75.0)
    assert problem().previous is None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("aa,wall", "aa: no store 'aa'; did you mean 'a'?"),
        ("a,walls", "a: no format 'walls'; did you mean 'wall'?"),
    ],
)
def test_an_earlier_plan_that_names_what_is_not_there_is_refused(problem, row, says):
    with pytest.raises(ProgrammeError) as caught:
        problem(previous=f"{EARLIER}{row},2021-03-08,2021-03-15,5.00\n")
    assert "earlier.csv" in str(caught.value)
    assert says in str(caught.value)
