"""The claim that baskets are priced quickly under 10,000 offers, and that hard ones are proven.

Three parts. The engine alone: 10,000 live offers of every kind, 1,000 stores, baskets of 1 to 20
lines. Hard baskets: 40 lines for which about 50 offers compete. And peers, on the subset that all
can express: per cent off single products in named stores in a time, the best one for each unit.
Peers get their best formulation with the offers sorted by store beforehand; and, to see what
remains, once more with an index by store and product kept by hand in front of them, which is a part
of the engine's work. Ours is timed twice: until each line's charge is read, which is what peers
work out, and until all units, steps, offers and taxes are. That all charge the same for every line
is checked in the same run.
Results: benchmarks/results/offers.json, .md and .svg.

    python benchmarks/offers_bench.py --peers PYTHON [--baskets N] [--hard N] [--name NAME]
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from offers_chart import chart
from offers_table import table
from showfloor.offers.types import EachUnit
from showfloor.simulate.offer_baskets import drawn_baskets, drawn_world

HERE = Path(__file__).parent
RESULTS = HERE / "results"
ROUNDS = 3
PEERS = (
    ("zen-engine, by store", "zen", "by-store", "zen-engine"),
    ("django-oscar, by store", "oscar", "by-store", "django-oscar"),
    ("CLIPS", "clips", "facts", "clipspy"),
    ("zen-engine, index by hand", "zen", "by-product", "zen-engine"),
    ("django-oscar, index by hand", "oscar", "by-product", "django-oscar"),
)
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}


def main() -> int:
    """Measure, write the results, and fail where peers charge something else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--baskets", type=int, default=20_000)
    parser.add_argument("--compared", type=int, default=200)
    parser.add_argument("--hard", type=int, default=20)
    parser.add_argument("--name", default="offers")
    asked = parser.parse_args()
    _own("kernels", 2)  # compiled and kept, as after any first use
    document = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "versions": {
            "python": platform.python_version(),
            "showfloor": importlib.metadata.version("showfloor"),
            **_versions(asked.peers),
        },
        "world": _own("world", asked.baskets),
        "hard": _own("hard", asked.hard)["rows"],
        "peers": _compared(asked.peers, asked.compared),
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(document, indent=1) + "\n"
    (RESULTS / f"{asked.name}.json").write_text(text, encoding="utf-8")
    (RESULTS / f"{asked.name}.md").write_text(table(document) + "\n", encoding="utf-8")
    (RESULTS / f"{asked.name}.svg").write_text(chart(document), encoding="utf-8")
    print(table(document))
    return int(not all(row["equal"] for row in document["peers"]))


def _own(part: str, count: int) -> dict[str, Any]:
    return _run([sys.executable, str(HERE / "offers_own.py"), part, str(count)])


def _compared(python: Path, count: int) -> list[dict[str, Any]]:
    """Run ours and each peer in turns; ratios are medians of paired runs."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.json"
        given.write_text(json.dumps(_given(count)), encoding="utf-8")
        rows = []
        for name, peer, way, _ in PEERS:
            pairs = []
            for _ in range(ROUNDS):
                ours = _own("subset", count)
                script = HERE / f"offers_peer_{peer}.py"
                theirs = _run([str(python), str(script), str(given), way])
                pairs.append((ours, theirs))
            rows.append(_row(name, pairs))
        return rows


def _row(name: str, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    ours = [statistics.mean(own["seconds"]) for own, _ in pairs]
    in_full = [statistics.mean(own["in_full_seconds"]) for own, _ in pairs]
    theirs = [statistics.mean(other["seconds"]) for _, other in pairs]
    return {
        "name": name,
        "baskets": len(pairs[0][0]["charged"]),
        "ours_us": 1e6 * statistics.median(ours),
        "theirs_us": 1e6 * statistics.median(theirs),
        "ratio": statistics.median(t / o for o, t in zip(ours, theirs, strict=True)),
        "in_full_us": 1e6 * statistics.median(in_full),
        "in_full_ratio": statistics.median(t / o for o, t in zip(in_full, theirs, strict=True)),
        "load_s": statistics.median(other["load_s"] for _, other in pairs),
        "equal": all(
            own["charged"] == other["charged"] == own["batch_charged"] for own, other in pairs
        ),
        "batch_us": 1e6 * statistics.median(own["batch_seconds"] for own, _ in pairs),
        "batch_ratio": statistics.median(
            t / own["batch_seconds"] for t, (own, _) in zip(theirs, pairs, strict=True)
        ),
        "batch_load_s": statistics.median(own["batch_load_s"] for own, _ in pairs),
        "batch_singly": pairs[0][0]["batch_singly"],
    }


def _given(count: int) -> dict[str, Any]:
    """Return the offers and baskets that all price, as plain data."""
    drawn = drawn_world(1, mix="each")
    offers = []
    for offer in drawn.book.offers:
        assert isinstance(offer.reward, EachUnit)
        offers.append(
            {
                "id": offer.offer_id,
                "percent": offer.reward.cut.value // 100,
                "products": list(offer.reward.goods.products),
                "stores": list(offer.where.stores),
                "begins": int(offer.when.begins.timestamp()),
                "ends": int(offer.when.ends.timestamp()),
            }
        )
    baskets = [
        {
            "store": basket.place.store_id,
            "at": int(basket.at.timestamp()),
            "lines": [
                {"product": line.product_id, "units": line.units, "price": line.unit_price}
                for line in basket.lines
            ],
        }
        for basket in drawn_baskets(2, drawn, count)
    ]
    return {"offers": offers, "baskets": baskets}


def _versions(python: Path) -> dict[str, str]:
    names = sorted({package for *_, package in PEERS})
    script = "import importlib.metadata as m,json,sys;"
    script += "print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    return _run([str(python), "-c", script, *names])


def _run(command: list[str]) -> dict[str, Any]:
    found = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **ONE_THREAD}
    )
    answer: dict[str, Any] = json.loads(found.stdout.strip().splitlines()[-1])
    return answer


if __name__ == "__main__":
    sys.exit(main())
