"""The portal's benchmark as Markdown: times by page, what each part spent, and memory."""

from __future__ import annotations

import statistics
from typing import Any

from portal_cases import DATASETTE, PORTAL


def table(document: dict[str, Any]) -> str:
    """Return the tables of a result's document."""
    parts = [_head(document)]
    parts += [_load(document, load) for load in document["loads"]]
    parts.append(_news(document["news"]))
    return "\n\n".join(parts)


def _head(document: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in document["versions"].items())
    first = ", before others that worked on the machine" if document["put_first"] else ""
    return (
        f"Measured on {document['date']} with {document['cores']} processors: {versions}. "
        f"Workspace {document['workspace']} (generated): {document['stores']:,} stores, "
        f"{document['sales_mb']:.0f} MB of sales in Parquet. gunicorn with {document['workers']} "
        f"workers, PostgreSQL with every commit on disk, {document['clients']} clients with "
        "sessions of partner managers, a connection a request; clients, servers and database "
        f"share the processors{first}."
    )


def _load(document: dict[str, Any], load: dict[str, Any]) -> str:
    words = f"## {load['words']}"
    spent = ", ".join(
        f"{name} {value:.2f}" for name, value in load["processor_ms_an_answer"].items()
    )
    memory = ", ".join(
        f"{name} {of['before']:.0f} before, {of['after']:.0f} after"
        for name, of in load["memory_mb"].items()
    )
    said = (
        f"{load['a_second']:.1f} answers a second, {load['answers']:,} in all, "
        f"{load['errors']} errors. Processor milliseconds an answer: {spent}; others on the "
        f"machine used {load['elsewhere']:.2f} processors meanwhile. Memory in MB: {memory}."
    )
    lines = [
        said,
        "",
        "| page | answers | 50 % within ms | 95 % | 99 % | asked |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, page in document["pages"].items():
        case = load["cases"].get(name)
        if case is None:
            lines.append(f"| {page['words']} | the portal has no such page yet | | | | |")
            continue
        asked = f"95 % under {document['limit_ms']:.0f} ms" if page["asked"] else ""
        lines.append(
            f"| {page['words']} | {case['answers']:,} | {case['p50']:.0f} | {case['p95']:.0f} "
            f"| {case['p99']:.0f} | {asked} |"
        )
    return f"{words}\n\n" + "\n".join(lines)


def _news(news: dict[str, Any]) -> str:
    said = (
        f"Two processes each, 20 clients, in turns. {PORTAL} divided by {DATASETTE}, median of "
        f"pairs: {news['ratios']['a_second']:.2f} times as many answers a second (asked: at least "
        f"1), {news['ratios']['processor_ms']:.2f} times the processor's time."
    )
    lines = [
        "## Announcements beside Datasette, signed in to neither",
        "",
        said,
        "",
        "| who | answers a second | 95 % within ms | processor ms an answer | KB an answer |",
        "| --- | --- | --- | --- | --- |",
    ]
    for who, runs in news["runs"].items():
        spent = [
            sum(ms for name, ms in run["processor_ms_an_answer"].items() if name != "clients")
            for run in runs
        ]
        lines.append(
            f"| {who} | {_median(runs, 'a_second'):.0f} "
            f"| {statistics.median(run['cases']['news']['p95'] for run in runs):.0f} "
            f"| {statistics.median(spent):.2f} | {_median(runs, 'kilobytes_an_answer'):.1f} |"
        )
    return "\n".join(lines)


def _median(runs: list[dict[str, Any]], field: str) -> float:
    return float(statistics.median(run[field] for run in runs))
