"""What the portal is told: every wrong word gets a sentence that says which, where and how."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from showfloor.errors import WorkspaceError
from showfloor.portal.configuration import PortalConfiguration, read_configuration
from showfloor.portal.keys import KEPT, SECRET_FILE, change_key, keys_in
from showfloor.storage import create_workspace

from .conftest import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="asks no database; done on SQLite's run")
Read = Callable[[str], PortalConfiguration]
ISSUER = {
    "id": '"acme"',
    "name": '"Acme"',
    "issuer": '"https://login.acme.example"',
    "client_id": '"showfloor"',
    "organisation": '"manufacturer:acme"',
    "domains": '["Acme.example"]',
    "client_secret_file": '"acme.secret"',
}


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Return what writes a workspace's [portal] and reads it as the portal does."""
    for name in ("DATABASE", "OWNER_DATABASE", "SECRET", "SECRET_BEFORE", "ADDRESS"):
        monkeypatch.delenv(f"SHOWFLOOR_PORTAL_{name}", raising=False)
    create_workspace(
        tmp_path / "shop", name="Shop", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    file = tmp_path / "shop" / "showfloor.toml"
    before = file.read_text(encoding="utf-8")
    tmp_path.joinpath("shop", "acme.secret").write_text("of the client\n", encoding="utf-8")

    def written(text: str) -> PortalConfiguration:
        file.write_text(f"{before}\n[portal]\n{text}\n", encoding="utf-8")
        return read_configuration(tmp_path / "shop")

    return written


def _issuer(**changed: str) -> str:
    stated = {**ISSUER, **changed}
    lines = [f"{name} = {value}" for name, value in stated.items() if value]
    return "\n".join(["[[portal.sign_on]]", *lines])


def test_nothing_said_means_this_machine_and_a_file(read: Read) -> None:
    found = read("")
    assert found.is_sqlite
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (found.address, found.behind_tls, found.mail) == ("http://127.0.0.1:8000", False, "")
    assert found.sign_on == ()
    assert found.staff_at_least == 3


def test_all_that_can_be_said_is_read(read: Read) -> None:
    found = read(
        'database = "postgresql://app:p%40ss@db.example:5433/shop"\n'
        'address = "https://portal.example/"\nhosts = ["portal.example"]\nbehind_tls = true\n'
        f'staff_at_least = 0\nmail = "smtp+tls://user@mail.example:587"\n{_issuer()}'
    )
    held = found.database
    assert [held[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "app", "p@ss", "db.example", "5433", "shop",
    ]  # fmt: skip
    assert found.address == "https://portal.example"
    assert found.staff_at_least == 0
    (issuer,) = found.sign_on
    assert (issuer.kind, issuer.manufacturer_id) == ("manufacturer", "acme")
    assert (issuer.domains, issuer.client_secret) == (("acme.example",), "of the client")
    assert issuer.speaks_for("x@ACME.example")
    assert not issuer.speaks_for("x@deep.acme.example")
    assert not issuer.speaks_for("x@notacme.example")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('databse = "x"', "unknown key 'portal.databse'; did you mean 'database'"),
        ("database = 5", "must be postgresql://"),
        ('database = "mysql://x@y/z"', "must be postgresql://"),
        ('database = "postgresql://x@y"', "must be postgresql://"),
        ('database = "postgresql://x@y:99999/z"', "must be postgresql://"),
        ('hosts = "portal.example"', "must be a list"),
        *(
            (f"staff_at_least = {wrong}", "must be a whole number of people from 0")
            for wrong in ("-1", "2.5", "true", '"3"', "1001")
        ),
        ("hosts = [5]", "must be a list"),
        ('behind_tls = "yes"', "true or false"),
        ("address = 5", "must be like https://"),
        ('address = "portal.example"', "must be like https://"),
        ('address = "ftp://portal.example"', "must be like https://"),
        ('address = "https://portal.example/shop"', "must be like https://"),
        ('address = "https://portal.example?x"', "must be like https://"),
        ('address = "https://portal.example:99999"', "must be like https://"),
        ('address = "https://portal.example"', "which portal.hosts does not name"),
        ('hosts = ["localhost"]', "which portal.hosts does not name"),
        ("behind_tls = true", "must begin with https"),
        ('mail = "mail.example"', "must be like smtp"),
        ("mail = 5", "must be like smtp"),
        ('mail = "http://mail.example"', "must be like smtp"),
        ('mail = "smtp://:x"', "must be like smtp"),
        ('sign_on = "acme"', "must be a list of tables"),
        ("sign_on = [5]", "must be a list of tables"),
        (_issuer(issuers='"x"'), "unknown key 'issuers'; did you mean 'issuer'"),
        *((_issuer(**{name: ""}), f"{name} is missing") for name in list(ISSUER)[:5]),
        *((_issuer(**{name: "5"}), f"{name} is missing") for name in list(ISSUER)[:5]),
        (_issuer(id='"Acme GmbH"'), "small letters, digits and hyphens"),
        (_issuer(issuer='"http://login.acme.example"'), "must be like https://"),
        (_issuer(issuer='"https://login.acme.example?x=1"'), "no user, query"),
        (_issuer(organisation='"everybody"'), "manufacturer:ID"),
        (_issuer(organisation='"manufacturer:"'), "manufacturer:ID"),
        (_issuer(domains=""), "at least one"),
        (_issuer(domains="[]"), "at least one"),
        (_issuer(domains='["@acme.example"]'), "is no domain"),
        (_issuer(domains='["*"]'), "is no domain"),
        (_issuer(client_secret_file=""), "SHOWFLOOR_PORTAL_SIGN_ON_ACME_SECRET"),
        (_issuer(client_secret_file='"nowhere"'), "cannot be read"),
        (f"{_issuer()}\n{_issuer()}", "the id acme twice"),
        (_issuer() + "\n" + _issuer(id='"other"'), "the issuer https://login.acme.example twice"),
    ],
)
def test_every_wrong_word_is_named_with_how_to_mend_it(read: Read, text: str, says: str) -> None:
    with pytest.raises(WorkspaceError) as refused:
        read(text)
    assert says in str(refused.value)
    assert "postgresql" in says or "showfloor.toml" in str(refused.value)


def test_a_secret_of_the_environment_comes_before_its_file(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOWFLOOR_PORTAL_SIGN_ON_ACME_SECRET", "from outside")
    assert read(_issuer(client_secret_file='"nowhere"')).sign_on[0].client_secret == "from outside"


def test_a_key_is_made_once_and_for_its_owner_alone(read: Read) -> None:
    found = read("")
    keys = found.secrets()
    assert keys == found.secrets()
    assert len(keys) == 1
    assert found.folder.joinpath(SECRET_FILE).stat().st_mode & 0o077 == 0


def test_a_new_key_signs_and_the_one_before_is_still_known(read: Read) -> None:
    found = read("")
    path, seen = found.folder / SECRET_FILE, [found.secrets()[0]]
    for _ in range(3):
        assert change_key(path) == KEPT
        assert found.secrets()[1] == seen[-1]
        seen.append(found.secrets()[0])
    assert len(set(seen)) == 4
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == [SECRET_FILE]


def test_the_environments_keys_replace_the_files(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOWFLOOR_PORTAL_SECRET", "new")
    monkeypatch.setenv("SHOWFLOOR_PORTAL_SECRET_BEFORE", "older oldest")
    assert read("").secrets() == ("new", "older", "oldest")


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff\xfe"])
def test_a_file_without_a_good_key_is_refused(tmp_path: Path, content: bytes) -> None:
    tmp_path.joinpath(SECRET_FILE).write_bytes(content)
    with pytest.raises(WorkspaceError, match=r"secret\.key holds"):
        keys_in(tmp_path / SECRET_FILE)
