"""What is asked of the planner's speed, judged instance by instance against the peers' runs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from peer_cases import CERTIFIED, HIGHS_HULL, HIGHS_PLAIN, SHOWFLOOR
from peer_runs import Run

Clock = Literal["wall", "cpu"]
Instance = tuple[int, bool, bool]
"""Seed, spillover, large installations."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of ours against one peer on a size, to a gap: theirs / ours is at least `asked`."""

    size: str
    ours: str
    peer: str
    gap: str
    asked: float
    """1 / 1.5 is: within 1.5 times."""


CLAIMS = (
    Claim("small", SHOWFLOOR, HIGHS_HULL, "1e-05", 1 / 1.5),
    Claim("medium", CERTIFIED, HIGHS_PLAIN, "0.01", 20.0),
    Claim("medium", CERTIFIED, HIGHS_HULL, "0.0002", 3.0),
    Claim("medium", SHOWFLOOR, HIGHS_HULL, "0.0002", 3.0),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim on one kind of instance. Ratios are the peer's seconds over ours."""

    claim: Claim
    large: bool
    spillover: bool
    clock: Clock
    ours: tuple[float, ...]
    """Seconds an instance; infinite where the gap was never reached."""
    theirs: tuple[float, ...]
    """The same, or the seconds until the peer's limit where it never reached the gap."""
    arrived: tuple[bool, ...]
    """Whether the peer reached the gap; where it did not, the ratio is a lower bound."""

    @property
    def ratios(self) -> tuple[float, ...]:
        """One an instance; 0 where we never reached the gap."""
        pairs = zip(self.theirs, self.ours, strict=True)
        return tuple(theirs / ours if math.isfinite(ours) else 0.0 for theirs, ours in pairs)

    @property
    def verdict(self) -> Literal["holds", "open", "FAILS"]:
        """Whether the median ratio is what is asked; open where a peer's limit was too short."""
        if statistics.median_low(self.ratios) >= self.claim.asked:
            return "holds"
        at_most = [
            ratio if there or ratio == 0 else math.inf
            for ratio, there in zip(self.ratios, self.arrived, strict=True)
        ]
        return "open" if statistics.median_low(at_most) >= self.claim.asked else "FAILS"


def judged(runs: Sequence[Run]) -> list[Judged]:
    """Return every claim on every kind of instance that both sides were given."""
    kinds = [(large, spill) for large in (False, True) for spill in (False, True)]
    return [
        found
        for claim in CLAIMS
        for large, spillover in kinds
        for clock in _clocks(claim)
        for found in _judged(runs, claim, large, spillover, clock)
    ]


def _clocks(claim: Claim) -> tuple[Clock, ...]:
    return ("cpu", "wall") if claim.size == "small" else ("cpu",)


def _judged(
    runs: Sequence[Run], claim: Claim, large: bool, spillover: bool, clock: Clock
) -> Iterator[Judged]:
    here = [r for r in runs if (r.size, r.large, r.spillover) == (claim.size, large, spillover)]
    ours = _soonest([run for run in here if run.solver == claim.ours], claim.gap, clock)
    peers = _soonest([run for run in here if run.solver == claim.peer], claim.gap, clock)
    both = sorted(seed for seed in ours if seed in peers and _spent(peers[seed], clock) is not None)
    if not both:
        return
    reached = [_to(peers[seed], claim.gap, clock) for seed in both]
    mine = [_to(ours[seed], claim.gap, clock) for seed in both]
    theirs = [
        _spent(peers[seed], clock) or math.inf if found is None else found
        for seed, found in zip(both, reached, strict=True)
    ]
    yield Judged(
        claim=claim,
        large=large,
        spillover=spillover,
        clock=clock,
        ours=tuple(math.inf if found is None else found for found in mine),
        theirs=tuple(theirs),
        arrived=tuple(found is not None for found in reached),
    )


def _soonest(runs: Sequence[Run], gap: str, clock: Clock) -> dict[int, Run]:
    """Return a run a seed: where it was made with several limits, the one that arrived first."""
    by_seed: dict[int, Run] = {}
    for run in runs:
        before = by_seed.setdefault(run.seed, run)
        took, best = _to(run, gap, clock), _to(before, gap, clock)
        if took is not None and (best is None or took < best):
            by_seed[run.seed] = run
    return by_seed


def _to(run: Run, gap: str, clock: Clock) -> float | None:
    return (run.wall_to if clock == "wall" else run.cpu_to)[gap]


def _spent(run: Run, clock: Clock) -> float | None:
    return run.wall if clock == "wall" else run.cpu


def claims(found: Iterable[Judged]) -> list[str]:
    """Say of each claim what was measured, and whether it holds."""
    return [_said(item) for item in found]


def _said(item: Judged) -> str:
    claim = item.claim
    kind = f"{'large' if item.large else 'mixed'} installations"
    spill = "with" if item.spillover else "without"
    clock = "CPU" if item.clock == "cpu" else "wall"
    ratios = sorted(item.ratios)
    middle = statistics.median_low(ratios)
    span = f"{middle:.2g}" if len(ratios) == 1 else f"{middle:.2g} ({_range(ratios)})"
    seeds = f"{len(ratios)} seed{'s' if len(ratios) > 1 else ''}"
    stopped = item.arrived.count(False)
    beyond = f" (stopped at its limit on {stopped})" if stopped else ""
    return (
        f"{item.verdict}: {claim.size}, {kind}, {spill} spillover, to "
        f"{claim.gap}: {claim.peer} {_median(item.theirs)} {clock} s{beyond}, {claim.ours} "
        f"{_median(item.ours)}; ratio {span} over {seeds}, asked {claim.asked:.2g}"
    )


def _range(ratios: Sequence[float]) -> str:
    return f"{ratios[0]:.2g} to {ratios[-1]:.2g}"


def _median(seconds: Sequence[float]) -> str:
    middle = statistics.median_low(seconds)
    return f"{middle:.2f}" if math.isfinite(middle) else "never"
