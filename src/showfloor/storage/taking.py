"""One import, while it holds the ledger's lock: files taken in order, then one version of all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from showfloor.errors import IntakeError, LedgerError
from showfloor.storage.derived import derive_all
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.intake import INTAKE_RULES, FileIntake
from showfloor.storage.manifest import LedgerVersion, TakenFile, read_version
from showfloor.storage.named_source import NamedSource
from showfloor.storage.opening import open_source
from showfloor.storage.partner_numbers import with_own_ids
from showfloor.storage.quarantine_files import QuarantineFile
from showfloor.storage.replacing import checked_unit
from showfloor.storage.reports import FileReport, Fix, Refusal, SalesAmounts
from showfloor.storage.sources import Opening, Source, check_file, table_of
from showfloor.storage.table_state import relation_of
from showfloor.storage.tables import INTAKE_TABLES
from showfloor.storage.writing import Progress, Writing


@dataclass(frozen=True, slots=True)
class IntakeFile:
    """A file to import; table "auto" is found from the file's name (sales.csv, sales-2020.parquet).

    `source` names where sales come from, for files without a column `source`. `named` is what
    showfloor.toml states of such files: it says their table, and the source of sales that neither
    the file nor its defaults name. `currency` is the workspace's, for files that state theirs.
    `replaces` names the unit by which rows of the ledger give way, where it is not the table's own.
    `quarantined` says of a file of quarantined rows which import kept them out.
    """

    path: Path
    table: str = "auto"
    source: str | None = None
    named: NamedSource | None = None
    currency: str | None = None
    replaces: tuple[str, ...] = ()
    quarantined: QuarantineFile | None = None

    def filled(self) -> Mapping[str, str]:
        """Return the text that holds for all rows, by column."""
        return {"source": self.source} if self.source and self.table == "sales" else {}

    def defaults(self) -> Mapping[str, str]:
        """Return the text that holds for all rows where the file lacks the column."""
        if self.named is None:
            return {}
        own = {"source": self.named.name} if self.table == "sales" else {}
        return {**own, **self.named.defaults}


class Taking:
    """One import while it holds the lock."""

    def __init__(
        self,
        root: Path,
        last: LedgerVersion | None,
        files: Sequence[IntakeFile],
        progress: Progress,
    ) -> None:
        self._files = files
        self._writing = Writing(root, last, progress)

    def run(self) -> tuple[tuple[FileReport, ...], LedgerVersion | None]:
        """Take the files in the order of their tables; report them in the order given."""
        with ThreadPoolExecutor(1) as pool:
            # Where no earlier version can have taken them, files are read while they are digested.
            digests = [pool.submit(sha256_of_file, file.path) for file in self._files]
            return self._run(digests)

    def _run(
        self, digests: Sequence[Future[str]]
    ) -> tuple[tuple[FileReport, ...], LedgerVersion | None]:
        writing = self._writing
        with writing.connection() as connection:
            reports = self._take_files(connection, digests)
            if any(state.touched for state in writing.states.values()):
                writing.progress("summing sales by store, manufacturer, day and month", 0.9)
                derive_all(connection, writing.states)
            wrong = [report for report in reports if not report.adds_up]
            if wrong:
                raise LedgerError(f"the import's figures do not add up, nothing was taken: {wrong}")
            self._keep_quarantine()
            took = [
                self._taken(file, report, digest.result())
                for file, report, digest in zip(self._files, reports, digests, strict=True)
            ]
            published = writing.publish(connection, "import", took=took)
        writing.progress("done", 1.0)
        return reports, published

    def _take_files(
        self, connection: duckdb.DuckDBPyConnection, digests: Sequence[Future[str]]
    ) -> tuple[FileReport, ...]:
        order = list(INTAKE_TABLES)
        by_table = sorted(
            range(len(self._files)), key=lambda index: order.index(self._files[index].table)
        )
        sizes = [file.path.stat().st_size + 1 for file in self._files]
        reports: dict[int, FileReport] = {}
        done = 0
        for index in by_table:
            file = self._files[index]
            self._writing.progress(
                f"reading {file.path.name} into {file.table}", 0.9 * done / sum(sizes)
            )
            known = self._taken_before(file.table, digests)
            if known is None:
                reports[index] = self._take_file(connection, file, index)
            else:
                number, taken = known
                content_id = _content_id(file, digests[index].result())
                reports[index] = self._again(file, number, taken[content_id])
            done += sizes[index]
        return tuple(reports[index] for index in range(len(self._files)))

    def _take_file(
        self, connection: duckdb.DuckDBPyConnection, file: IntakeFile, index: int
    ) -> FileReport:
        table, name = INTAKE_TABLES[file.table], f"file{index}"
        filled, defaults = file.filled(), file.defaults()
        target = self._writing.staging / "quarantine" / f"{index + 1}-{file.path.stem}.csv"
        try:
            source = open_source(
                Opening(
                    connection,
                    file.path,
                    table,
                    self._writing.staging / name,
                    frozenset((*filled, *defaults)),
                    file.named,
                    file.currency,
                )
            )
            if source.by_numbers:
                source = with_own_ids(source, self._writing.states, table.name)
            intake = FileIntake(
                connection=connection,
                source=source,
                states=self._writing.states,
                table=table,
                filled={**_lacking(defaults, source), **filled},
                name=name,
                before=self._before(file),
                replaces=file.replaces,
            )
            report = intake.take(target)
            intake.close()
        except duckdb.Error as error:
            raise IntakeError(f"{file.path} cannot be read as {table.name}: {error}") from error
        if report.quarantine_path is None:
            return report
        return replace(report, quarantine_path=self._quarantine / target.name)

    def _before(self, file: IntakeFile) -> str | None:
        """Return the table as it was when a file's rows were quarantined; None for other files."""
        if file.quarantined is None:
            return None
        last, versions = self._writing.last, self._writing.root / "versions"
        version = last
        while version is not None and version.import_id != file.quarantined.import_id:
            if version.committed_at <= file.quarantined.moment:
                break
            version = read_version(versions, version.number - 1) if version.number > 1 else None
        folder = self._writing.root / "tables" / file.table
        held = [folder / one.path for one in self._writing.files_at(file.table, version)]
        return relation_of(INTAKE_TABLES[file.table], held)

    @property
    def _quarantine(self) -> Path:
        return self._writing.root / "quarantine" / self._writing.change_id

    def _keep_quarantine(self) -> None:
        found = self._writing.staging / "quarantine"
        if found.exists():
            found.rename(self._quarantine)

    def _taken_before(
        self, table: str, digests: Sequence[Future[str]]
    ) -> tuple[int, dict[str, TakenFile]] | None:
        """Return the version that took just these files of `table`, and what became of them.

        None unless they are what last changed the table, and nothing that their reading depends
        on has changed since: only then is reading them again sure to change nothing.
        """
        if self._writing.last is None or any(
            self._writing.states[other].touched for other in INTAKE_TABLES[table].reads
        ):
            return None
        number = self._writing.last.number
        folder = self._writing.root / "versions"
        while number > 0:
            version = read_version(folder, number)
            taken = [entry for entry in version.took if entry.table == table]
            if any(
                version.tables.get(other) != self._writing.last.tables.get(other)
                for other in INTAKE_TABLES[table].reads
            ):
                return None
            if taken:
                now = [
                    _content_id(file, digest.result())
                    for file, digest in zip(self._files, digests, strict=True)
                    if file.table == table
                ]
                same = [entry.content_id for entry in taken] == now
                return (number, {entry.content_id: entry for entry in taken}) if same else None
            number -= 1
        return None

    def _again(self, file: IntakeFile, number: int, taken: TakenFile) -> FileReport:
        """Report a file that an earlier version took just as it is."""
        return FileReport(
            path=file.path,
            table=file.table,
            rows_in=taken.rows_in,
            accepted=0,
            quarantined=taken.quarantined,
            unchanged=taken.accepted + taken.unchanged,
            warnings=(*taken.warnings, f"was taken before, in version {number}; nothing changed"),
            refusals=tuple(Refusal(**refusal) for refusal in taken.report["refusals"]),
            quarantine_path=(
                self._writing.root / taken.report["quarantine"]
                if taken.report["quarantine"]
                else None
            ),
            sales=_amounts_again(taken.report["sales"]),
            found=taken.report.get("found"),
            fixes=tuple(Fix(**fix) for fix in taken.report.get("fixes", ())),
        )

    def _taken(self, file: IntakeFile, report: FileReport, digest: str) -> TakenFile:
        quarantine = report.quarantine_path
        return TakenFile(
            content_id=_content_id(file, digest),
            file=file.path.name,
            sha256=digest,
            table=file.table,
            source=file.source,
            rows_in=report.rows_in,
            accepted=report.accepted,
            quarantined=report.quarantined,
            unchanged=report.unchanged,
            replaced=report.replaced,
            warnings=report.warnings,
            report={
                "refusals": [_plain(refusal) for refusal in report.refusals],
                "quarantine": (
                    quarantine.relative_to(self._writing.root).as_posix() if quarantine else None
                ),
                "sales": _plain(report.sales) if report.sales else None,
                "found": report.found,
                "fixes": [_plain(fix) for fix in report.fixes],
            },
        )


def named_files(files: Sequence[IntakeFile]) -> tuple[IntakeFile, ...]:
    """Check every file and find its table; one IntakeError tells all that is wrong."""
    if not files:
        raise IntakeError("no file was named; name at least one")
    problems, named = [], []
    for file in files:
        try:
            check_file(file.path)
            stated = file.named.table if file.named else file.table
            table = table_of(file.path, stated)
            checked_unit(INTAKE_TABLES[table], file.replaces)
            named.append(replace(file, table=table))
        except IntakeError as error:
            problems.append(str(error))
    if problems:
        raise IntakeError("\n".join(problems))
    return tuple(named)


def _content_id(file: IntakeFile, digest: str) -> str:
    named = "" if file.named is None else f"\n{file.named.edition}"
    named += f"\nreplaces {','.join(file.replaces)}" if file.replaces else ""
    named += "" if file.quarantined is None else f"\n{file.quarantined.import_id}"
    parts = "\n".join((digest, file.table, file.source or "", str(INTAKE_RULES))) + named
    return hashlib.sha256(parts.encode()).hexdigest()


def _lacking(defaults: Mapping[str, str], source: Source) -> Mapping[str, str]:
    return {column: text for column, text in defaults.items() if column not in source.columns}


def _plain(value: Refusal | Fix | SalesAmounts) -> Mapping[str, Any]:
    names = type(value).__dataclass_fields__
    fields = {name: getattr(value, name) for name in names}
    return {
        name: str(field) if isinstance(field, Decimal) else field for name, field in fields.items()
    }


def _amounts_again(kept: Mapping[str, Any] | None) -> SalesAmounts | None:
    if kept is None:
        return None
    return SalesAmounts(
        units_in=kept["units_in"],
        units_accepted=0,
        units_quarantined=kept["units_quarantined"],
        units_unchanged=kept["units_accepted"] + kept["units_unchanged"],
        revenue_in=Decimal(kept["revenue_in"]),
        revenue_accepted=Decimal("0.00"),
        revenue_quarantined=Decimal(kept["revenue_quarantined"]),
        revenue_unchanged=Decimal(kept["revenue_accepted"]) + Decimal(kept["revenue_unchanged"]),
    )
