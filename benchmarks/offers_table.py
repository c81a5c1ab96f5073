"""The offers' benchmark as Markdown."""

from __future__ import annotations

import statistics
from typing import Any


def table(document: dict[str, Any]) -> str:
    """Return the tables of a result's document."""
    versions = ", ".join(f"{name} {version}" for name, version in document["versions"].items())
    head = f"Measured on {document['date']} with {document['cores']} processors: {versions}."
    return "\n\n".join([head, _world(document["world"]), _hard(document["hard"]), _peers(document)])


def _world(found: dict[str, Any]) -> str:
    said = f"{found['baskets']:,} generated baskets of 1 to 20 lines; on average "
    said += f"{found['applicable_a_basket']:.1f} offers can be applied to one and "
    said += f"{found['applied_a_basket']:.1f} are. Every answer is read in full."
    slow = f"{found['p99_ms']:.2f} ms ({found['p99_cpu_ms']:.2f} of processor)"
    return "\n".join(
        [
            f"## {found['offers']:,} live offers, {found['stores']:,} stores",
            "",
            said,
            "",
            "| | |",
            "| --- | --- |",
            f"| baskets a second on one processor | {found['a_second']:,.0f} |",
            f"| median | {found['median_ms']:.2f} ms |",
            f"| 99th percentile | {slow} |",
            f"| longest | {found['longest_ms']:.0f} ms |",
            f"| not proven best | {found['unproven']} |",
            f"| compiling | {found['compile_cpu_s']:.2f} s |",
            f"| loading the kernel, once a process | {found['warm_cpu_s']:.2f} s |",
            f"| peak memory of the process | {found['peak_mb']:.0f} MB |",
            f"| before compiling | {found['before_mb']:.0f} MB |",
        ]
    )


def _hard(rows: list[dict[str, Any]]) -> str:
    proven = [row for row in rows if row["proven"]]
    gaps = [1 - row["at_least"] / row["charged"] for row in rows if not row["proven"]]
    applicable = [row["applicable"] for row in rows]
    seconds = [row["cpu_s"] for row in rows]
    said = f"{len(rows)} baskets, {min(applicable)} to {max(applicable)} applicable offers: "
    said += f"{len(proven)} proven best within the effort; processor seconds: median "
    said += f"{statistics.median(seconds):.2f}, longest {max(seconds):.2f}."
    if gaps:
        said += (
            f" Of the others the charge is at most {100 * statistics.median(gaps):.2f} % (median) "
            f"or {100 * max(gaps):.2f} % (most) above the least possible."
        )
    return f"## Hard baskets: 40 lines, every reward competing\n\n{said}"


def _peers(document: dict[str, Any]) -> str:
    lines = [
        "## Peers, on what all can express",
        "",
        "Microseconds of processor a basket; medians of paired runs; `load` in seconds.",
        "",
        "`ours` prices one basket at a time and reads each line's charge, which is what peers work",
        "out; `in full` reads every unit, step, offer and tax of the answer too; `at once` prices",
        "the same purchases in one batch, turning them into columns counted.",
        "",
        "| peer | baskets | theirs | ours | times | in full | times | at once | times | load | = |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['name']} | {row['baskets']} | {row['theirs_us']:,.0f} "
        f"| {row['ours_us']:,.0f} | {row['ratio']:.1f} "
        f"| {row['in_full_us']:,.0f} | {row['in_full_ratio']:.1f} "
        f"| {row['batch_us']:,.1f} | {row['batch_ratio']:.0f} "
        f"| {row['load_s']:.1f} | {'yes' if row['equal'] else 'NO'} |"
        for row in document["peers"]
    ]
    return "\n".join(lines)
