"""A workspace: the folder with showfloor.toml, the ledger and the kept runs."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from showfloor.domain.calendars import MONDAY_TO_SATURDAY, TradingDays
from showfloor.errors import WorkspaceError, nearest
from showfloor.storage.as_of import AsOf, understand
from showfloor.storage.engines import DUCKDB, THIS_MACHINE, EngineChoice, EngineName
from showfloor.storage.ledger import Ledger
from showfloor.storage.ledger_check import LedgerCheckReport
from showfloor.storage.named_source import read_named_sources
from showfloor.storage.runs import RunStore
from showfloor.storage.whole_file import write_whole
from showfloor.storage.writing import Progress

CONFIGURATION_FILE = "showfloor.toml"
SCHEMA_VERSION = 2
"""2: every ledger version states totals and digests, and the derived tables of standing."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NO_NOTES: Mapping[str, str] = MappingProxyType({})


class WorkspaceConfig(BaseModel):
    """What showfloor.toml states.

    trading_days: weekdays on which shops trade, Monday is 0; written by name in the file.
    notes:        free statements that reports show ("all figures are generated").
    sources:      how named sources write their files, as the file states it; `Workspace.sources`
                  has it checked.
    portal:       what the portal is told; the portal checks it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    schema_version: int = SCHEMA_VERSION
    name: str = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    vat: Literal["with", "without"]
    time_zone: str
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY
    engine: EngineName = "duckdb"
    spark_master: str = Field(default=THIS_MACHINE, min_length=1)
    example: str | None = None
    notes: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, Any] = Field(default_factory=dict)
    portal: dict[str, Any] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"'{value}' is no time zone such as Europe/Berlin") from error
        return value

    @field_validator("trading_days", mode="before")
    @classmethod
    def _weekdays(cls, value: Sequence[str | int]) -> tuple[int, ...]:
        days = {WEEKDAYS.index(day) if day in WEEKDAYS else day for day in value}
        numbers = sorted(day for day in days if isinstance(day, int) and day in range(7))
        if not numbers or len(numbers) != len(value):
            raise ValueError(f"must name each trading day once: {', '.join(WEEKDAYS)}")
        return tuple(numbers)

    @property
    def calendar(self) -> TradingDays:
        """The trading days as the rooms take them."""
        return TradingDays(self.trading_days)


class Workspace:
    """An open workspace, as it is or, with `asked_as_of`, as it was at a moment of its past."""

    def __init__(
        self, root: Path, config: WorkspaceConfig, *, asked_as_of: str | None = None
    ) -> None:
        """Open it; UsageError or LedgerError where it has no such past."""
        self.root = root
        self.config = config
        self.sources = read_named_sources(
            {"sources": config.sources}, str(root / CONFIGURATION_FILE)
        )
        engine = EngineChoice(config.engine, config.spark_master)
        older = config.schema_version if config.schema_version < SCHEMA_VERSION else None
        self.ledger = Ledger(root / "ledger", older_schema=older, engine=engine)
        self.as_of: AsOf | None = None
        if asked_as_of is not None:
            self.as_of = understand(asked_as_of, self.ledger.versions(), config.time_zone)
            self.ledger = Ledger(root / "ledger", as_of_version=self.as_of.version, engine=engine)
        self.runs = RunStore(root / "runs", self.as_of)


def create_workspace(
    root: Path,
    *,
    name: str,
    currency: str,
    vat: Literal["with", "without"],
    time_zone: str,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
    example: str | None = None,
    notes: Mapping[str, str] = _NO_NOTES,
) -> Workspace:
    """Make a workspace in a new or empty folder; WorkspaceError where that cannot be."""
    root = _checked_root(root)
    if (root / CONFIGURATION_FILE).exists():
        raise WorkspaceError(f"{root} is a workspace already; open it, or choose another folder")
    if root.exists() and not root.is_dir():
        raise WorkspaceError(f"{root} is a file; choose a folder")
    if root.exists() and any(root.iterdir()):
        raise WorkspaceError(
            f"{root} holds files that are no workspace; choose a new or empty folder"
        )
    config = _validated(
        {
            "name": name,
            "currency": currency,
            "vat": vat,
            "time_zone": time_zone,
            "trading_days": list(trading_days),
            "example": example,
            "notes": dict(notes),
        },
        "the new workspace",
    )
    for folder in (root, root / "ledger", root / "runs"):
        folder.mkdir(parents=True, exist_ok=True)
    write_whole(root / CONFIGURATION_FILE, _toml(config))
    return Workspace(root, config)


def open_workspace(root: Path, as_of: str | None = None) -> Workspace:
    """Open the workspace in a folder; WorkspaceError says what is wrong and how to mend it.

    `as_of` opens it as it was: "2021-03-31", "2021-03-31T18:00", or "12", a ledger version. Its
    latest version and its latest runs are then those of that time, and it takes no imports.
    """
    root = _checked_root(root)
    path = root / CONFIGURATION_FILE
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise WorkspaceError(
            f"{root} is no workspace: it has no {CONFIGURATION_FILE}; "
            "make one with showfloor init, or name another folder with --workspace"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{path} is no valid TOML: {error}") from error
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read: {error.strerror}") from error
    config = _validated(_known_schema(document, path), str(path))
    return Workspace(root, config, asked_as_of=as_of)


def _checked_root(root: Path) -> Path:
    root = root.expanduser().absolute()
    found = re.search(r"[\[\]*?]", str(root))
    if found:
        raise WorkspaceError(
            f"a workspace's path may not hold '{found.group()}', which file patterns use: {root}"
        )
    return root


def upgrade_workspace(
    root: Path, progress: Progress | None = None
) -> tuple[Workspace, LedgerCheckReport | None]:
    """Bring a workspace of an older schema to this release's, ledger first; open it so.

    The old showfloor.toml is kept beside the new one, as showfloor.toml.schema-1. The report is
    that of the check which the new ledger version has passed; None where there was none to make.
    LedgerError where it does not pass: then the workspace stays as it is. A workspace of this
    schema is left alone, and an upgrade that was killed goes on where it was.
    """
    old = open_workspace(root)
    number = old.config.schema_version
    if number == SCHEMA_VERSION:
        return old, None
    report = old.ledger.upgrade(progress=progress)
    path = old.root / CONFIGURATION_FILE
    text = path.read_text(encoding="utf-8")
    path.with_name(f"{CONFIGURATION_FILE}.schema-{number}").write_text(text, encoding="utf-8")
    stated = rf"(?m)^(\s*schema_version\s*=\s*){number}\b"
    write_whole(path, re.sub(stated, rf"\g<1>{SCHEMA_VERSION}", text))
    return open_workspace(root), report


def _known_schema(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a configuration of a schema that this release reads; WorkspaceError otherwise."""
    version = document.get("schema_version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise WorkspaceError(f"{path}: schema_version must be a whole number from 1 on")
    if version > SCHEMA_VERSION:
        raise WorkspaceError(
            f"{path} is of schema version {version}, this Showfloor knows {SCHEMA_VERSION}; "
            "use the newer release that wrote it"
        )
    return document


def _validated(document: Mapping[str, Any], where: str) -> WorkspaceConfig:
    try:
        return WorkspaceConfig.model_validate(document)
    except ValidationError as error:
        problems = []
        for problem in error.errors():
            key = ".".join(str(part) for part in problem["loc"])
            if problem["type"] == "extra_forbidden":
                known = nearest(key, WorkspaceConfig.model_fields)
                problems.append(f"unknown key '{key}'{known}")
            else:
                problems.append(f"{key}: {problem['msg'].removeprefix('Value error, ')}")
        raise WorkspaceError(f"{where}: {'; '.join(problems)}") from error


def _toml(config: WorkspaceConfig) -> str:
    lines = [
        f"schema_version = {config.schema_version}",
        f"name = {_toml_text(config.name)}",
        f"currency = {_toml_text(config.currency)}",
        f"vat = {_toml_text(config.vat)}  # whether revenue is with or without VAT",
        f"time_zone = {_toml_text(config.time_zone)}",
        f"trading_days = [{', '.join(_toml_text(WEEKDAYS[day]) for day in config.trading_days)}]",
    ]
    if config.engine != DUCKDB.name:
        lines.append(f"engine = {_toml_text(config.engine)}")
    if config.spark_master != DUCKDB.spark_master:
        lines.append(f"spark_master = {_toml_text(config.spark_master)}")
    if config.example is not None:
        lines.append(f"example = {_toml_text(config.example)}")
    if config.notes:
        lines += ["", "[notes]"]
        lines += [f"{_toml_text(key)} = {_toml_text(text)}" for key, text in config.notes.items()]
    return "\n".join(lines) + "\n"


def _toml_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
