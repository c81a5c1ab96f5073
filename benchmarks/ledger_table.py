"""The ledger's benchmark as Markdown: seconds, ratios and memory by size and question."""

from __future__ import annotations

from typing import Any

from ledger_cases import DUCKDB, IMPORT, MEMORY_OF_IMPORT, MEMORY_OF_QUERIES, QUESTIONS, SHOWFLOOR


def table(document: dict[str, Any]) -> str:
    """Return the tables of a result's document."""
    parts = [_head(document)]
    for size in document["sizes"]:
        rows = [row for row in document["results"] if row["lines"] == size["lines"]]
        parts.append(f"## {size['lines']:,} lines\n\n{_sizes(size)}\n\n{_of_size(rows)}")
        parts += [_steps(row) for row in rows if row.get("steps")]
    return "\n\n".join(parts)


def _head(document: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in document["versions"].items())
    return (
        f"Measured on {document['date']} with {document['cores']} processors: {versions}. "
        "Medians; ratios are medians of paired runs, ours divided by the other's. "
        "Seconds: wall (processor)."
    )


def _sizes(size: dict[str, Any]) -> str:
    names = {"raw": "lines in Parquet", "csv": "in CSV", "ledger": "ledger with derived tables"}
    found = size["megabytes"]
    return ", ".join(f"{names[name]} {found[name]:,.0f} MB" for name in names if name in found)


def _of_size(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| question | who | runs | seconds | peak MB | ratio of seconds | asked |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        for who, took in row["answers"].items():
            ratio = row["ratios"].get(who)
            ratios = f"{ratio['wall']:.2f} ({ratio['cpu']:.2f})" if ratio else ""
            lines.append(
                f"| {row['words'] if who == SHOWFLOOR else ''} | {who} | {row['runs']} "
                f"| {took['wall']:.2f} ({took['cpu']:.2f}) | {took['greatest_peak_mb']:,.0f} "
                f"| {ratios} | {_claim(row, who)} |"
            )
    return "\n".join(lines)


def _claim(row: dict[str, Any], who: str) -> str:
    """Return what is asked of us, or of our ratio to the peer, at the largest size."""
    if who == SHOWFLOOR:
        asks = any(question.name == row["question"] for question in QUESTIONS)
        memory = MEMORY_OF_QUERIES if asks else MEMORY_OF_IMPORT
        seconds = "" if row["seconds"] is None else f"at most {row['seconds']:g} s, "
        return f"{seconds}peak {memory:,.0f} MB"
    if who in (DUCKDB, IMPORT.peers[0]) and row["at_most"] is not None:
        return f"at most {row['at_most']:g}"
    return ""


def _steps(row: dict[str, Any]) -> str:
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in row["steps"].items())
    return f"Steps of the first {row['question']}: {steps}."
