"""What the portal is told: by the workspace's showfloor.toml, and by a few environment variables.

    [portal]
    database = "postgresql://showfloor_app@localhost/showfloor"   # absent: portal.sqlite3
    address = "https://portal.example.org"                        # what letters link to
    hosts = ["portal.example.org"]                                # absent: this machine alone
    behind_tls = true                                             # absent: false
    mail = "smtp+tls://user@mail.example.org:587"                 # absent: files in portal/mail

SHOWFLOOR_WORKSPACE names the folder. SHOWFLOOR_PORTAL_DATABASE replaces `database`, so that a
password need not stand in a file; with SHOWFLOOR_PORTAL_OWNER_DATABASE migrations run as the role
that owns the tables. SHOWFLOOR_PORTAL_SECRET replaces the key that is made at the first start.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from showfloor.errors import WorkspaceError, nearest
from showfloor.portal.issuers import Issuer, read_issuers
from showfloor.storage import open_workspace

KEYS = ("database", "address", "hosts", "behind_tls", "mail", "sign_on")
SQLITE_FILE = "portal.sqlite3"
FOLDER = "portal"
SECRET_FILE = "secret.key"  # noqa: S105  # a file's name
HERE = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class PortalConfiguration:
    """What the portal is told, checked.

    database: Django's settings of the database that answers; owner_database: of the same database
    as its owner, for migrations. folder: what the portal keeps beside its database: its key,
    uploads, letters. time_zone: the workspace's.
    """

    workspace: Path
    database: dict[str, Any]
    owner_database: dict[str, Any] | None
    hosts: tuple[str, ...]
    behind_tls: bool
    mail: str
    time_zone: str
    address: str = "http://127.0.0.1:8000"
    """What letters link to, without a slash at the end."""
    sign_on: tuple[Issuer, ...] = ()
    """Who may sign people on by OpenID Connect."""

    @property
    def folder(self) -> Path:
        """The portal's own folder in the workspace."""
        return self.workspace / FOLDER

    @property
    def is_sqlite(self) -> bool:
        """Whether the portal's database is a file in the workspace."""
        return str(self.database["ENGINE"]).endswith("sqlite3")

    def secret(self) -> str:
        """Return the key that signs sessions; made at the first start, readable by its owner."""
        stated = os.environ.get("SHOWFLOOR_PORTAL_SECRET", "")
        if stated:
            return stated
        if self.database["NAME"] == ":memory:":
            return secrets.token_urlsafe(50)
        path = self.folder / SECRET_FILE
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return _made_secret(path)


def no_configuration() -> PortalConfiguration:
    """Return what holds without a workspace: for tools that only read the code, never to serve."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    return PortalConfiguration(Path("/nonexistent"), database, None, HERE, False, "", "UTC")


def read_configuration(root: Path) -> PortalConfiguration:
    """Read what a workspace's portal is told; WorkspaceError says what is wrong and where."""
    workspace = open_workspace(root)
    stated = workspace.config.portal
    for key in stated:
        if key not in KEYS:
            raise WorkspaceError(
                f"{root}/showfloor.toml: unknown key 'portal.{key}'{nearest(key, KEYS)}"
            )
    hosts = stated.get("hosts", list(HERE))
    if not isinstance(hosts, list) or not all(isinstance(host, str) and host for host in hosts):
        raise WorkspaceError(f"{root}/showfloor.toml: portal.hosts must be a list of host names")
    behind_tls = stated.get("behind_tls", False)
    if not isinstance(behind_tls, bool):
        raise WorkspaceError(f"{root}/showfloor.toml: portal.behind_tls must be true or false")
    address = os.environ.get("SHOWFLOOR_PORTAL_DATABASE") or stated.get("database", "")
    owner = os.environ.get("SHOWFLOOR_PORTAL_OWNER_DATABASE", "")
    return PortalConfiguration(
        workspace=workspace.root,
        database=_database(str(address), workspace.root),
        owner_database=_database(owner, workspace.root) if owner else None,
        hosts=tuple(hosts),
        behind_tls=behind_tls,
        mail=str(stated.get("mail", "")),
        time_zone=workspace.config.time_zone,
        address=_web_address(stated.get("address"), root),
        sign_on=read_issuers(stated.get("sign_on", []), f"{root}/showfloor.toml", workspace.root),
    )


def _web_address(stated: Any, root: Path) -> str:
    address = os.environ.get("SHOWFLOOR_PORTAL_ADDRESS") or stated or "http://127.0.0.1:8000"
    parts = urlsplit(str(address))
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise WorkspaceError(
            f"{root}/showfloor.toml: portal.address must be like https://portal.example.org"
        )
    return f"{parts.scheme}://{parts.netloc}"


def _database(address: str, root: Path) -> dict[str, Any]:
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(root / SQLITE_FILE)}
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise WorkspaceError(
            "the portal's database must be postgresql://role@host/name, or absent for "
            f"{SQLITE_FILE} in the workspace"
        )
    # A socket's folder is written as the host, percent-encoded, or as ?host=.
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.get("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _made_secret(path: Path) -> str:
    """Make the key once; of two that start together the first one's holds."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(temporary, path)
    temporary.unlink()
    return path.read_text(encoding="ascii").strip()
