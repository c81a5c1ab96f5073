"""The walls hold under whoever forgets them: scope, views on SQLite, policies on PostgreSQL."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

import showfloor.portal
from showfloor.portal.people.models import Membership, Organisation
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.checks import every_model_is_walled
from showfloor.portal.walls.models import AuditEntry, Happening
from showfloor.portal.walls.policies import raise_policies, weaknesses
from showfloor.portal.walls.reach import PUBLIC, WHOLE_HOUSE, Kind, Reach, within
from showfloor.portal.walls.walled import UNWALLED, Walled, walled_models

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
READER = "default" if ON_POSTGRESQL else "partner"
SOURCE = Path(showfloor.portal.__file__).parent


def _count(table: str, alias: str = READER) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        found: int = cursor.fetchone()[0]
        return found


def test_a_query_outside_of_a_reach_raises(house: Any) -> None:
    with pytest.raises(ScopeError):
        Membership.objects.count()


def test_a_partner_sees_its_own_rows_and_the_house_sees_all(house: Any) -> None:
    with within(house.reach("acme")):
        assert [str(one) for one in Organisation.objects.all()] == ["Acme canary-acme"]
        assert Membership.objects.count() == 1
    with within(house.reach("retailer")):
        assert Organisation.objects.count() == 4
        assert Membership.objects.count() == 7
    with within(PUBLIC):
        assert Organisation.objects.count() == 0


def test_a_forgotten_scope_and_raw_sql_show_nothing_of_anothers(house: Any) -> None:
    for name, expected in (("acme", 1), ("bolt", 1), ("shops", 1)):
        with within(house.reach(name)):
            with scopes_disabled():
                assert Organisation.objects.count() == expected
                assert Membership.objects.count() == 1
            for model in walled_models():
                assert _count(model._meta.db_table) <= 1
    with within(PUBLIC):
        for model in walled_models():
            assert _count(model._meta.db_table) == 0


def test_rows_reached_from_other_rows_are_scoped_too(house: Any) -> None:
    with within(WHOLE_HOUSE):
        held = Membership.objects.get(person=house.people["rival"])
    with within(house.reach("acme")), pytest.raises(Organisation.DoesNotExist):
        str(held.organisation)


def test_a_person_reads_their_own_membership_before_entering(house: Any) -> None:
    person = house.people["rival"]
    with within(Reach(Kind.PUBLIC, person_id=person.pk)), scopes_disabled():
        assert [held.person_id for held in Membership.objects.all()] == [person.pk]


def test_work_never_sees_with_two_pairs_of_eyes(house: Any) -> None:
    with within(house.reach("acme")), pytest.raises(RuntimeError, match="sees as"):  # noqa: SIM117
        with within(WHOLE_HOUSE):
            pass


def test_a_reach_ends_with_its_work(house: Any) -> None:
    with within(house.reach("acme")):
        assert _count("people_organisation") == 1
    assert _count("people_organisation") == 0


def test_the_audit_log_is_only_added_to(house: Any) -> None:
    reach = Reach(Kind.HOUSE, house.organisations["retailer"].pk, house.people["auditor"].pk)
    with within(reach):
        note(reach, "Ada", Happening.SAW, "/stores/")
        assert AuditEntry.objects.count() == 1
    for change in ("UPDATE walls_auditentry SET what = 'x'", "DELETE FROM walls_auditentry"):
        with pytest.raises(DatabaseError), within(reach), connections["default"].cursor() as cursor:
            cursor.execute(change)
    with within(reach):
        assert AuditEntry.objects.get().what == "/stores/"


def test_the_public_is_not_written_down(house: Any) -> None:
    with within(PUBLIC):
        note(PUBLIC, "", Happening.SAW, "/news/")
    with within(WHOLE_HOUSE):
        assert AuditEntry.objects.count() == 0


def test_every_model_is_walled_or_on_the_short_list() -> None:
    assert every_model_is_walled() == []
    labels = {model._meta.label_lower for model in apps.get_models()}
    assert set(UNWALLED) & labels <= labels - {m._meta.label_lower for m in walled_models()}


def test_a_model_that_forgot_its_wall_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("showfloor.portal.walls.checks.UNWALLED", {})
    said = [error.msg for error in every_model_is_walled()]
    assert any("people.Person belongs to no organisation" in text for text in said)


def test_every_walled_models_key_is_a_uuid_and_its_manager_is_scoped() -> None:
    for model in walled_models():
        assert issubclass(model, Walled)
        assert model._meta.pk is not None
        assert model._meta.pk.get_internal_type() == "UUIDField"
        assert model._meta.base_manager_name == "objects"


def test_scopes_are_disabled_at_the_door_alone() -> None:
    """A syntax tree finds every use of what switches the scope off."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django_scopes":
                names = {alias.name for alias in node.names}
                if "scopes_disabled" in names:
                    found.add(path.relative_to(SOURCE).as_posix())
            assert not (isinstance(node, ast.Attribute) and node.attr == "scopes_disabled")
    assert found == {"people/entering.py"}


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's views")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM main.people_organisation",
        "SELECT * FROM people_invitation JOIN main.people_membership",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM django_session",
        "SELECT * FROM main.people_person",
        "SELECT load_extension('x')",
        "ATTACH DATABASE 'elsewhere.sqlite3' AS elsewhere",
        "PRAGMA query_only = 0",
        "DELETE FROM people_membership",
        "DROP VIEW people_membership",
        "CREATE TEMP TABLE t AS SELECT * FROM main.people_membership",
        "INSERT INTO main.people_organisation SELECT * FROM people_organisation",
    ],
)
def test_on_sqlite_no_statement_goes_round_the_views(house: Any, statement: str) -> None:
    refused = pytest.raises(DatabaseError)
    with within(house.reach("acme")), connections["partner"].cursor() as cursor, refused:
        cursor.execute(statement)


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's views")
def test_on_sqlite_colleagues_have_names_and_nobody_else(house: Any) -> None:
    with within(house.reach("acme")):
        assert _count("people_person") == 1
        held = Membership.objects.select_related("person").get()
        assert held.person.name == "account_manager"


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's policies")
def test_on_postgresql_a_partner_writes_nothing_into_another_organisation(house: Any) -> None:
    reach = Reach(Kind.PARTNER, house.organisations["bolt"].pk, house.people["rival"].pk)
    with pytest.raises(DatabaseError), within(house.reach("acme")):
        note(reach, "Mallory", Happening.SAW, "/")
    with within(WHOLE_HOUSE):
        assert AuditEntry.objects.count() == 0


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's policies")
def test_on_postgresql_who_may_read_a_row_may_not_therefore_change_or_remove_it(house: Any) -> None:
    reader = Reach(Kind.PUBLIC, person_id=house.people["rival"].pk)
    for statement in ("DELETE FROM people_membership", "UPDATE people_membership SET role = role"):
        with within(reader), connections["default"].cursor() as cursor:
            assert _count("people_membership") == 1
            cursor.execute(statement)
            assert cursor.rowcount == 0


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL's policies")
def test_on_postgresql_the_start_refuses_every_weaker_wall(house: Any) -> None:
    connection = connections["default"]
    assert weaknesses(connection) == []
    for weaker, says in (
        ("ALTER TABLE people_membership NO FORCE ROW LEVEL SECURITY", "no forced"),
        ("ALTER TABLE people_membership DISABLE ROW LEVEL SECURITY", "no forced"),
        ("CREATE POLICY open ON people_membership USING (true)", "not those stated"),
        ("DROP POLICY showfloor_wall_read ON people_membership", "not those stated"),
        ("COMMENT ON POLICY showfloor_wall_read ON people_membership IS 'old'", "not those stated"),
    ):
        with connections["owner"].cursor() as cursor:
            cursor.execute(weaker)
        assert any(says in text for text in weaknesses(connection)), weaker
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP POLICY IF EXISTS open ON people_membership")
        with transaction.atomic(using="owner"):
            raise_policies(using="owner")
        assert weaknesses(connection) == []
    assert any("owns the table" in text for text in weaknesses(connections["owner"]))
