"""How often checks before the opening raise false alarms with weeks of each region's own.

Prints the table of docs/methods/region-weeks.md: shares of draws without any effect in which a
lead lies outside its interval, the joint test rejects and a placebo in time is found.
"""

from __future__ import annotations

import argparse

import numpy as np

from showfloor.domain.panels import Panel
from showfloor.measure.imputation import find_effects
from showfloor.measure.panels import prepare
from showfloor.measure.placebo import placebo_in_time
from showfloor.measure.small_sample_results import small_sample_imputation

TIMES, CORRELATION, EARLIER = 26, 0.4, 4
NETWORKS = {
    "3 regions of 20, 2, 4 and 8 treated": (20, (2, 4, 8)),
    "4 regions of 15, 2, 4, 6 and 8 treated": (15, (2, 4, 6, 8)),
    "6 regions of 10, 1 treated each": (10, (1,) * 6),
    "8 regions of 5, 2 treated each": (5, (2,) * 8),
    "6 regions of 4, 1 or 2 treated": (4, (1, 2) * 3),
}


def drawn(stores: int, treated: tuple[int, ...], rng: np.random.Generator) -> Panel:
    """Draw a rollout without effect: a random walk of each region, autocorrelated noise."""
    regions = len(treated)
    region = np.repeat(np.arange(regions), stores)
    wave = 12.0 + (8 * np.arange(regions)) // max(regions - 1, 1)
    place = np.tile(np.arange(stores), regions)
    cohort = np.where(place < np.array(treated)[region], wave[region], np.nan)
    noise = rng.normal(size=(len(region), TIMES))
    for time in range(1, TIMES):
        noise[:, time] *= np.sqrt(1.0 - CORRELATION**2)
        noise[:, time] += CORRELATION * noise[:, time - 1]
    walk = rng.normal(size=(regions, TIMES)).cumsum(axis=1)[region]
    return Panel(tuple(map(str, range(len(region)))), np.arange(float(TIMES)), walk + noise, cohort)


def false_alarms(stores: int, treated: tuple[int, ...], draws: int) -> tuple[float, float, float]:
    """Return the shares of leads, joint tests and placebos that find something at 5 %."""
    rng = np.random.default_rng(1)
    region = np.repeat(np.arange(len(treated)), stores)
    leads: list[bool] = []
    joint: list[bool] = []
    placebo: list[bool] = []
    for _ in range(draws):
        panel = drawn(stores, treated, rng)
        found = small_sample_imputation(find_effects(prepare(panel, region=region), 0.0))
        leads += [not lead.low <= 0.0 <= lead.high for lead in found.pretrend.values()]
        joint.append(found.pretrend_p < 0.05)
        early = placebo_in_time(panel, earlier=EARLIER, region=region)
        placebo.append(not early.low <= 0.0 <= early.high)
    return float(np.mean(leads)), float(np.mean(joint)), float(np.mean(placebo))


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=500)
    draws = asked.parse_args().draws
    for name, (stores, treated) in NETWORKS.items():
        shares = false_alarms(stores, treated, draws)
        print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} |", flush=True)


if __name__ == "__main__":
    main()
