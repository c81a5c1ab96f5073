"""What must be remembered of an offer while units are settled one after another.

Units are settled in canonical order. A counter turns the taking of a unit into its next state: how
far the offer's applications are. Which cut a unit gets is settled by the way it is taken (`Way`),
so that its price is known at once; the counter allows only the ways that its state permits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from showfloor.offers.compiled_versions import Version
from showfloor.offers.engine_applicable import Candidate
from showfloor.offers.types import Bundle, CheapestOf, Cut, EachUnit, Steps

NOTHING = Cut("none")
State = tuple[int, ...]
START: State = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which an offer can take a unit: the mode that its counter sees, and the cut."""

    slot: int
    mode: int
    cut: Cut


class Counter(Protocol):
    """An offer whose applications join units, or whose number is limited."""

    version: Version
    ways: list[Way]

    def step(self, state: State, mode: int) -> tuple[State, int] | None:
        """Return the state after one more unit and the applications begun; None: not permitted."""
        ...

    def closed(self, state: State) -> bool:
        """Say whether all applications are whole."""
        ...


class EachCounter:
    """Units for themselves, at most so many."""

    def __init__(self, candidate: Candidate, cut: Cut) -> None:
        self.version = candidate.version
        self.most = candidate.most
        self.ways = [Way(0, 0, cut)]

    def step(self, state: State, mode: int) -> tuple[State, int] | None:
        """Count one more unit."""
        taken = state[0] + 1 if state else 1
        return None if taken > self.most else ((taken + mode,), 1)

    def closed(self, state: State) -> bool:
        """Each unit is whole."""
        return not state or state[0] <= self.most


class CheapestCounter:
    """The cheapest of so many: mode 1 is cut, mode 0 only taken."""

    def __init__(self, candidate: Candidate, reward: CheapestOf) -> None:
        self.version = candidate.version
        self.units = reward.units
        self.first_cut = reward.units - reward.rewarded
        possible = candidate.matched(0) // reward.units
        self.most = candidate.most if candidate.most < possible else 0
        self.ways = [Way(0, 0, NOTHING)] if self.first_cut else []
        self.ways.append(Way(0, 1, reward.cut))

    def step(self, state: State, mode: int) -> tuple[State, int] | None:
        """Take one more unit in canonical order: the last of each application are cut."""
        taken = state[0] if state else 0
        place = taken % self.units
        if (place >= self.first_cut) != (mode == 1):
            return None
        taken += 1
        if self.most:
            if taken > self.most * self.units:
                return None
        else:
            taken %= self.units
        return ((taken,) if taken else START), int(place == 0)

    def closed(self, state: State) -> bool:
        """Say whether the last application has all of its units."""
        return not state or state[0] % self.units == 0


class StepsCounter:
    """Quantity steps: the mode is the step that holds in the end."""

    def __init__(self, candidate: Candidate, reward: Steps) -> None:
        self.version = candidate.version
        self.steps = reward.steps
        reachable = candidate.matched(0)
        self.ways = [
            Way(0, place, step.cut)
            for place, step in enumerate(reward.steps)
            if step.from_units <= reachable
        ]

    def step(self, state: State, mode: int) -> tuple[State, int] | None:
        """Take one more unit on the promise that this step is reached and no later one."""
        if not state:
            return (mode, 1), 1
        if state[0] != mode:
            return None
        if mode + 1 == len(self.steps):
            return (mode, min(state[1] + 1, self.steps[mode].from_units)), 0
        if state[1] + 1 >= self.steps[mode + 1].from_units:
            return None
        return (mode, state[1] + 1), 0

    def closed(self, state: State) -> bool:
        """Say whether the promised step is reached."""
        return not state or state[1] >= self.steps[state[0]].from_units


class BundleCounter:
    """A bundle whose units' cuts do not depend on the others: the mode is the slot.

    The state: what each slot has taken beyond the applications that are whole, and, where the
    number of applications is limited, these.
    """

    def __init__(self, candidate: Candidate, reward: Bundle) -> None:
        self.version = candidate.version
        self.wanted = [slot.units for slot in reward.slots]
        possible = min(candidate.matched(s) // units for s, units in enumerate(self.wanted))
        self.limited = candidate.most < possible
        self.most = min(candidate.most, possible)
        whole = reward.whole.kind != "none"
        self.ways = [
            Way(place, place, reward.whole if whole else slot.cut)
            for place, slot in enumerate(reward.slots)
        ]

    def step(self, state: State, mode: int) -> tuple[State, int] | None:
        """Take one more unit for a slot; whole applications leave the state."""
        counts = list(state) if state else [0] * (len(self.wanted) + 1)
        begun = int(mode == 0 and counts[1] % self.wanted[0] == 0)
        counts[mode + 1] += 1
        if counts[mode + 1] > (self.most - counts[0]) * self.wanted[mode]:
            return None
        if all(counts[s + 1] >= units for s, units in enumerate(self.wanted)):
            for s, units in enumerate(self.wanted):
                counts[s + 1] -= units
            counts[0] += int(self.limited)
        return (tuple(counts) if any(counts) else START), begun

    def closed(self, state: State) -> bool:
        """Say whether no slot waits for another."""
        return not any(state[1:])


def counter_of(candidate: Candidate) -> Counter | None:
    """Return what must be remembered of an offer, None where every unit stands for itself.

    A bundle with an amount or a highest price for the whole has a counter of its own kind.
    """
    reward = candidate.version.reward
    if isinstance(reward, EachUnit):
        matched = candidate.matched(0)
        return EachCounter(candidate, reward.cut) if candidate.most < matched else None
    if isinstance(reward, CheapestOf):
        return CheapestCounter(candidate, reward)
    if isinstance(reward, Steps):
        return StepsCounter(candidate, reward)
    if isinstance(reward, Bundle):
        return BundleCounter(candidate, reward)
    raise TypeError(f"{type(reward).__name__} is not applied by a plan")
