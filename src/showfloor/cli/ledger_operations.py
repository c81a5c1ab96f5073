"""The command on the ledger itself: its versions, undo, check, and keeping it small."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption
from showfloor.cli.output import print_json, print_table, progress, say
from showfloor.errors import UsageError, nearest
from showfloor.storage import LedgerVersion, Workspace, open_workspace
from showfloor.storage.history import undone_by
from showfloor.storage.ledger_check import LedgerCheckReport
from showfloor.storage.result_json import encode
from showfloor.storage.vacuuming import VacuumReport
from showfloor.workflows.ledger_operations import (
    export_table,
    run_check,
    run_compact,
    run_renumber_store,
    run_undo,
    run_upgrade,
    run_vacuum,
)

KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the call names: its words after the operation, and its options."""

    words: Sequence[str]
    with_later: bool
    before: int | None
    apply: bool
    out: Path | None
    as_json: bool


def ledger(
    what: Annotated[
        str,
        typer.Argument(help="versions, undo, check, compact, vacuum, renumber, upgrade, export."),
    ] = "versions",
    words: Annotated[
        list[str] | None, typer.Argument(help="A version; or OLD NEW; or a table.")
    ] = None,
    *,
    with_later: Annotated[
        bool, typer.Option("--with-later", help="undo: also the later imports that rest on it.")
    ] = False,
    before: Annotated[
        int | None, typer.Option(help="vacuum: give up versions below it that no run needs.", min=1)
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="vacuum: remove, where it else only says what it would.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="export: the CSV file to write.")] = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Show the ledger's versions, undo an import, check the ledger, keep it small.

    Example: `showfloor ledger undo --workspace shops`

    `versions` lists them, oldest first. `undo [VERSION]` takes an import back as one new version.
    `check` recomputes every promise and names the first that is broken. `compact` merges small
    files; `vacuum` removes what no version needs. `renumber OLD NEW` gives a store its new number.
    `upgrade` brings a workspace of an older release to this one. `export TABLE --out FILE` writes a
    table as CSV.
    """
    if what not in OPERATIONS:
        raise UsageError(
            f"the ledger does not know '{what}'{nearest(what, OPERATIONS)}; it shows: versions; "
            f"it does: {', '.join(name for name in OPERATIONS if name != 'versions')}"
        )
    operation = OPERATIONS[what]
    asked = _Asked(words or (), with_later, before, apply, out, as_json)
    _refuse_what_is_not_of(what, operation, asked, as_of)
    return operation.run(open_workspace(workspace, as_of), asked)


def _versions(place: Workspace, asked: _Asked) -> int:
    versions = place.ledger.versions()
    undone, given_up = undone_by(versions), place.ledger.given_up()
    if asked.as_json:
        print_json(encode(versions))
        return 0
    print_table(
        "Ledger versions",
        ("version", "committed at", "what", "rows in", "accepted", "undone by"),
        [
            (
                str(version.number),
                version.committed_at.isoformat(timespec="seconds"),
                _what(version) + (", rows given up" if version.number in given_up else ""),
                f"{sum(taken.rows_in for taken in version.took):,}" if version.took else "–",
                f"{sum(taken.accepted for taken in version.took):,}" if version.took else "–",
                str(undone.get(version.number, "–")),
            )
            for version in versions
        ],
    )
    return 0


def _what(version: LedgerVersion) -> str:
    if version.operation != "import":
        return version.statement or version.operation
    return f"import of {', '.join(taken.file for taken in version.took)}"


def _undo(place: Workspace, asked: _Asked) -> int:
    number = _version_in(asked.words)
    with progress("undo") as report:
        kept = run_undo(place, number, with_later=asked.with_later, report=report)
    done = kept.result
    if asked.as_json:
        print_json({"run": kept.record.run_id, "undo": encode(done)})
        return 0
    undone = ", ".join(map(str, done.undone))
    say(f"Ledger version {done.version} is without what version {undone} did; both stay readable")
    for table in done.tables:
        say(f"  {table.table}: {table.removed:,} rows went, {table.put_back:,} came back")
    say(f"  to have it back: showfloor ledger undo {done.version}")
    return 0


def _check(place: Workspace, asked: _Asked) -> int:
    with progress("check") as report:
        found = run_check(place, report=report)
    if asked.as_json:
        print_json({"holds": found.holds, "check": encode(found)})
    else:
        _show_check(found)
    return 0 if found.holds else 1


def _show_check(found: LedgerCheckReport) -> None:
    print_table(
        f"Promises of the ledger up to version {found.version}",
        ("promise", "holds", "looked at"),
        [
            (promise.stated, "yes" if promise.holds else "NO", promise.said)
            for promise in found.promises
        ],
    )
    if not found.holds:
        broken = found.promises[-1]
        say(f"Broken: {broken.stated}. {broken.said}")
        say("  What stands after it was not looked at. Restore the file from a backup, or import")
        say("  the files of that version again into a new workspace.")


def _compact(place: Workspace, asked: _Asked) -> int:
    with progress("compact") as report:
        kept = run_compact(place, report=report)
    done = kept.result
    if asked.as_json:
        print_json({"run": kept.record.run_id, "compact": encode(done)})
        return 0
    if not done.published:
        say(f"Version {done.version} has no small files to merge")
        return 0
    print_table(
        f"Ledger version {done.version}: the same rows in fewer files",
        ("table", "files before", "files now", "MiB before", "MiB now", "rows"),
        [
            (
                table.table,
                f"{table.files_before:,}",
                f"{table.files_after:,}",
                _mebibytes(table.bytes_before),
                _mebibytes(table.bytes_after),
                f"{table.rows:,}",
            )
            for table in done.tables
        ],
    )
    return 0


def _vacuum(place: Workspace, asked: _Asked) -> int:
    with progress("vacuum") as report:
        found = run_vacuum(place, before=asked.before, apply=asked.apply, report=report)
    if asked.as_json:
        print_json({"vacuum": encode(found)})
    else:
        _show_vacuum(found)
    return 0


def _show_vacuum(found: VacuumReport) -> None:
    verb = "removed" if found.applied else "would be removed"
    files = "file" if found.files == 1 else "files"
    say(f"{found.files:,} {files} ({_mebibytes(found.size)} MiB) {verb}")
    if found.given_up:
        verb = "given up" if found.applied else "to be given up"
        say(f"  {verb}: version {_numbers(found.given_up)}; the reports remain")
    if found.held:
        say(f"  kept, because runs refer to it: version {_numbers(found.held)}")
    if not found.applied and (found.files or found.given_up):
        say("  Nothing was removed; to remove it, say --apply")


def _upgrade(place: Workspace, asked: _Asked) -> int:
    before = place.config.schema_version
    with progress("upgrade") as report:
        upgraded, check = run_upgrade(place, report=report)
    now = upgraded.config.schema_version
    if asked.as_json:
        print_json({"from": before, "to": now, "check": encode(check)})
    elif before == now:
        say(f"The workspace is of schema version {now} already; nothing was changed")
    else:
        if check is not None:
            _show_check(check)
        say(f"The workspace is of schema version {now}; its older versions are as they were, and")
        say(f"the old showfloor.toml is kept as showfloor.toml.schema-{before}")
    return 0


def _renumber(place: Workspace, asked: _Asked) -> int:
    old, new = asked.words
    with progress("renumber") as report:
        kept = run_renumber_store(place, old, new, report=report)
    done = kept.result
    if asked.as_json:
        print_json({"run": kept.record.run_id, "renumber": encode(done)})
        return 0
    say(f"Ledger version {done.version}: store '{done.old}' is now '{done.new}'")
    for table, rows in done.rows:
        say(f"  {table}: {rows:,} rows")
    return 0


def _export(place: Workspace, asked: _Asked) -> int:
    (table,) = asked.words
    if asked.out is None:
        raise UsageError("--out is missing; name the CSV file to write")
    version = export_table(place, table, asked.out)
    if asked.as_json:
        print_json({"table": table, "version": version.number, "path": str(asked.out)})
    else:
        say(f"{table} of ledger version {version.number} is in {asked.out}")
    return 0


@dataclass(frozen=True, slots=True)
class _Operation:
    """What runs, how many words it takes, which options are its own, whether it reads the past."""

    run: Callable[[Workspace, _Asked], int]
    words: Sequence[int] = (0,)
    usage: str = ""
    options: Sequence[str] = ()
    of_the_past: bool = False


OPERATIONS: Mapping[str, _Operation] = {
    "versions": _Operation(_versions, of_the_past=True),
    "undo": _Operation(_undo, (0, 1), "[VERSION]", ("--with-later",)),
    "check": _Operation(_check),
    "compact": _Operation(_compact),
    "vacuum": _Operation(_vacuum, options=("--before", "--apply")),
    "upgrade": _Operation(_upgrade),
    "renumber": _Operation(_renumber, (2,), "OLD NEW"),
    "export": _Operation(_export, (1,), "TABLE --out FILE", ("--out",), of_the_past=True),
}


def _refuse_what_is_not_of(
    what: str, operation: _Operation, asked: _Asked, as_of: str | None
) -> None:
    """Raise UsageError for words and options that the operation does not take."""
    if len(asked.words) not in operation.words:
        raise UsageError(f"write: showfloor ledger {what} {operation.usage}".rstrip())
    given = {
        "--with-later": asked.with_later,
        "--before": asked.before is not None,
        "--apply": asked.apply,
        "--out": asked.out is not None,
    }
    for option, there in given.items():
        if there and option not in operation.options:
            raise UsageError(f"ledger {what} takes no {option}")
    if as_of is not None and not operation.of_the_past:
        raise UsageError(f"ledger {what} works on the ledger as it is; leave --as-of out")


def _version_in(words: Sequence[str]) -> int | None:
    if not words:
        return None
    text = words[0].removeprefix("v")
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"'{words[0]}' is no version; see them with: showfloor ledger versions")
    return int(text)


def _mebibytes(size: int) -> str:
    return f"{size / KIBIBYTE**2:,.1f}"


def _numbers(numbers: Sequence[int], at_most: int = 12) -> str:
    more = f" and {len(numbers) - at_most:,} more" if len(numbers) > at_most else ""
    return ", ".join(map(str, numbers[:at_most])) + more
