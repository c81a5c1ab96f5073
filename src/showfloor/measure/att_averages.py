"""The averages of ATT(g, t) over cohorts and times: section 3 of Callaway and Sant'Anna (2021)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Family:
    """Estimates that average ATT(g, t) over disjoint sets of cells.

    keys:   [k] what each average is about (a cohort, an event time, a time), rising.
    place:  [G, T] which of the k averages a cell belongs to, -1 for none.
    weight: [G, T] its weight in that average.
    value:  [k]. by_share: [k, G] derivative by each cohort's share of all units.
    """

    keys: Floats
    place: Ints
    weight: Floats
    value: Floats
    by_share: Floats


@dataclass(frozen=True, slots=True)
class Families:
    """All aggregations of section 3 of the paper; each `_overall` and `simple` has one average."""

    simple: Family
    group: Family
    group_overall: Family
    event: Family
    event_overall: Family
    calendar: Family

    @property
    def in_order(self) -> list[Family]:
        """All families in the order above."""
        overall = self.group_overall, self.event, self.event_overall
        return [self.simple, self.group, *overall, self.calendar]

    @property
    def events(self) -> slice:
        """Where the event times stand among the averages of all families in order."""
        first = sum(len(f.keys) for f in (self.simple, self.group, self.group_overall))
        return slice(first, first + len(self.event.keys))


def families_of(att: Floats, cohorts: Floats, times: Floats, share: Floats) -> Families:
    """Return every aggregation's averages of `att` [G, T].

    cohorts: [G]; times: [T]; share: [G] of all units.
    """
    defined = np.isfinite(att)
    since = times[None, :] - cohorts[:, None]
    after = defined & (since >= 0.0)
    one = np.zeros_like(since)
    group = _family(att, after, np.broadcast_to(cohorts[:, None], since.shape), share)
    event = _family(att, defined, since, share)
    return Families(
        simple=_family(att, after, one, share),
        group=group,
        group_overall=_over_groups(group, share),
        event=event,
        event_overall=_over_later(event),
        calendar=_family(att, after, np.broadcast_to(times[None, :], since.shape), share),
    )


def share_shift(family: Family, share: Floats, units: int, cohorts: int) -> Floats:
    """Return [H, k]: the influence of a unit's being in its cohort, which moves the shares.

    The treated cohorts, with their shares [G], are the first ones of the H = `cohorts`.
    """
    member = np.eye(cohorts)[:, : len(share)]
    shift: Floats = ((member - share[None, :]) / units) @ family.by_share.T
    return shift


def _family(att: Floats, chosen: Flags, key: Floats, share: Floats) -> Family:
    """Return the averages by `key` [G, T] of the chosen cells, weighted by the cohorts' shares."""
    keys = np.unique(key[chosen])
    place = np.where(chosen, np.searchsorted(keys, key), -1)
    cohort, time = np.nonzero(chosen)
    k, effect, of = place[cohort, time], att[cohort, time], share[cohort]
    total = np.bincount(k, weights=of, minlength=len(keys))
    value = np.bincount(k, weights=of * effect, minlength=len(keys)) / total
    weight = np.zeros_like(att)
    weight[cohort, time] = of / total[k]
    effects, counts = np.zeros((len(keys), len(share))), np.zeros((len(keys), len(share)))
    np.add.at(effects, (k, cohort), effect)
    np.add.at(counts, (k, cohort), 1.0)
    by_share = (effects - value[:, None] * counts) / total[:, None]
    return Family(keys, place, weight, value, by_share)


def _over_groups(group: Family, share: Floats) -> Family:
    """Return the groups' averages weighted by the shares of the cohorts that have one."""
    present = np.unique(np.nonzero(group.place >= 0)[0])
    if not len(present):
        return _nothing(group)
    total = share[present].sum()
    value = float(share[present] @ group.value) / total
    by_share = np.zeros((1, len(share)))
    by_share[0, present] = (group.value - value) / total
    weight = group.weight * (share / total)[:, None]
    return Family(np.zeros(1), _together(group.place >= 0), weight, np.array([value]), by_share)


def _over_later(event: Family) -> Family:
    """Return the plain average over event times from treatment on."""
    later = event.keys >= 0.0
    number = int(later.sum())
    if not number:
        return _nothing(event)
    chosen = (event.place >= 0) & later[event.place]
    weight = np.where(chosen, event.weight / number, 0.0)
    value = np.array([event.value[later].mean()])
    by_share = event.by_share[later].sum(axis=0, keepdims=True) / number
    return Family(np.zeros(1), _together(chosen), weight, value, by_share)


def _together(chosen: Flags) -> Ints:
    return np.where(chosen, 0, -1)


def _nothing(like: Family) -> Family:
    none = np.full_like(like.place, -1)
    by_share = np.zeros((0, like.by_share.shape[1]))
    return Family(np.zeros(0), none, np.zeros_like(like.weight), np.zeros(0), by_share)
