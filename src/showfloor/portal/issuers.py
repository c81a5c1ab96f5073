"""Whom the portal lets sign people on: the issuers of `[[portal.sign_on]]`, checked.

[[portal.sign_on]]
id = "acme"                                      # in the address, and in the variable below
name = "Acme"                                    # on the sign-in page
issuer = "https://login.acme.example"            # OpenID Connect's issuer, as it writes itself
client_id = "showfloor"
organisation = "manufacturer:acme"               # retailer, manufacturer:ID or own_retail:ID
domains = ["acme.example"]                       # addresses that it may speak for
client_secret_file = "/etc/showfloor/acme.key"   # or SHOWFLOOR_PORTAL_SIGN_ON_ACME_SECRET
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from showfloor.errors import WorkspaceError, nearest

WORDS = ("id", "name", "issuer", "client_id", "organisation")
KEYS = (*WORDS, "domains", "client_secret_file")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ORGANISATION = re.compile(r"retailer|(manufacturer|own_retail):(.+)")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer that may say who somebody is, for one organisation's people and domains.

    kind and manufacturer_id: of that organisation. domains: in small letters, without an @.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    kind: str
    manufacturer_id: str
    domains: tuple[str, ...]

    def speaks_for(self, address: str) -> bool:
        """Say whether an address is of one of its domains, and not only of one below."""
        return address.rpartition("@")[2].lower() in self.domains


def read_issuers(stated: object, where: str, folder: Path) -> tuple[Issuer, ...]:
    """Return the issuers that are stated; WorkspaceError says which is wrong, and how.

    where: the file, for messages; folder: what a secret's relative path begins at.
    """
    if not isinstance(stated, list) or not all(isinstance(one, dict) for one in stated):
        raise WorkspaceError(f"{where}: sign_on must be a list of tables: [[portal.sign_on]]")
    found = tuple(_issuer(one, f"{where}: portal.sign_on", folder) for one in stated)
    for name in ("id", "issuer"):
        held = [getattr(one, name) for one in found]
        twice = next((value for value in held if held.count(value) > 1), None)
        if twice is not None:
            raise WorkspaceError(f"{where}: portal.sign_on has the {name} {twice} twice")
    return found


def _issuer(stated: Mapping[str, Any], where: str, folder: Path) -> Issuer:
    for key in stated:
        if key not in KEYS:
            raise WorkspaceError(f"{where}: unknown key '{key}'{nearest(key, KEYS)}")
    for key in WORDS:
        if not isinstance(stated.get(key), str) or not stated[key].strip():
            raise WorkspaceError(f"{where}: {key} is missing; it must be text")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", stated["id"]):
        raise WorkspaceError(f"{where}: id must be of small letters, digits and hyphens")
    where = f"{where} {stated['id']}"
    _check_address(stated["issuer"], where)
    organisation = ORGANISATION.fullmatch(stated["organisation"])
    if organisation is None:
        raise WorkspaceError(
            f"{where}: organisation must be retailer, manufacturer:ID or own_retail:ID"
        )
    kind, manufacturer_id = organisation[1] or "retailer", organisation[2] or ""
    return Issuer(
        stated["id"],
        stated["name"],
        stated["issuer"],
        stated["client_id"],
        _secret(stated, where, folder),
        kind,
        manufacturer_id,
        _domains(stated.get("domains"), where),
    )


def _check_address(address: str, where: str) -> None:
    parts = urlsplit(address)
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_here):
        raise WorkspaceError(f"{where}: issuer must be like https://login.example.org")
    if parts.query or parts.fragment or parts.username:
        raise WorkspaceError(f"{where}: issuer must have no user, query or fragment")


def _domains(stated: object, where: str) -> tuple[str, ...]:
    if not isinstance(stated, list) or not stated:
        raise WorkspaceError(f'{where}: domains must name at least one, like ["example.org"]')
    for domain in stated:
        if not isinstance(domain, str) or not DOMAIN.fullmatch(domain.lower()):
            raise WorkspaceError(f"{where}: '{domain}' is no domain like example.org")
    return tuple(domain.lower() for domain in stated)


def _secret(stated: Mapping[str, Any], where: str, folder: Path) -> str:
    name = f"SHOWFLOOR_PORTAL_SIGN_ON_{stated['id'].upper().replace('-', '_')}_SECRET"
    given = os.environ.get(name, "")
    if given:
        return given
    file = stated.get("client_secret_file")
    if not isinstance(file, str) or not file:
        raise WorkspaceError(
            f"{where}: the client's secret is missing: set {name}, or "
            "client_secret_file to a file that holds it"
        )
    path = folder / Path(file).expanduser()
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as reason:
        raise WorkspaceError(f"{where}: client_secret_file {path} cannot be read") from reason
    if not secret:
        raise WorkspaceError(f"{where}: client_secret_file {path} is empty")
    return secret
