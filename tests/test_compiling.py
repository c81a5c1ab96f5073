"""A kernel that was kept on disk is not run once another file that it is made of has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import pytest

from showfloor.compiling import sources
from showfloor.measure import compiled as measure_compiled
from showfloor.measure import panel_regression_kernels
from showfloor.offers import kernel_batch, kernel_compiled, kernel_find, kernel_one
from showfloor.plan import compiled as plan_compiled
from showfloor.plan import construct, dual_rows, grid, improve_chains, improve_field

HOW = """
from showfloor.compiling import digest_of, kept, sources
def compiled(function):
    return kept(function, digest_of(sources("room.how", __file__)))
"""
CALLED = """
from room.how import compiled
@compiled
def rate(): return {rate}
"""
CALLING = """
from room.how import compiled
from room.called import rate
@compiled
def doubled(): return 2 * rate()
"""
RUN = "from room.calling import doubled; print(doubled(), sum(doubled.stats.cache_hits.values()))"
ROOMS = {
    "plan": (plan_compiled, [construct, dual_rows, grid, improve_chains, improve_field]),
    "measure": (measure_compiled, [panel_regression_kernels]),
    "offers": (kernel_compiled, [kernel_batch, kernel_find, kernel_one]),
}


@pytest.mark.slow
def test_a_kernel_is_compiled_anew_when_what_it_calls_has_changed(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    for name, text in (("__init__", ""), ("how", HOW), ("calling", CALLING)):
        (room / f"{name}.py").write_text(text, encoding="utf-8")

    def answer(rate: int) -> list[str]:
        (room / "called.py").write_text(CALLED.format(rate=rate), encoding="utf-8")
        path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
        done = subprocess.run(
            [sys.executable, "-c", RUN],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    assert answer(3) == ["6", "0"]
    assert answer(3) == ["6", "1"], "it was not kept"
    assert answer(4) == ["8", "0"]


@pytest.mark.parametrize("name", ROOMS)
def test_the_files_of_a_room_with_kernels_all_count(name: str) -> None:
    how, modules = ROOMS[name]
    assert how.__file__ is not None
    counted = set(sources(how.__name__, how.__file__))
    for module in modules:
        assert module.__file__ is not None
        assert Path(module.__file__) in counted
        assert _stamps(module) == {how.DIGEST}


def _stamps(module: ModuleType) -> set[str]:
    """Return the stamps under which a module's kernels are kept."""
    stamp = attrgetter("_cache._cache_file._source_stamp")
    kernels = [one for one in vars(module).values() if hasattr(one, "py_func")]
    assert kernels
    return {stamp(kernel) for kernel in kernels}
