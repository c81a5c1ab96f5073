"""The coverage table of docs/methods/inference.md, from the kept numbers."""

from __future__ import annotations

from pathlib import Path


def write_table(result: dict, page: Path) -> None:
    """Put the tables of effects between the page's two marks, where the page has them."""
    write_between(page, [*table(result), *further_tables(result)])


def write_between(page: Path, lines: list[str]) -> None:
    """Put lines between a page's two marks, where the page has them."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    first, last = "<!-- coverage: first -->", "<!-- coverage: last -->"
    if first in text and last in text:
        head, _, rest = text.partition(first)
        tail = rest.partition(last)[2]
        said = "\n".join(lines)
        page.write_text(f"{head}{first}\n{said}\n{last}{tail}", encoding="utf-8")


def table(result: dict) -> list[str]:
    """Return the lines of the published table: the worst cell of each kind of rollout."""
    lines = [
        "| stores | cohorts | treated | estimator | overall | plain | event | length | band |",
        "| ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    kinds: dict[tuple, list[dict]] = {}
    for r in result["cells"]:
        key = (r["stores"], r["cohorts"], r["treated"], r["estimator"])
        kinds.setdefault(key, []).append(r)
    for (stores, cohorts, treated, estimator), rows in kinds.items():
        events = [r["event_lowest"] for r in rows if r["event_lowest"] is not None]
        banded = [r for r in rows if "band" in r]
        lines.append(
            f"| {stores} | {min(cohorts, treated)} | {treated} | {NAMES[estimator]} "
            f"| {min(r['covered'] for r in rows):.3f} | {min(r['without'] for r in rows):.3f} "
            f"| {min(events):.3f} | {max(r['length'] for r in rows):.2f} "
            + (
                f"| {banded[0]['band']:.3f} ({banded[0]['band_without']:.3f}) |"
                if banded
                else "| |"
            )
        )
    return lines


def further_tables(result: dict) -> list[str]:
    """Return the lines on few treated stores, closures and false alarms."""
    lines = [
        "",
        "Few treated stores beside 60 others, one cohort; below four no interval is stated:",
        "",
        "| treated | normal, plain error | normal, unbiased error | Welch's t | stated |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {r['treated']} | {r['analytic']:.3f} | {r['normal']:.3f} | {r['welch']:.3f} "
        f"| {r['satterthwaite']:.3f} |"
        for r in sorted(result["few_treated"], key=lambda r: r["treated"])
    ]
    lines += [
        "",
        "8 % of store-weeks missing at random, autocorrelation 0.5; event times: mean over those",
        "with six treated stores or more:",
        "",
        "| stores | cohorts | treated | estimator | overall | event times |",
        "| ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    lines += [
        f"| {r['stores']} | {r['cohorts']} | {r['treated']} | {NAMES[r['estimator']]} "
        f"| {r['covered']:.3f} | {r['event_mean']:.3f} |"
        for r in result["closures"]
    ]
    lines += [
        "",
        "False alarms of the permutation test at 5 % (no effect, autocorrelation 0.5):",
        "",
        "| stores | treated | cohorts | assignments | alarms |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {r['stores']} | {r['treated']} | {r['cohorts']} | {r['assignments']:,.0f} "
        f"| {r['alarms']:.3f} |"
        for r in result["alarms"]
    ]
    failed = sum(bool(r["fails"]) for kind in ("cells", "closures", "alarms") for r in result[kind])
    return [*lines, "", f"{failed} cells failed, {result['draws']:,} draws each."]


NAMES = {"imputation": "imputation", "callaway_santanna": "Callaway-Sant'Anna"}
