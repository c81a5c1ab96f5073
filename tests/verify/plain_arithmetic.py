"""The programme's meaning a second time, written from its text: loops over days, whole plans.

Slow and plain on purpose; it shares nothing with src/showfloor/verify but the words of `domain`.
A plan is a dict from store id to (format id, start week) or None.
"""

from __future__ import annotations

import hashlib
import itertools
from datetime import date, timedelta
from math import fsum

from showfloor.domain.money import to_cents

START = date(2021, 3, 1)


def monday(week, start=START):
    return start + timedelta(days=7 * week)


def week_of(day, start):
    return ((day - timedelta(days=day.weekday())) - start).days // 7


def store_of(problem, store_id):
    return next(s for s in problem.stores if s.store_id == store_id)


def trading_dates(problem, week):
    first = monday(week, problem.programme.start)
    return [first + timedelta(days=d) for d in problem.trading_days.weekdays]


def exists(store, day):
    if store.opened_on is not None and day < store.opened_on:
        return False
    return store.closed_on is None or day < store.closed_on


def open_share(problem, store, week):
    days = trading_dates(problem, week)
    sold = 0
    for day in days:
        shut = any(
            c.store_id == store.store_id and c.from_date <= day < c.to_date
            for c in problem.closures
        )
        sold += exists(store, day) and not shut
    return sold / len(days)


def crews_have_access(problem, store, week):
    lacking = 0
    for day in trading_dates(problem, week):
        barred = any(
            c.store_id == store.store_id and c.from_date <= day < c.to_date and not c.crew_access
            for c in problem.closures
        )
        lacking += barred or not exists(store, day)
    return lacking <= 3


def discount(problem, week):
    return (1 + problem.programme.discount_rate) ** (-week / 52)


def season(problem, week):
    factors = problem.programme.season
    if not factors:
        return 1.0
    number = monday(week, problem.programme.start).isocalendar()[1]
    return factors[51 if number == 53 else number - 1]


def capex_of(store, item):
    return to_cents(item.capex * store.capex_factor)


def option_of(problem, store_id, format_id):
    for option in problem.options:
        if (option.store_id, option.format_id) == (store_id, format_id):
            return option
    return None


def value_of(problem, store_id, format_id, start, party=None):
    programme = problem.programme
    party = party or programme.value_for
    store, item = store_of(problem, store_id), programme.format(format_id)
    option = option_of(problem, store_id, format_id)
    margin = {
        "retailer": option.retailer_margin_per_week,
        "manufacturer": option.manufacturer_margin_per_week,
        "joint": option.retailer_margin_per_week + (option.manufacturer_margin_per_week or 0.0),
    }[party]
    share = {
        "retailer": 1 - item.manufacturer_pays,
        "manufacturer": item.manufacturer_pays,
        "joint": 1.0,
    }[party]
    first = start + len(item.crew_days)
    terms = []
    for i in range(programme.area_life_weeks):
        ramp = item.ramp[i] if i < len(item.ramp) else 1.0
        w = first + i
        terms.append(
            discount(problem, w) * season(problem, w) * ramp * open_share(problem, store, w)
        )
    return margin * fsum(terms) - share * discount(problem, start) * capex_of(store, item)


def fixed_areas(problem, store_id):
    programme = problem.programme
    return [
        a
        for a in problem.areas
        if a.store_id == store_id
        and a.manufacturer_id == programme.manufacturer_id
        and (a.selling_to is None or a.selling_to > programme.start)
    ]


def in_a_freeze(problem, store_id, format_id, start):
    """Whether any day of the installation is frozen, each day asked of each freeze."""
    first = monday(start, problem.programme.start)
    length = 7 * len(problem.programme.format(format_id).crew_days)
    region = store_of(problem, store_id).region
    return any(
        freeze.from_date <= first + timedelta(days=i) < freeze.to_date
        for freeze in problem.programme.freezes
        if len(freeze.regions) == 0 or (region is not None and region in freeze.regions)
        for i in range(length)
    )


def allowed(problem, store_id, format_id, start):
    return allowed_but_for_freezes(problem, store_id, format_id, start) and not in_a_freeze(
        problem, store_id, format_id, start
    )


def other_slack(problem, plan):
    """What the plan is worth to the other party beyond what is demanded; None without the rule."""
    programme = problem.programme
    if programme.other_at_least is None:
        return None
    other = {"retailer": "manufacturer", "manufacturer": "retailer"}[programme.value_for]
    worth = fsum(value_of(problem, *choice, other) for choice in chosen(plan))
    return worth - programme.other_at_least


def allowed_but_for_freezes(problem, store_id, format_id, start):
    programme = problem.programme
    store, item = store_of(problem, store_id), programme.format(format_id)
    if option_of(problem, store_id, format_id) is None or fixed_areas(problem, store_id):
        return False
    if store.kind == "online" or store_id in programme.excluded_stores:
        return False
    if store.area_space_m2 is None or item.footprint_m2 > store.area_space_m2:
        return False
    weeks = range(start, start + len(item.crew_days))
    if not all(crews_have_access(problem, store, w) for w in weeks):
        return False
    return store.ready_on is None or monday(start, programme.start) >= store.ready_on


def all_options(problem, store_id):
    programme = problem.programme
    return [
        (item.format_id, t)
        for item in programme.formats
        for t in range(programme.weeks)
        if allowed(problem, store_id, item.format_id, t)
    ]


def delivered(problem, format_id, start):
    weeks = [
        week_of(s.week, problem.programme.start)
        for s in problem.programme.supply
        if s.format_id == format_id
    ]
    return not weeks or start >= min(weeks)


def obliged(problem):
    programme = problem.programme
    return {p.store_id for p in programme.promises} | {
        s for wave in programme.waves for s in wave.store_ids
    }


def stratum(problem, store):
    values = {"region": store.region, "kind": store.kind}
    return " | ".join(values[name] or "(none)" for name in problem.programme.holdout.by)


def strata(problem):
    """Stratum to sorted eligible store ids."""
    groups = {}
    for store in problem.stores:
        if all_options(problem, store.store_id):
            group = groups.setdefault(stratum(problem, store), [])
            if store.store_id not in obliged(problem):
                group.append(store.store_id)
    return {name: sorted(group) for name, group in groups.items()}


def drawn(problem, seed):
    held = {}
    for name, group in strata(problem).items():
        ranked = sorted((hashlib.sha256(f"{seed}:{s}".encode()).hexdigest(), s) for s in group)
        first = [s for _, s in ranked if s in problem.programme.holdout.stores]
        rest = [s for _, s in ranked if s not in first]
        for store_id in (first + rest)[: problem.programme.holdout.keep]:
            held[store_id] = name
    return held


def selling_weeks(problem, plan, store_id):
    """Weeks in which the store sells from an area, new or fixed."""
    programme = problem.programme
    end = programme.crew_weeks + programme.area_life_weeks
    weeks = set()
    for area in fixed_areas(problem, store_id):
        last = end
        if area.selling_to is not None:
            last = week_of(area.selling_to, programme.start)
        weeks |= set(range(week_of(area.selling_from, programme.start), last))
    if plan.get(store_id):
        format_id, start = plan[store_id]
        first = start + programme.format(format_id).weeks_to_install
        weeks |= set(range(first, first + programme.area_life_weeks))
    return weeks


def most_loss(problem, pair, week):
    if fixed_areas(problem, pair.store_a) and fixed_areas(problem, pair.store_b):
        return 0.0
    shares = [open_share(problem, store_of(problem, s), week) for s in (pair.store_a, pair.store_b)]
    return pair.loss_per_week * discount(problem, week) * min(shares)


def spillover_loss(problem, plan):
    losses = []
    for pair in problem.programme.spillover:
        if fixed_areas(problem, pair.store_a) and fixed_areas(problem, pair.store_b):
            continue
        both = selling_weeks(problem, plan, pair.store_a) & selling_weeks(
            problem, plan, pair.store_b
        )
        losses += [most_loss(problem, pair, w) for w in sorted(both)]
    return fsum(losses)


def chosen(plan):
    return [(s, c[0], c[1]) for s, c in sorted(plan.items()) if c]


def cost_of_change(problem, plan):
    """What departures from the earlier plan cost: each store's two decisions side by side."""
    if problem.previous is None:
        return 0.0
    start = problem.programme.start
    had = {
        c.store_id: (c.format_id, week_of(c.start_week, start)) for c in problem.previous.choices
    }
    free = [s.store_id for s in problem.stores if not fixed_areas(problem, s.store_id)]
    departing = [s for s in free if (plan.get(s) or None) != had.get(s)]
    return problem.previous.change_cost * len(departing)


def objective(problem, plan):
    worth = fsum(value_of(problem, *c) for c in chosen(plan))
    return worth - spillover_loss(problem, plan) - cost_of_change(problem, plan)


def sold_by(problem, plan, week):
    """How many new areas sell in the week or before."""
    formats = problem.programme.format
    return sum(t + formats(f).weeks_to_install <= week for _, f, t in chosen(plan))


def pace_slacks(problem, plan):
    programme = problem.programme
    return [
        step.at_most - sold_by(problem, plan, week_of(step.selling_by, programme.start))
        for step in programme.pace
    ]


def counted_by(problem, plan, split):
    """How many of the options that a split counts a plan takes."""
    return sum(
        (s == split.store_id if split.store_id else (_region(problem, s) == split.region))
        and split.format_id in ("", f)
        and split.from_week <= t < split.to_week
        for s, f, t in chosen(plan)
    )


def _region(problem, store_id):
    return store_of(problem, store_id).region or ""


def in_leaf(problem, plan, path):
    return all((counted_by(problem, plan, split) <= split.count) == split.at_most for split in path)


def first_week(problem, plan, store_id):
    fixed = fixed_areas(problem, store_id)
    if fixed:
        return min(week_of(a.selling_from, problem.programme.start) for a in fixed)
    if plan.get(store_id):
        format_id, start = plan[store_id]
        return start + problem.programme.format(format_id).weeks_to_install
    return None


def spent_by(problem, plan, day):
    programme = problem.programme
    return fsum(
        capex_of(store_of(problem, s), programme.format(f))
        for s, f, t in chosen(plan)
        if monday(t, programme.start) <= day
    )


def slacks(problem, plan):
    """Left-over of each limit, in the order of budget steps and supply steps."""
    programme = problem.programme
    budget = []
    for k, step in enumerate(programme.budget):
        day = date.max if k == len(programme.budget) - 1 else step.through
        budget.append(
            fsum(b.amount for b in programme.budget[: k + 1]) - spent_by(problem, plan, day)
        )
    supply = []
    for step in programme.supply:
        later = [s.week for s in programme.supply if s.format_id == step.format_id]
        end = min([d for d in later if d > step.week], default=date.max)
        used = sum(
            f == step.format_id and monday(t, programme.start) < end for _, f, t in chosen(plan)
        )
        supply.append(step.units - used)
    return budget, supply


def crew_counts(problem, plan, region, week):
    """Crew-days to number of installations working in the region in the week."""
    counts = {}
    for s, f, t in chosen(plan):
        days = problem.programme.format(f).crew_days
        if store_of(problem, s).region == region and t <= week < t + len(days):
            counts[days[week - t]] = counts.get(days[week - t], 0) + 1
    return counts


def capacity(problem, region, week):
    for entry in problem.programme.crews:
        if entry.region == region:
            return entry.crew_days[week]
    return 0


def broken_rules(problem, plan, held):
    """Names of the rules that a plan breaks; `held` is store id to stratum."""
    programme = problem.programme
    broken = set()
    for s, f, t in chosen(plan):
        if s in programme.excluded_stores:
            broken.add("exclude")
        else:
            if not allowed_but_for_freezes(problem, s, f, t):
                broken.add("eligibility")
            if in_a_freeze(problem, s, f, t):
                broken.add("freeze")
        if not delivered(problem, f, t):
            broken.add("supply")
    other = other_slack(problem, plan)
    if other is not None and other < -0.01:
        broken.add("other_at_least")
    broken |= _broken_limits(problem, plan)
    broken |= _broken_obligations(problem, plan)
    for quota in programme.quotas:
        if (
            sum(store_of(problem, s).region == quota.region for s, _, _ in chosen(plan))
            < quota.at_least
        ):
            broken.add("quota")
    if programme.holdout is not None:
        earliest = week_of(programme.holdout.no_sales_before, programme.start)
        for s in held:
            first = first_week(problem, plan, s)
            if first is not None and first < earliest:
                broken.add("holdout")
    return broken


def _broken_limits(problem, plan):
    programme = problem.programme
    broken = set()
    budget, supply = slacks(problem, plan)
    if any(slack < -0.01 for slack in budget):
        broken.add("budget")
    if any(slack < 0 for slack in supply):
        broken.add("supply")
    if any(slack < 0 for slack in pace_slacks(problem, plan)):
        broken.add("pace")
    if programme.crews is not None:
        for region in {s.region for s in problem.stores}:
            for week in range(programme.crew_weeks):
                counts = crew_counts(problem, plan, region, week)
                if sum(d * n for d, n in counts.items()) > capacity(problem, region, week):
                    broken.add("crews")
    return broken


def _broken_obligations(problem, plan):
    programme = problem.programme
    broken = set()
    for promise in programme.promises:
        latest = week_of(promise.selling_by, programme.start)
        has = [
            (a.format_id, week_of(a.selling_from, programme.start))
            for a in fixed_areas(problem, promise.store_id)
        ]
        if plan.get(promise.store_id):
            f, t = plan[promise.store_id]
            has.append((f, t + programme.format(f).weeks_to_install))
        if not any(
            w <= latest and (f in promise.format_ids or not promise.format_ids) for f, w in has
        ):
            broken.add("promise")
    for wave in programme.waves:
        if any(first_week(problem, plan, s) is None for s in wave.store_ids):
            broken.add("wave")
    for k, j in itertools.combinations(range(len(programme.waves)), 2):
        release = programme.waves[k].release_on
        for early in programme.waves[k].store_ids:
            for late in programme.waves[j].store_ids:
                a, b = first_week(problem, plan, early), first_week(problem, plan, late)
                if a is None or b is None:
                    continue
                released = release is not None and monday(b, programme.start) >= release
                if not (a <= b or released):
                    broken.add("wave")
    return broken


def every_plan(problem, restricted=True):
    """Every plan of allowed, delivered options: whatever other rules it breaks."""
    names = [s.store_id for s in problem.stores]
    lists = [[None, *(o for o in all_options(problem, s) if delivered(problem, *o))] for s in names]
    for combination in itertools.product(*lists):
        yield dict(zip(names, combination, strict=True))


def holdout_choices(problem, seed):
    rule = problem.programme.holdout
    if rule is None:
        return [{}]
    if rule.draw == "random":
        return [drawn(problem, seed)]
    groups = strata(problem)
    parts = [
        [dict.fromkeys(c, name) for c in itertools.combinations(g, min(rule.keep, len(g)))]
        for name, g in groups.items()
    ]
    return [
        {k: v for part in whole for k, v in part.items()} for whole in itertools.product(*parts)
    ]


def best_plan(problem, seed):
    """(objective, plan, held) of the best plan that keeps every rule, or None."""
    best = None
    for held in holdout_choices(problem, seed):
        for plan in every_plan(problem):
            if broken_rules(problem, plan, held):
                continue
            worth = objective(problem, plan)
            if best is None or worth > best[0]:
                best = (worth, plan, held)
    return best
