"""What the portal is told: by the workspace's showfloor.toml, and by a few environment variables.

    [portal]
    database = "postgresql://showfloor_app@localhost/showfloor"   # absent: portal.sqlite3
    address = "https://portal.example.org"                        # what letters link to
    hosts = ["portal.example.org"]                                # absent: this machine alone
    behind_tls = true                                             # absent: false
    mail = "smtp+tls://user@mail.example.org:587"                 # absent: files in portal/mail
    staff_at_least = 3             # sales of stores with fewer people only in groups; 0: off

SHOWFLOOR_WORKSPACE names the folder. SHOWFLOOR_PORTAL_DATABASE replaces `database`, so that a
password need not stand in a file; with SHOWFLOOR_PORTAL_OWNER_DATABASE migrations run as the role
that owns the tables. SHOWFLOOR_PORTAL_SECRET replaces the key that is made at the first start, and
SHOWFLOOR_PORTAL_SECRET_BEFORE names older ones that still hold. Issuers: see `issuers`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from showfloor.errors import WorkspaceError, nearest
from showfloor.portal.issuers import Issuer, read_issuers
from showfloor.portal.keys import SECRET_FILE, keys_in, new_secret
from showfloor.storage import open_workspace

KEYS = ("database", "address", "hosts", "behind_tls", "mail", "staff_at_least", "sign_on")
SQLITE_FILE = "portal.sqlite3"
FOLDER = "portal"
MOST_STAFF = 1000
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
    staff_at_least: int = 3
    """Sales of stores in which fewer people work are shown only in groups; 0: of each alone."""
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

    def secrets(self) -> tuple[str, ...]:
        """Return the keys that sign: the one that holds, then older ones that are still known.

        The first is made at the first start, readable by its owner.
        """
        stated = os.environ.get("SHOWFLOOR_PORTAL_SECRET", "")
        if stated:
            return (stated, *os.environ.get("SHOWFLOOR_PORTAL_SECRET_BEFORE", "").split())
        if self.database["NAME"] == ":memory:":
            return (new_secret(),)
        return keys_in(self.folder / SECRET_FILE)


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
    web_address = _web_address(stated.get("address"), root)
    _check_together(web_address, hosts, behind_tls=behind_tls, root=root)
    address = os.environ.get("SHOWFLOOR_PORTAL_DATABASE") or stated.get("database", "")
    owner = os.environ.get("SHOWFLOOR_PORTAL_OWNER_DATABASE", "")
    return PortalConfiguration(
        workspace=workspace.root,
        database=_database(str(address), workspace.root),
        owner_database=_database(owner, workspace.root) if owner else None,
        hosts=tuple(hosts),
        behind_tls=behind_tls,
        mail=_mail(stated.get("mail", ""), root),
        time_zone=workspace.config.time_zone,
        address=web_address,
        staff_at_least=_staff_at_least(stated.get("staff_at_least", 3), root),
        sign_on=read_issuers(stated.get("sign_on", []), f"{root}/showfloor.toml", workspace.root),
    )


def _web_address(stated: Any, root: Path) -> str:
    address = os.environ.get("SHOWFLOOR_PORTAL_ADDRESS") or stated or "http://127.0.0.1:8000"
    parts = _split(address)
    is_plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain:
        raise WorkspaceError(
            f"{root}/showfloor.toml: portal.address must be like https://portal.example.org"
        )
    return f"{parts.scheme}://{parts.netloc}"


def _split(address: Any) -> SplitResult:
    """Return an address's parts; none of it where it is no text or names no real port."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _check_together(address: str, hosts: list[str], *, behind_tls: bool, root: Path) -> None:
    """Refuse an address that the portal would not answer at, or that is not the proxy's."""
    host = urlsplit(address).hostname or ""
    known = [one.lower().strip("[]") for one in hosts]
    is_known = any(
        one in ("*", host) or (one.startswith(".") and f".{host}".endswith(one)) for one in known
    )
    if not is_known:
        raise WorkspaceError(
            f"{root}/showfloor.toml: portal.address is at {host}, which portal.hosts does not "
            f"name: {', '.join(hosts)}"
        )
    if behind_tls and not address.startswith("https:"):
        raise WorkspaceError(
            f"{root}/showfloor.toml: with portal.behind_tls, portal.address must begin with https"
        )


def _mail(stated: Any, root: Path) -> str:
    if stated == "":
        return ""
    parts = _split(stated)
    if parts.scheme not in {"smtp", "smtp+tls"} or not parts.hostname or parts.path.strip("/"):
        raise WorkspaceError(
            f"{root}/showfloor.toml: portal.mail must be like smtp+tls://user@mail.example.org:587"
        )
    return str(stated)


def _staff_at_least(stated: Any, root: Path) -> int:
    if not isinstance(stated, int) or isinstance(stated, bool) or not 0 <= stated <= MOST_STAFF:
        raise WorkspaceError(
            f"{root}/showfloor.toml: portal.staff_at_least must be a whole number of people from 0 "
            f"(sales of every store alone) to {MOST_STAFF}, and is {stated!r}"
        )
    return stated


def _database(address: str, root: Path) -> dict[str, Any]:
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(root / SQLITE_FILE)}
    parts = _split(address)
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
