"""A canary of each organisation in every text of its rows: nobody of another ever sees it.

Two proofs, over every address, format, key and reader of the portal. The canary test looks for
texts of others in bodies, headers and logs. The silence test compares what a reader gets before
and after others' rows change: counts, suggestions, times and status codes cannot tell either.
Both are tested themselves, with eight leaks that are planted on purpose.
"""

from __future__ import annotations

import logging
import re
import sys
import types
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections, models
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, path
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from showfloor.portal.people.models import Invitation, Organisation
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.walls.walled import Walled, walled_models

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
READERS = {"account_manager": "acme", "rival": "bolt", "own_retail": "shops", None: ""}
"""Who must never see others' rows, with their organisation; None is the public."""
ORGANISATIONS = ("retailer", "acme", "bolt", "shops")
MADE_BY_HAND: dict[str, dict[str, Any]] = {
    "people.membership": {"role": "auditor", "store_id": ""},
    "people.invitation": {"email": "canary@canary-{}.example"},
}
"""Values that a model's own rules ask for, by its label; {} is the organisation's short name."""
LEFT_OUT = {"people.organisation"}
"""Models whose rows the house has already."""
NEW_EACH_TIME = {"/account/second-factor/totp/activate/"}
"""Addresses that answer with a new secret of the reader's own each time."""
TEXT_KEYS = ("hamburg", "bonn", "atlantis", "canary-bolt", "../secret.key", "%00")


def plant(house: Any, mark: str = "") -> list[UUID]:
    """Add a row of every walled model to every organisation, a canary in each text; their keys."""
    keys: list[UUID] = []
    with within(WHOLE_HOUSE):
        for short in ORGANISATIONS:
            made: dict[type[models.Model], models.Model] = {}
            wanted = [m for m in walled_models() if m._meta.label_lower not in LEFT_OUT]
            keys += [_row(model, house, short, mark, made).pk for model in wanted]
    return keys


def _row(
    model: type[models.Model],
    house: Any,
    short: str,
    mark: str,
    made: dict[type[models.Model], models.Model],
) -> models.Model:
    """Return a row of an organisation, with rows that it needs of other models."""
    if model in made:
        return made[model]
    if model is Organisation:
        return house.organisations[short]
    by_hand = MADE_BY_HAND.get(model._meta.label_lower, {})
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in by_hand:
            value = by_hand[field.name]
            values[field.name] = value.format(short) if isinstance(value, str) else value
        elif isinstance(field, models.ForeignKey):
            if not field.null or issubclass(field.related_model, Walled):
                values[field.name] = _related(field.related_model, house, short, mark, made)
        else:
            value = _value(field, short, mark)
            if value is not None:
                values[field.name] = value
    row = model(**values)
    row.save(force_insert=True)
    made[model] = row
    return row


def _related(
    model: Any, house: Any, short: str, mark: str, made: dict[type[models.Model], models.Model]
) -> models.Model:
    if model._meta.label_lower == "people.person":
        return model.objects.create_user(
            f"{uuid4()}@canary-{short}.example", name=f"canary-{short}"
        )
    return _row(model, house, short, mark, made)


def _value(field: Any, short: str, mark: str) -> Any:
    if field.primary_key or field.has_default() or field.null:
        return None
    if isinstance(field, models.FileField | models.CharField | models.TextField):
        length = getattr(field, "max_length", None) or 200
        return f"canary-{short}{mark}-{uuid4().hex}"[:length]
    simple = {
        models.DateTimeField: datetime(2021, 4, 1, tzinfo=UTC),
        models.DateField: datetime(2021, 4, 1, tzinfo=UTC).date(),
        models.IntegerField: 1,
        models.FloatField: 1.0,
        models.UUIDField: uuid4(),
        models.JSONField: {"canary": f"canary-{short}{mark}"},
    }
    return next((value for kind, value in simple.items() if isinstance(field, kind)), None)


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Return every route of the resolver, allauth's too."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        else:
            assert isinstance(entry, URLPattern)
            yield route


def paths(keys: list[UUID]) -> list[str]:
    """Return the paths to walk: each route with every key that fits it, and some parameters."""
    found = []
    for route in routes():
        clean = route.replace("^", "").replace("$", "").replace("\\Z", "")
        if "(?P" in clean:
            continue
        filled = [clean]
        while any("<" in one for one in filled):
            filled = [text for one in filled for text in _filled(one, keys)]
        found += [f"/{one}" for one in filled]
    return [*found, *(f"{one}?sort=-revenue&from=100&table=sales" for one in found if "." in one)]


def _filled(route: str, keys: list[UUID]) -> list[str]:
    held = re.search(r"<(?:(\w+):)?\w+>", route)
    if held is None:
        return [route]
    kinds: dict[str | None, tuple[Any, ...]] = {
        "uuid": (*keys, uuid4()),
        "int": (0, 1, 10**9),
        "str": ("en", "canary-bolt", "x"),
        None: ("en", "canary-bolt", "x"),
        "path": TEXT_KEYS,
        "slug": ("acme", "bolt", "canary-bolt"),
    }
    values = kinds[held[1]]
    return [route.replace(held[0], str(value), 1) for value in values]


def body_of(answer: Any) -> str:
    """Return what a reader gets: status, headers and body, without what is new in each answer."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    text = f"{answer.status_code}\n{headers}\n{content.decode('utf-8', 'replace')}"
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"(Content-Length|Expires|Date): .*", "", text)


def walk(client: Client, every: list[str]) -> dict[str, str]:
    """Return what a reader gets at each path; signing out is left for last by leaving it out."""
    found = {}
    for where in every:
        if "logout" not in where:
            found[where] = body_of(client.get(where))
    return found


def strangers(answers: dict[str, str], own: str) -> list[str]:
    """Return the paths whose answers hold a canary that the path itself does not."""
    others = [short for short in ORGANISATIONS if short != own]
    found = []
    for where, text in answers.items():
        without_path = text.replace(where, "").replace("canary-bolt/", "")
        if any(f"canary-{short}" in without_path for short in others):
            found.append(where)
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the paths that answer otherwise though only others' rows have changed."""
    heard = [where for where, text in before.items() if after[where] != text]
    return [where for where in heard if where not in NEW_EACH_TIME]


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_no_reader_sees_a_canary_of_another_or_hears_it_move(
    house: Any,
    sign_in: Callable[..., Client],
    reader: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    keys = plant(house)
    client = sign_in(reader)
    client.get("/")
    with caplog.at_level(logging.DEBUG, logger="showfloor"):
        before = walk(client, paths(keys))
    assert len(before) > 20
    assert strangers(before, READERS[reader]) == []
    assert "canary" not in caplog.text.replace("canary-bolt/", "").replace("canary-bolt", "")
    with within(WHOLE_HOUSE):
        for short in ORGANISATIONS:
            if short != READERS[reader]:
                _row(Invitation, house, short, "-later", {})
    after = walk(client, list(before))
    assert changed(before, after) == []


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_no_reader_changes_anything_by_sending_to_every_address(
    house: Any, sign_in: Callable[..., Client], reader: str | None
) -> None:
    keys = plant(house)
    client = sign_in(reader)
    client.get("/")
    before = _everything(READERS[reader])
    for where in paths(keys):
        if not where.startswith("/account/"):
            assert client.post(where, {"name": "x"}).status_code in {404, 422, 302, 303, 403}
    assert _everything(READERS[reader]) == before


def _everything(own: str) -> dict[str, list[str]]:
    """Return every row of every other organisation, and how many rows there are in all."""
    with within(WHOLE_HOUSE):
        return {
            model._meta.label: [
                str(row)
                for row in model.objects.order_by("pk").values()
                if f"canary-{own}" not in str(row) or not own
            ]
            for model in walled_models()
            if model._meta.label != "walls.AuditEntry"
        }


@given(
    key=st.uuids() | st.text(st.characters(codec="utf-8", exclude_characters="/?#"), max_size=30)
)
@examples(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_keys_find_nothing(house: Any, key: UUID | str) -> None:
    client = Client()
    for where in (f"/stores/{key}/", f"/stores/{key}.json", f"/{key}"):
        answer = client.get(where)
        assert answer.status_code in {301, 302, 404}
        assert "canary-" not in body_of(answer).replace(str(key), "")


def _around(statement: str) -> list[tuple[Any, ...]]:
    """Run a statement as a careless hand would that goes round every wall."""
    with connections["default"].cursor() as cursor:
        if ON_POSTGRESQL:
            cursor.execute("SELECT set_config('showfloor.reach', 'house', true)")
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        if ON_POSTGRESQL:
            cursor.execute("SELECT set_config('showfloor.reach', 'partner', true)")
        return rows


SECRETS = "SELECT email FROM people_invitation ORDER BY made_at, id"
CACHE: dict[str, bytes] = {}


def raw_sql_export(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(_around(SECRETS)), content_type="text/csv")


def cached_page(request: HttpRequest) -> HttpResponse:
    mine = b",".join(one.email.encode() for one in Invitation.objects.all())
    return HttpResponse(CACHE.setdefault(request.path, mine))


def related_object(_request: HttpRequest) -> JsonResponse:
    held = _around("SELECT name FROM people_organisation WHERE manufacturer_id = 'bolt'")
    return JsonResponse({"invited_by": {"organisation": held}})


def count(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"total": len(_around(SECRETS))})


def autocompletion(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"suggestions": [row[0][:30] for row in _around(SECRETS)]})


def file_path(_request: HttpRequest) -> FileResponse:
    name = _around("SELECT name FROM people_organisation WHERE manufacturer_id = 'bolt'")[0][0]
    place = Path(settings.PORTAL_WORKSPACE) / "showfloor.toml"
    return FileResponse(place.open("rb"), as_attachment=True, filename=f"{name}.toml")


def feed(_request: HttpRequest) -> HttpResponse:
    items = "".join(f"<title>{row[0]}</title>" for row in _around(SECRETS))
    return HttpResponse(f"<rss>{items}</rss>", content_type="application/rss+xml")


def error_text(_request: HttpRequest) -> HttpResponse:
    whose = _around("SELECT name FROM people_organisation WHERE manufacturer_id = 'bolt'")
    return HttpResponse(f"this belongs to {whose}", status=404)


LEAKS = (
    raw_sql_export,
    cached_page,
    related_object,
    count,
    autocompletion,
    file_path,
    feed,
    error_text,
)


@pytest.fixture
def leaky(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the portal one more address, which leaks; return its path."""
    leak = request.param
    module = types.ModuleType("leaky_addresses")
    where = f"leaks/{leak.__name__}/"
    module.urlpatterns = [*get_resolver().url_patterns, path(where, leak)]  # type: ignore[attr-defined]
    sys.modules["leaky_addresses"] = module
    with override_settings(ROOT_URLCONF="leaky_addresses"):
        clear_url_caches()
        yield f"/{where}"
    clear_url_caches()
    del sys.modules["leaky_addresses"]
    CACHE.clear()


@pytest.mark.parametrize("leaky", LEAKS, ids=lambda leak: leak.__name__, indirect=True)
def test_each_planted_leak_is_caught(
    house: Any, sign_in: Callable[..., Client], leaky: str
) -> None:
    keys = plant(house)
    sign_in("partner_manager").get(leaky).close()
    client = sign_in("account_manager")
    every = [where for where in paths(keys) if where.startswith("/leaks")]
    before = walk(client, every)
    with within(WHOLE_HOUSE):
        _row(Invitation, house, "bolt", "-later", {})
    after = walk(client, every)
    assert leaky in {*strangers(before, "acme"), *changed(before, after)}
