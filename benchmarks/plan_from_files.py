"""What planning from files alone costs: `bench instance`, `plan` and `verify`, each as a process.

    python benchmarks/plan_from_files.py [--sizes large,national] [--limit 300] [--seed 1]

Each command's wall and processor seconds and peak memory, files read and written included, go to
benchmarks/results/plan_from_files.json. The exit code is 1 where a plan does not verify.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from showfloor.simulate import PLANNING_SIZES

RESULT = Path(__file__).parent / "results" / "plan_from_files.json"
COMMAND_LINE = "from showfloor.cli import run; run()"
PACKAGES = ("showfloor", "highspy", "numba", "numpy")
FILES = ("programme.toml", "stores.csv", "closures.csv", "options.csv", "areas.csv")
LIMITS = {"small": 20.0, "medium": 60.0, "large": 300.0, "national": 900.0}
"""Seconds that `plan` may search."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command."""

    command: str
    code: int
    wall: float
    cpu: float
    memory_mb: float
    """At its peak."""


@dataclass(frozen=True, slots=True)
class FromFiles:
    """One instance, from nothing to a verified plan."""

    size: str
    seed: int
    limit: float
    steps: tuple[Step, ...]
    status: str
    objective: float | None
    upper_bound: float | None
    gap: float | None
    """Certified."""


def step(command: str, *words: object) -> Step:
    """Run one command of Showfloor and measure it; what it says goes to standard error."""
    line = [sys.executable, "-c", COMMAND_LINE, command, *map(str, words)]
    began = time.perf_counter()
    child = subprocess.Popen(line, stdout=subprocess.DEVNULL)
    _, code, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(code)
    wall = time.perf_counter() - began
    cpu = used.ru_utime + used.ru_stime
    return Step(command, child.returncode, wall, cpu, used.ru_maxrss / 1024)


def from_files(size: str, seed: int, limit: float) -> FromFiles:
    """Write an instance's files, plan on them, and verify the plan."""
    stores, formats, weeks = PLANNING_SIZES[size]
    with tempfile.TemporaryDirectory() as folder:
        place, out = Path(folder) / "instance", Path(folder) / "plan"
        shape = ("--stores", stores, "--formats", formats, "--weeks", weeks, "--seed", seed)
        given = [word for name in FILES for word in (f"--{name.split('.')[0]}", place / name)]
        steps = (
            step("bench", "instance", *shape, "--out", place),
            step("plan", *given, "--out", out, "--time-limit", limit, "--gap", 1e-5),
            step("verify", out, *given),
        )
        path = out / "certificate.json"
        proof = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return FromFiles(
        size=size,
        seed=seed,
        limit=limit,
        steps=steps,
        status=proof.get("status", "no certificate"),
        objective=proof.get("objective"),
        upper_bound=proof.get("upper_bound"),
        gap=proof.get("gap"),
    )


def main() -> None:
    """Plan the sizes that are asked for, print what they cost, and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="large,national", help="separated by commas")
    parser.add_argument("--limit", type=float, help="at most so many seconds a plan")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--result", type=Path, default=RESULT, help="where to keep it")
    words = parser.parse_args()
    found = []
    for size in words.sizes.split(","):
        limit = min(LIMITS[size], words.limit or LIMITS[size])
        found.append(from_files(size, words.seed, limit))
        print(f"{size}: {found[-1].status}, certified gap {found[-1].gap}")
        for item in found[-1].steps:
            print(
                f"  {item.command}: {item.wall:.1f} s ({item.cpu:.1f} CPU), "
                f"{item.memory_mb:.0f} MB, exit code {item.code}"
            )
        document = {
            "claim": "generated networks are planned and verified from their files alone",
            "date": datetime.now(UTC).date().isoformat(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "versions": {name: version(name) for name in PACKAGES},
            "sizes": [asdict(one) for one in found],
        }
        words.result.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if any(item.code for one in found for item in one.steps):
        sys.exit("not every plan was found and verified")


if __name__ == "__main__":
    main()
