"""A canary of each organisation in every text of its rows: nobody of another ever sees it.

Two proofs, over every address, format, key and reader of the portal. The canary test looks for
texts of others in bodies, headers and logs. The silence test compares what a reader gets before
and after others' rows change: counts, suggestions, times and status codes cannot tell either.
Both are tested themselves, with eight leaks that are planted on purpose.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import zip_longest
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

from showfloor.measure.own_effects import OwnEffects, own_effects
from showfloor.portal.access.models import SignOnIdentity
from showfloor.portal.figures.addresses import ActionView
from showfloor.portal.measured.models import OwnMeasurement
from showfloor.portal.people.models import Invitation, Membership, Organisation
from showfloor.portal.rollout.models import OpenArea
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.walls.walled import Walled, walled_models
from showfloor.storage.result_json import encode

from ..present.measured_areas import measured  # noqa: TID252  # no package

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
EVERY_PATH = os.environ.get("SHOWFLOOR_PORTAL_EVERY_PATH") == "1"
"""Walk every path with every reader: some minutes."""
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
NEW_EACH_TIME = {
    "/account/second-factor/totp/activate/",
    "/account/second-factor/webauthn/add/",
}
"""Addresses that answer with a new secret or challenge of the reader's own each time."""
SHARED_MODELS = {"access": ("people",), "imports": ("work",), "rollout": ("work",)}
"""Rooms whose addresses hold keys of another room's models."""
Keys = dict[str, list[tuple[str, UUID]]]
"""Organisation and key of every planted row, by app."""
TEXT_KEYS = ("hamburg", "bonn", "atlantis", "bolt", "../secret.key", "%00")


def plant(house: Any, mark: str = "") -> Keys:
    """Add a row of every walled model to every organisation, a canary in each text; their keys."""
    keys: Keys = {"people": [(short, one.pk) for short, one in house.organisations.items()]}
    wanted = [m for m in walled_models() if m._meta.label_lower not in LEFT_OUT]
    with within(WHOLE_HOUSE):
        for short in ORGANISATIONS:
            made: dict[type[models.Model], models.Model] = {}
            for model in wanted:
                row = _row(model, house, short, mark, made)
                keys.setdefault(model._meta.app_label, []).append((short, row.pk))
            _plant_shown(made)
            of = made[Membership]
            assert isinstance(of, Membership)
            named = f"canary-{short}{mark}"
            SignOnIdentity.objects.create(
                person=of.person, issuer=f"https://{named}", subject=named
            )
    return keys


def _plant_shown(made: dict[type[models.Model], models.Model]) -> None:
    """Make of a row's texts what its page shows: effects that can be read, an area taken back."""
    effects, area = made[OwnMeasurement], made[OpenArea]
    assert isinstance(effects, OwnMeasurement)
    found = replace(_effects(), format_id=effects.run_id)
    OwnMeasurement.objects.filter(pk=effects.pk).update(effects=encode(found))
    OpenArea.objects.filter(pk=area.pk).update(state="")


@cache
def _effects() -> OwnEffects:
    return own_effects(measured("three"))


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


def routes(patterns: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Return every route of the resolver, allauth's too, with what answers there."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        else:
            assert isinstance(entry, URLPattern)
            yield route, entry.callback


def paths(keys: Keys, own: str) -> list[str]:
    """Return the paths to walk: each route with others' keys that fit it, and some parameters."""
    found = []
    for route, view in routes():
        if "(?P" not in route:
            clean = route.replace("^", "").replace("$", "").replace("\\Z", "")
            found += [f"/{one}" for one in _filled(clean, _keys_for(view, keys, own))]
    plain = [one for one in found if "." in one and len(one) < 30]
    return [*found, *(f"{one}?sort=-revenue&from=100&table=sales" for one in plain)]


def _keys_for(view: Any, keys: Keys, own: str) -> list[UUID]:
    """Return keys of rows that the view's room could look for: the retailer's and a rival's."""
    made_by = getattr(view, "maker", None) or getattr(view, "doer", view)
    room = getattr(made_by, "__module__", "").removeprefix("showfloor.portal.").split(".")[0]
    labels = {room, *SHARED_MODELS.get(room, ())}
    others = ("retailer", "acme" if own == "bolt" else "bolt")
    found = [
        key for label in sorted(labels) for short, key in keys.get(label, ()) if short in others
    ]
    return [*found, uuid4()]


def _filled(route: str, keys: list[UUID]) -> list[str]:
    """Return a route with its keys filled in; of several keys of one kind all are the same."""
    if "<" not in route:
        return [route]
    found = []
    for key, text in zip_longest(keys if "<uuid:" in route else [], TEXT_KEYS):
        if "<uuid:" in route and key is None:
            break
        one = re.sub(r"<uuid:\w+>", str(key), route)
        one = re.sub(r"<int:\w+>", "1", one)
        found.append(re.sub(r"<(\w+:)?\w+>", str(text or "x"), one))
    if route.count("<uuid:") > 1:
        pairs = [(one, other) for one in keys[:2] for other in keys[2:]]
        found += [_pair(route, *pair) for pair in pairs]
    return sorted(set(found))


def _pair(route: str, first: UUID, second: UUID) -> str:
    one = re.sub(r"<uuid:\w+>", str(first), route, count=1)
    return re.sub(r"<uuid:\w+>", str(second), one)


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
    """Return the paths whose answers hold a canary of another."""
    others = [short for short in ORGANISATIONS if short != own]
    found = []
    for where, text in answers.items():
        if any(f"canary-{short}" in text for short in others):
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
        before = walk(client, _walked(reader, paths(keys, READERS[reader])))
    assert len(before) > 50
    assert strangers(before, READERS[reader]) == []
    assert "canary" not in caplog.text
    with within(WHOLE_HOUSE):
        for short in ORGANISATIONS:
            if short != READERS[reader]:
                _row(Invitation, house, short, "-later", {})
    plain = _plain()
    without_keys = {
        where: text
        for where, text in before.items()
        if is_of(plain, where) or (EVERY_PATH and len(where) < 40)
    }
    assert changed(without_keys, walk(client, list(without_keys))) == []


@pytest.mark.parametrize("reader", ["account_manager", "rival"])
def test_what_is_planted_for_a_manufacturer_is_on_its_own_pages(
    house: Any, sign_in: Callable[..., Client], reader: str
) -> None:
    """Otherwise a canary that nobody can see would prove nothing."""
    own = READERS[reader]
    keys = plant(house)
    client = sign_in(reader)
    (effect,) = [key for short, key in keys["measured"] if short == own]
    found = walk(client, ["/own-rank.csv", "/own-effects/", f"/own-effects/{effect}.json"])
    assert [where for where, text in found.items() if f"canary-{own}" not in text] == []


def _walked(reader: str | None, every: list[str]) -> list[str]:
    """Return what one reader walks: all paths, or all plain ones and a part of those with keys.

    On SQLite one reader walks every second path with a key, everybody else another sixth of them.
    """
    if EVERY_PATH:
        return every
    step = 2 if reader == "account_manager" and not ON_POSTGRESQL else 6
    place, plain = list(READERS).index(reader), _plain()
    return [one for at, one in enumerate(every) if is_of(plain, one) or at % step == place % step]


def _plain() -> frozenset[str]:
    """Return the paths of routes without a key."""
    return frozenset(f"/{route}" for route, _view in routes() if "<" not in route)


def is_of(plain: frozenset[str], where: str) -> bool:
    """Say whether a path, whatever its parameters, is one of those without a key."""
    return where.partition("?")[0] in plain


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_no_reader_changes_anything_by_sending_to_every_address(
    house: Any, sign_in: Callable[..., Client], reader: str | None
) -> None:
    keys = plant(house)
    client = sign_in(reader)
    client.get("/")
    before = _of_others(house, READERS[reader])
    step = 3 if ON_POSTGRESQL and not EVERY_PATH else 1
    for route, view in routes():
        if isinstance(view, ActionView):
            for where in _filled(route, _keys_for(view, keys, READERS[reader]))[::step]:
                answer = client.post(f"/{where}", {"name": "x"})
                shown_once = where == "calendar/renew/" and reader in {"account_manager", "rival"}
                assert answer.status_code in ({200} if shown_once else {404, 422, 303}), where
    assert _of_others(house, READERS[reader]) == before


def _of_others(house: Any, own: str) -> dict[str, list[str]]:
    """Return every row of every other organisation."""
    mine = house.organisations[own].pk if own else None
    with within(WHOLE_HOUSE):
        return {
            model._meta.label: [
                str(row)
                for row in model.objects.order_by("pk").values()
                if mine is None or row[model.organisation_column] != mine
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
    every = [where for where in paths(keys, "acme") if where.startswith("/leaks")]
    before = walk(client, every)
    with within(WHOLE_HOUSE):
        _row(Invitation, house, "bolt", "-later", {})
    after = walk(client, every)
    assert leaky in {*strangers(before, "acme"), *changed(before, after)}
