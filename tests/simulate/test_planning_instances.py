"""The witness of a planning instance keeps every rule, checked rule by rule in plain Python."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from showfloor.errors import UsageError
from showfloor.simulate import planning_instance, planning_instance_with_witness

SIZES = [(2, 1, 4), (5, 2, 6), (24, 3, 8), (60, 4, 26), (150, 4, 26), (1000, 6, 52)]


def _instance(size, seed, *, freeze=False, large=False):
    return planning_instance_with_witness(*size, seed, freeze=freeze, large_installations=large)


def _week(programme, day):
    assert (day - programme.start).days % 7 == 0, f"{day} is no Monday"
    return (day - programme.start).days // 7


def _days_without_crews(problem, store, week):
    monday = problem.programme.start + timedelta(weeks=week)
    lacking = 0
    for number in problem.trading_days.weekdays:
        day = monday + timedelta(days=number)
        lacking += any(
            c.store_id == store.store_id and c.from_date <= day < c.to_date and not c.crew_access
            for c in problem.closures
        )
    return lacking


def _frozen_days(programme, store, week):
    monday = programme.start + timedelta(weeks=week)
    days = [monday + timedelta(days=number) for number in range(7)]
    return sum(
        freeze.from_date <= day < freeze.to_date
        for freeze in programme.freezes
        for day in days
        if not freeze.regions or store.region in freeze.regions
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("seed", "freeze", "large"),
    [(1, False, False), (2, False, False), (3, False, True), (4, True, False), (5, True, True)],
)
def test_the_witness_keeps_every_rule_for_any_holdout_draw(size, seed, freeze, large):
    instance = _instance(size, seed, freeze=freeze, large=large)
    problem, programme = instance.problem, instance.problem.programme
    stores = {s.store_id: s for s in problem.stores}
    formats = {f.format_id: f for f in programme.formats}
    areas = {a.store_id: a for a in instance.witness}
    assert len(areas) == len(instance.witness)
    standing = {a.store_id for a in problem.areas}
    capacity = {c.region: c.crew_days for c in programme.crews}
    used = {region: [0] * programme.crew_weeks for region in capacity}
    for area in instance.witness:
        store, item = stores[area.store_id], formats[area.format_id]
        assert store.store_id not in programme.excluded_stores
        assert store.store_id not in standing
        assert store.kind != "online"
        assert store.area_space_m2 >= item.footprint_m2
        assert 0 <= area.start_week < programme.weeks
        assert area.selling_week == area.start_week + len(item.crew_days)
        monday = programme.start + timedelta(weeks=area.start_week)
        assert store.ready_on is None or monday >= store.ready_on
        for offset, days in enumerate(item.crew_days):
            assert _days_without_crews(problem, store, area.start_week + offset) <= 3
            assert not _frozen_days(programme, store, area.start_week + offset)
            used[store.region][area.start_week + offset] += days
    for region, days in used.items():
        assert all(u <= c for u, c in zip(days, capacity[region], strict=True))
    for place, step in enumerate(programme.budget):
        spent = sum(
            round(formats[a.format_id].capex * stores[a.store_id].capex_factor, 2)
            for a in instance.witness
            if programme.start + timedelta(weeks=a.start_week) <= step.through
            or place == len(programme.budget) - 1
        )
        assert spent <= sum(s.amount for s in programme.budget[: place + 1]) + 0.01
    for place, step in enumerate(programme.supply):
        after = programme.supply[place + 1 :]
        until = _week(programme, after[0].week) if after else 10**6
        built = sum(
            a.format_id == step.format_id and a.start_week < until for a in instance.witness
        )
        assert built <= step.units
    for promise in programme.promises:
        area = areas[promise.store_id]
        assert area.selling_week <= _week(programme, promise.selling_by)
        assert not promise.format_ids or area.format_id in promise.format_ids
    for place, wave in enumerate(programme.waves):
        for later in programme.waves[place + 1 :]:
            first = max(areas[s].selling_week for s in wave.store_ids)
            next_first = min(areas[s].selling_week for s in later.store_ids)
            released = wave.release_on and next_first >= _week(programme, wave.release_on)
            assert first <= next_first or released
    obliged = {p.store_id for p in programme.promises}
    obliged |= {s for wave in programme.waves for s in wave.store_ids}
    for area in instance.witness:
        late = area.selling_week >= _week(programme, programme.holdout.no_sales_before)
        assert area.store_id in obliged or late
    for quota in programme.quotas:
        assert sum(stores[s].region == quota.region for s in areas) >= quota.at_least


@pytest.mark.parametrize("size", SIZES[2:])
def test_every_rule_is_active_in_an_instance_of_some_size(size):
    problem = planning_instance(*size, seed=5)
    programme = problem.programme
    assert len(problem.stores) == size[0]
    assert len(programme.formats) == size[1]
    assert programme.weeks == size[2]
    assert len(problem.options) == size[0] * size[1]
    assert {f.weeks_to_install for f in programme.formats} == {1, 2}
    assert len(programme.waves) == 2
    assert programme.promises
    assert programme.quotas
    assert programme.holdout
    assert programme.supply
    assert problem.closures
    assert problem.areas
    assert all(c % 5 == 0 for row in programme.crews for c in row.crew_days)
    assert 0.6 * size[0] <= len(programme.spillover) <= 1.5 * size[0]
    pairs = {frozenset((p.store_a, p.store_b)) for p in programme.spillover}
    assert len(pairs) == len(programme.spillover)
    assert all(len(pair) == 2 for pair in pairs)


def test_no_two_large_installations_fit_into_one_crews_week_and_one_always_does():
    usual = planning_instance(60, 6, 26, seed=5)
    large = planning_instance(60, 6, 26, seed=5, large_installations=True)
    days = {day for item in large.programme.formats for day in item.crew_days}
    assert min(days) * 2 > 5 >= max(days)
    lengths = [[item.weeks_to_install for item in p.programme.formats] for p in (usual, large)]
    assert lengths[0] == lengths[1]
    assert (large.stores, large.options, large.closures) == (
        usual.stores,
        usual.options,
        usual.closures,
    )
    assert large.programme.programme_id != usual.programme.programme_id


def test_the_same_arguments_give_the_same_problem_and_another_seed_another():
    first = planning_instance(60, 3, 12, seed=9)
    assert first == planning_instance(60, 3, 12, seed=9)
    assert first != planning_instance(60, 3, 12, seed=10)


def test_what_is_not_asked_for_changes_nothing_else():
    plain = planning_instance(60, 3, 12, seed=9)
    asked = planning_instance(60, 3, 12, seed=9, other_at_least=1000.0)
    assert plain.programme.freezes == ()
    assert plain.programme.other_at_least is None
    assert asked == replace(plain, programme=replace(plain.programme, other_at_least=1000.0))
    frozen = planning_instance(60, 3, 12, seed=9, freeze=True)
    assert len(frozen.programme.freezes) == 2
    assert (frozen.stores, frozen.options) == (plain.stores, plain.options)


def test_without_spillover_and_only_that_changes():
    plain = planning_instance(60, 4, 26, seed=9)
    alone = planning_instance(60, 4, 26, seed=9, spillover=False)
    assert plain.programme.spillover
    assert alone == replace(plain, programme=replace(plain.programme, spillover=()))


@pytest.mark.parametrize("size", [(60, 4, 26), (1000, 6, 52), (6000, 8, 104)])
def test_crews_come_whole_and_for_two_weeks_and_are_about_half_of_the_wish(size):
    programme = planning_instance(*size, seed=3).programme
    for crew in programme.crews:
        assert all(days % 5 == 0 for days in crew.crew_days)
        assert len(crew.crew_days) == programme.crew_weeks
        assert all(a == b for a, b in zip(crew.crew_days[::2], crew.crew_days[1::2], strict=False))
    most = max(sum(item.crew_days) for item in programme.formats)
    total = sum(sum(crew.crew_days) for crew in programme.crews)
    least = 5 * 0.2 * programme.weeks * len(programme.crews)
    assert total <= max(least * 1.5, 0.5 * most * size[0])


def test_asked_to_stay_each_region_has_the_same_crews_every_week():
    for crew in planning_instance(1000, 6, 52, seed=3, crews_in_turns=False).programme.crews:
        assert len(set(crew.crew_days)) == 1
        assert crew.crew_days[0] >= 5


def test_large_networks_have_freezes_and_ids_that_sort_as_their_numbers():
    problem = planning_instance(12_000, 4, 30, seed=1)
    ids = [store.store_id for store in problem.stores]
    assert ids == sorted(ids)
    assert len(problem.programme.freezes) == 2
    assert planning_instance(12_000, 4, 30, seed=1, freeze=False).programme.freezes == ()


def test_partners_of_a_pair_are_nearest_or_second_nearest_neighbours():
    problem = planning_instance(300, 3, 12, seed=6)
    place = {s.store_id: (s.latitude, s.longitude) for s in problem.stores if s.kind != "online"}

    def apart(a, b):
        return (place[a][0] - place[b][0]) ** 2 + (place[a][1] - place[b][1]) ** 2

    for pair in problem.programme.spillover:
        a, b = pair.store_a, pair.store_b
        nearer = [
            sum(apart(one, other) < apart(a, b) for other in place if other != one)
            for one in (a, b)
        ]
        assert min(nearer) <= 1


def test_dates_that_name_a_week_are_mondays():
    programme = planning_instance(200, 4, 20, seed=4).programme
    named: list[date] = [programme.start, programme.holdout.no_sales_before]
    named += [step.week for step in programme.supply]
    named += [promise.selling_by for promise in programme.promises]
    named += [wave.release_on for wave in programme.waves if wave.release_on]
    assert all(day.weekday() == 0 for day in named)


def test_too_small_an_instance_is_refused():
    with pytest.raises(UsageError, match="at least 2 shops, 1 format and 4 weeks"):
        planning_instance(1, 1, 4, seed=0)
