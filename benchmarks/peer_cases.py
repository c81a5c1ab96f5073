"""What is compared: solvers, instances, and how long each solver gets on which of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peer_formulation import Form
from showfloor.domain.plan import RolloutProblem
from showfloor.simulate import PLANNING_SIZES, planning_instance

THREADS = 2


@dataclass(frozen=True, slots=True)
class Solver:
    """One row of the comparison."""

    name: str
    command: str
    """In peer_solve.py; empty for Showfloor."""
    form: Form = "plain"
    threads: int = THREADS


SOLVERS = (
    Solver("Showfloor", ""),
    Solver("HiGHS, plain", "highs", "plain"),
    Solver("HiGHS, hull", "highs", "hull"),
    Solver("SCIP, hull", "scip", "hull", threads=1),
    Solver("CP-SAT, hull", "cp-sat", "hull"),
)
SHOWFLOOR, HIGHS_PLAIN, HIGHS_HULL = (solver.name for solver in SOLVERS[:3])
CERTIFIED = "Showfloor, certified"
"""The same run as Showfloor's, judged by the bound that can be recomputed from prices alone."""
OURS, PLAIN, HULL, OTHERS = SOLVERS[:1], SOLVERS[1:2], SOLVERS[2:3], SOLVERS[3:]
PEERS = SOLVERS[1:]


@dataclass(frozen=True, slots=True)
class Case:
    """One instance."""

    size: str
    seed: int
    spillover: bool
    large: bool = False
    """Installations of 3 and 4 crew-days a week, not of 1 to 3."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Stores, formats, weeks."""
        return PLANNING_SIZES[self.size]

    @property
    def name(self) -> str:
        """In words."""
        kind = "large" if self.large else "mixed"
        spill = "with" if self.spillover else "without"
        return f"{self.size}, {kind} installations, {spill} spillover, seed {self.seed}"

    def problem(self) -> RolloutProblem:
        """Return the instance, freezes included."""
        return planning_instance(
            *self.shape,
            self.seed,
            freeze=True,
            spillover=self.spillover,
            large_installations=self.large,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Some solvers on some instances of a size, each with so many seconds."""

    size: str
    seeds: tuple[int, ...]
    solvers: tuple[Solver, ...]
    limit: float
    spillover: tuple[bool, ...] = (False, True)
    large: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One process: a solver on an instance, and its seconds."""

    case: Case
    solver: Solver
    limit: float


FIVE = (1, 2, 3, 4, 5)
QUICK = (
    Part("small", FIVE, SOLVERS, 20.0),
    Part("small", (1, 2), SOLVERS, 20.0, large=True),
    Part("medium", FIVE, OURS, 5.0),
    Part("medium", FIVE, OURS, 15.0),
    Part("medium", (1,), PLAIN, 120.0),
    Part("medium", (1, 2), HULL, 60.0),
    Part("medium", (1,), OTHERS, 60.0),
    Part("medium", (1, 2), OURS, 15.0, large=True),
    Part("medium", (1,), (*PLAIN, *HULL), 60.0, large=True),
    Part("large", (1,), OURS, 60.0),
)
FULL = (
    Part("small", FIVE, SOLVERS, 60.0),
    Part("small", FIVE, SOLVERS, 60.0, large=True),
    Part("medium", FIVE, OURS, 60.0),
    Part("medium", FIVE, PEERS, 600.0),
    Part("medium", FIVE, OURS, 60.0, large=True),
    Part("medium", (1, 2), PEERS, 600.0, large=True),
    Part("large", FIVE, OURS, 300.0),
    Part("large", (1,), PEERS, 600.0),
    Part("national", (1, 2), OURS, 900.0),
)


def in_turns(parts: tuple[Part, ...]) -> Iterator[Turn]:
    """Yield size by size, kind by kind and seed by seed, each time the solvers in another order."""
    kinds = dict.fromkeys((part.size, part.large) for part in parts)
    for size, large in kinds:
        own = [part for part in parts if (part.size, part.large) == (size, large)]
        for seed in sorted({seed for part in own for seed in part.seeds}):
            for spillover in (False, True):
                case = Case(size, seed, spillover, large)
                turns = [
                    Turn(case, solver, part.limit)
                    for part in own
                    if seed in part.seeds and spillover in part.spillover
                    for solver in part.solvers
                ]
                first = (seed + spillover) % max(1, len(turns))
                yield from (*turns[first:], *turns[:first])
