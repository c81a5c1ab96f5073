"""An import taken back in one step: a new version without its effect; the history keeps both.

What an import did is read from the ledger itself: the rows of its version against those of the
version before. They are compared by unit, which is what a row is replaced with: a source's
store-day for sales, the key for all other tables. A unit that no later version has changed is put
back as it was; a later version that has rests on the import and must be undone with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from showfloor.errors import LedgerError
from showfloor.storage.delta_files import DataFile
from showfloor.storage.derived import derive_all
from showfloor.storage.history import holding, said_of, to_undo
from showfloor.storage.manifest import LedgerVersion
from showfloor.storage.table_state import relation_of, write_files
from showfloor.storage.tables import INTAKE_TABLES, Table
from showfloor.storage.writing import Writing


@dataclass(frozen=True, slots=True)
class TableUndone:
    """Rows of one table that went and that came back."""

    table: str
    removed: int
    put_back: int


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo did; `version` is the new one, `undone` those taken back, newest first."""

    version: int
    undone: tuple[int, ...]
    tables: tuple[TableUndone, ...]
    seconds: float


class Undoing:
    """One undo while it holds the lock."""

    def __init__(self, writing: Writing, versions: Sequence[LedgerVersion]) -> None:
        self._writing = writing
        self._versions = versions
        self._made: set[str] = set()
        self._removed: dict[str, int] = {}
        self._put_back: dict[str, int] = {}

    def run(self, number: int | None, *, with_later: bool) -> UndoReport:
        """Take a version back, and with `with_later` those that rest on it; seconds are 0."""
        target = to_undo(self._versions, number)
        writing = self._writing
        with writing.connection() as self._connection:
            connection = self._connection
            chosen = self._chosen(target, with_later=with_later)
            for place, version in enumerate(chosen):
                writing.progress(f"undoing {said_of(version)}", 0.8 * place / len(chosen))
                self._revert(version)
            derive_all(connection, writing.states)
            undone = tuple(version.number for version in chosen)
            published = writing.publish(
                connection,
                "undo",
                statement=f"undid {', '.join(said_of(version) for version in chosen)}",
                undoes=undone,
                even_unchanged=True,
            )
        writing.progress("done", 1.0)
        tables = tuple(
            TableUndone(name, self._removed[name], self._put_back[name])
            for name in sorted(self._removed)
        )
        return UndoReport(published.number if published else 0, undone, tables, 0.0)

    def _chosen(self, target: LedgerVersion, *, with_later: bool) -> list[LedgerVersion]:
        """Return the versions to undo, newest first; LedgerError names those that rest on it."""
        chosen = {target.number: target}
        waiting = [target]
        while waiting:
            for version in self._resting(waiting.pop(0), list(chosen.values())):
                if version.number not in chosen:
                    chosen[version.number] = version
                    waiting.append(version)
        if len(chosen) > 1 and not with_later:
            others = [
                said_of(chosen[number]) for number in sorted(chosen) if number != target.number
            ]
            raise LedgerError(
                f"{said_of(target)} cannot be undone alone: {_listed(others)} changed the same "
                "days or keys after it, or name what it brought; undo them too with --with-later, "
                "or import a correction"
            )
        return [chosen[number] for number in sorted(chosen, reverse=True)]

    def _resting(
        self, version: LedgerVersion, chosen: Sequence[LedgerVersion]
    ) -> list[LedgerVersion]:
        """Return later versions that hold and changed the same units, or name what it brought."""
        later = [one for one in holding(self._versions) if one.number > version.number]
        later = [one for one in later if one not in chosen]
        found: list[LedgerVersion] = []
        for table in self._tables_of(version):
            touching = [one for one in later if self._differing(one, table) != ([], [])]
            if touching and self._changed_since(version, table):
                units = self._units(version, table)
                found += [one for one in touching if self._share(units, self._units(one, table))]
            found += self._naming(version, table, later)
        return found

    def _naming(
        self, version: LedgerVersion, table: Table, later: Sequence[LedgerVersion]
    ) -> list[LedgerVersion]:
        """Return later versions whose rows name keys that only `version` brought into `table`."""
        naming = [
            (other, column)
            for other in INTAKE_TABLES.values()
            for column, known in other.known
            if known == table.name
        ]
        if not naming:
            return []
        (key,) = table.key
        before, after = self._around(version, table)
        brought = (
            f'SELECT "{key}" FROM {self._relation(table, after)} EXCEPT '
            f'SELECT "{key}" FROM {self._relation(table, before)}'
        )
        if not self._one(f"SELECT count(*) FROM ({brought})"):
            return []
        found = []
        for one in later:
            for other, column in naming:
                gone, came = self._differing(one, other)
                if came and self._one(
                    f"SELECT (SELECT count(*) FROM {self._relation(other, came)} "
                    f'WHERE "{column}" IN ({brought})) > (SELECT count(*) FROM '
                    f'{self._relation(other, gone)} WHERE "{column}" IN ({brought}))'
                ):
                    found.append(one)
                    break
        return found

    def _revert(self, version: LedgerVersion) -> None:
        for table in self._tables_of(version):
            gone, came = self._differing(version, table)
            self._count(table, gone, came)
            state = self._writing.states[table.name]
            before, after = self._around(version, table)
            months = {file.month for file in (*gone, *came)}
            rewritten = set()
            for month in months:
                now = set(state.of_months({month}))
                if now == {file for file in after if file.month == month}:
                    state.restore({month}, [file for file in before if file.month == month])
                else:
                    rewritten.add(month)
            if rewritten:
                self._rewrite(version, table, rewritten)

    def _rewrite(self, version: LedgerVersion, table: Table, months: set[int | None]) -> None:
        """Put back the units of a version in months that later versions have changed as well."""
        if self._changed_since(version, table, months):
            raise LedgerError(
                f"{said_of(version)} cannot be undone: what it brought to {table.name} has been "
                "changed since; import a correction instead"
            )
        within = _within(table, self._units(version, table))
        state = self._writing.states[table.name]
        before, _ = self._around(version, table)
        names = _names(table)
        for month in sorted(months, key=str):
            held = self._relation(table, [file for file in before if file.month == month])
            select = (
                f"SELECT {names} FROM {state.relation({month})} AS held WHERE NOT {within} "
                f"UNION ALL SELECT {names} FROM {held} AS held WHERE {within}"
            )
            state.replace({month}, write_files(self._connection, table, state.staging, select))

    def _count(self, table: Table, gone: Sequence[DataFile], came: Sequence[DataFile]) -> None:
        removed = put_back = 0
        for old, new in _by_month(gone, came):
            if old and new:
                sides = [
                    f"SELECT {_names(table)} FROM {self._relation(table, f)}" for f in (old, new)
                ]
                removed += self._one(f"SELECT count(*) FROM ({sides[1]} EXCEPT ALL {sides[0]})")
                put_back += self._one(f"SELECT count(*) FROM ({sides[0]} EXCEPT ALL {sides[1]})")
            removed += sum(file.rows for file in new if not old)
            put_back += sum(file.rows for file in old if not new)
        self._removed[table.name] = self._removed.get(table.name, 0) + removed
        self._put_back[table.name] = self._put_back.get(table.name, 0) + put_back

    def _changed_since(
        self, version: LedgerVersion, table: Table, months: set[int | None] | None = None
    ) -> bool:
        """Say whether the units that a version changed are no longer as it left them."""
        _, after = self._around(version, table)
        state = self._writing.states[table.name]
        same = set(after) & (set(state.files) - state.written)
        left, now = (
            [f for f in files if f not in same and (months is None or f.month in months)]
            for files in (after, state.files)
        )
        if not left and not now:
            return False
        folders = {True: state.staging, False: state.folder}
        held = relation_of(table, [folders[file in state.written] / file.path for file in now])
        names, within = _names(table), _within(table, self._units(version, table))
        was = f"SELECT {names} FROM {self._relation(table, left)} AS held WHERE {within}"
        now_is = f"SELECT {names} FROM {held} AS held WHERE {within}"
        differing = f"({was} EXCEPT ALL {now_is}) UNION ALL ({now_is} EXCEPT ALL {was})"
        return bool(self._one(f"SELECT count(*) FROM ({differing})"))

    def _units(self, version: LedgerVersion, table: Table) -> str:
        """Return the name of a table with the units that a version changed, made at first use."""
        name = f"units_{table.name}_{version.number}"
        if name in self._made:
            return name
        units = ", ".join(f'"{column}"' for column in unit_of(table))
        nothing = relation_of(table, [])
        self._connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {units} FROM {nothing}")
        for old, new in _by_month(*self._differing(version, table)):
            sides = [f"SELECT {_names(table)} FROM {self._relation(table, f)}" for f in (old, new)]
            changed = (
                f"({sides[0]} EXCEPT ALL {sides[1]}) UNION ALL ({sides[1]} EXCEPT ALL {sides[0]})"
                if old and new
                else sides[0 if old else 1]
            )
            self._connection.execute(f"INSERT INTO {name} SELECT DISTINCT {units} FROM ({changed})")
        self._made.add(name)
        return name

    def _share(self, one: str, other: str) -> bool:
        return bool(self._one(f"SELECT count(*) FROM (FROM {one} INTERSECT FROM {other})"))

    def _tables_of(self, version: LedgerVersion) -> list[Table]:
        return [
            table for table in INTAKE_TABLES.values() if self._differing(version, table) != ([], [])
        ]

    def _differing(
        self, version: LedgerVersion, table: Table
    ) -> tuple[list[DataFile], list[DataFile]]:
        """Return the files of a table that went with a version, and those that came."""
        earlier = next((v for v in self._versions if v.number == version.number - 1), None)
        was = earlier.tables.get(table.name) if earlier else None
        if version.tables.get(table.name) == was:
            return [], []
        before, after = self._around(version, table)
        return (
            [file for file in before if file not in set(after)],
            [file for file in after if file not in set(before)],
        )

    def _around(
        self, version: LedgerVersion, table: Table
    ) -> tuple[tuple[DataFile, ...], tuple[DataFile, ...]]:
        """Return a table's files before a version and with it."""
        earlier = next((v for v in self._versions if v.number == version.number - 1), None)
        at = self._writing.files_at
        return at(table.name, earlier), at(table.name, version)

    def _relation(self, table: Table, files: Sequence[DataFile]) -> str:
        folder = self._writing.root / "tables" / table.name
        return relation_of(table, [folder / file.path for file in files])

    def _one(self, sql: str) -> int:
        row = self._connection.execute(sql).fetchone()
        return int(row[0]) if row else 0


def unit_of(table: Table) -> tuple[str, ...]:
    """Return the columns by which rows of a table are replaced."""
    return table.covers or table.key


def _names(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.column_names)


def _within(table: Table, units: str) -> str:
    """Return SQL that keeps the rows, called `held`, of the units in a table."""
    same = " AND ".join(
        f'unit."{name}" IS NOT DISTINCT FROM held."{name}"' for name in unit_of(table)
    )
    return f"EXISTS (SELECT 1 FROM {units} AS unit WHERE {same})"


def _by_month(
    gone: Sequence[DataFile], came: Sequence[DataFile]
) -> Iterator[tuple[list[DataFile], list[DataFile]]]:
    """Yield the files that went and that came, a month at a time."""
    for month in sorted({file.month for file in (*gone, *came)}, key=str):
        yield (
            [file for file in gone if file.month == month],
            [file for file in came if file.month == month],
        )


def _listed(words: Sequence[str], at_most: int = 5) -> str:
    more = f" and {len(words) - at_most} more" if len(words) > at_most else ""
    return ", ".join(words[:at_most]) + more
