"""Pages that deeds make, for everybody: axe-core, 320 pixels, both schemes, both languages.

`make test-portal-browser` looks at every third of them, in one language and one scheme, which
take turns, and at its colours in the other scheme; SHOWFLOOR_PORTAL_EVERY_PAGE=1 (`make
test-portal-full`) at each in all four. What each page says is for the tests of its room.
"""

from __future__ import annotations

import os
import re
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import clear_url_caches, get_resolver, path
from playwright.sync_api import Browser

from showfloor.portal.figures.answers import broken, not_here, refused
from showfloor.portal.measured.jobs import look_after_effects
from showfloor.portal.measured.models import OwnMeasurement
from showfloor.portal.measured.pages import PARTS
from showfloor.portal.offers.models import OwnOffer, Statement
from showfloor.portal.rollout.models import Installation
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.looking import forget_looks

from ..measured.conftest import found_for, keep_measurement  # noqa: TID252  # no package
from ..offers.conftest import (  # noqa: TID252
    FACTS,
    OFFER,
    SAYS,
    approve,
    kept,
    manager,
    now,
    priced,
    priced_ledger,
)
from ..offers.test_statements import _settle as settle  # noqa: TID252  # no package
from ..offers.test_statements import sold  # noqa: TID252  # no package
from ..rollout.conftest import approved, made_plans, own_plans, plans, who  # noqa: TID252
from ..sending import send, shop, work_here  # noqa: TID252  # no package
from .looking import Scheme, wrong_with
from .made import ENGLISH, GERMAN, Made, by_role, opened, posted

__all__ = [
    "approved",
    "kept",
    "made_plans",
    "manager",
    "own_plans",
    "plans",
    "priced",
    "priced_ledger",
    "shop",
    "sold",
    "who",
]
EVERY_PAGE = os.environ.get("SHOWFLOOR_PORTAL_EVERY_PAGE") == "1"
TURNS: tuple[tuple[str, Scheme, Scheme], ...] = (
    (ENGLISH, "light", "dark"),
    (GERMAN, "dark", "light"),
)
DATA_UPLOAD = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhalterung"
SAMPLE = 3 * len(TURNS)
Look = Callable[[Sequence[Made]], list[str]]


@pytest.fixture
def look(
    browser: Browser, portal: str, sign_in: Callable[..., Client], axe: str
) -> Callable[[Sequence[Made]], list[str]]:
    """Return what opens pages and says what is wrong with them."""

    def looked(pages: Sequence[Made]) -> list[str]:
        wrong = []
        for turn, (locale, scheme, also) in enumerate(TURNS):
            mine = [one for at, one in enumerate(pages) if EVERY_PAGE or at % SAMPLE == turn]
            for role, theirs in by_role(mine).items():
                with opened(browser, portal, sign_in, role, locale) as page:
                    for one in theirs:
                        status = one.open(page, portal)
                        assert status == one.status, (one.name, status)
                        found = wrong_with(page, axe, scheme, also)
                        wrong += [f"{one.name} {locale}: {fault}" for fault in found]
        return wrong

    return looked


def test_nothing_is_wrong_with_what_imports_plans_and_measurements_make(
    look: Look, own_plans: Any, approved: Any, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("partner_manager")
    pages = [*_imported(client), *_planned(client, own_plans), *_measured(own_plans)]
    assert look(pages) == []


def _imported(client: Client) -> list[Made]:
    """Send a file with a row that is refused, take the rest, and send one that waits."""
    head = "store_id,name,kind,operator,city,region\n"
    rows = f"two,{LONG},castle,chain,Bonn,DE-NW\nthree,{LONG} III,standard,chain,Bonn,DE-NW\n"
    where = send(client, (f"stores-{LONG}.csv", (head + rows).encode()))["Location"]
    waits = send(client, ("stores.csv", (head + rows.replace("t", "T", 1)).encode()))["Location"]
    work_here()
    posted(client, f"{where}take/")
    work_here()
    found = re.search(r'href="([^"]*/refused/[^"]*)"', client.get(where).content.decode())
    assert found is not None, "the page names no refused rows"
    manager, refused_rows = "partner_manager", found[1]
    return [
        Made("import", manager, where),
        Made("import that waits", manager, waits),
        Made("import-refused", manager, refused_rows),
        Made("nothing mended", manager, refused_rows, 422, f"{refused_rows}mend/", {}),
        Made("version of an import", manager, "/imports/versions/2/"),
        Made("nothing sent", manager, "/imports/", 422, "/imports/send/", {}),
    ]


def _planned(client: Client, own: Any) -> list[Made]:
    """Ask what if, mark a slip, and have it planned around."""
    posted(client, f"/plans/{own.first}/what-if/", {"crews_region": "DE-NW", "crews": "2"})
    (asked,) = work_here()
    with within(WHOLE_HOUSE):
        one = Installation.objects.get(store_id="essen")
    sent = {"seen": str(one.revision), "reason": f"{LONG} fehlt.", "ready_from": "2021-05-10"}
    where = posted(client, f"/installations/{one.pk}/mark/slipped/", sent)
    posted(client, f"/installations/{one.pk}/plan-again/", {"change_cost": "100"})
    (again,) = work_here()
    assert (asked.state, again.state) == ("done", "done"), (asked.refusal, again.refusal)
    crews, plan = "rollout_manager", f"/plans/{own.first}/"
    return [
        Made("what-if", crews, asked.href),
        Made("what-ifs", crews, f"{plan}what-ifs/"),
        Made("nothing asked", crews, f"{plan}what-ifs/", 422, f"{plan}what-if/", {}),
        Made("plan-difference", "partner_manager", again.href),
        Made("plan that was approved", "partner_manager", plan),
        Made("plan again", "partner_manager", f"/plans/{again.run_id}/"),
        Made("installation that slipped", crews, where),
        Made("slip without words", crews, where, 422, f"/installations/{one.pk}/mark/slipped/", {}),
        Made("message", crews, f"/plans/{again.run_id}/message/"),
        Made("job that is done", "partner_manager", f"/work/{again.pk}/"),
    ]


def _measured(own: Any) -> list[Made]:
    """Keep a measurement, and have its manufacturer told."""
    run_id = keep_measurement(own.root, found_for("acme"))
    forget_looks()
    look_after_effects()
    work_here()
    with within(WHOLE_HOUSE):
        told = OwnMeasurement.objects.get()
    parts = [
        Made(f"measurement, {part}", "partner_manager", f"/measured/{run_id}/?part={part}")
        for part in PARTS
    ]
    return [*parts, Made("own-effect", "account_manager", f"/own-effects/{told.pk}/")]


def test_nothing_is_wrong_with_what_offers_make(
    look: Look, manager: Client, kept: Callable[..., Any]
) -> None:
    def keep(name: str, price: str = "599.00") -> Any:
        words = OFFER.replace('"spring"', f'"{name}"').replace("599.00", price)
        return kept(words.replace("Spring price", f"{LONG} {name}"))

    draft, failing, floor = keep("draft"), keep("failing"), keep("floor", "499.00")
    ready, told = keep("ready", "598.00"), keep("told", "597.00")
    for one in (ready, told):
        assert approve(manager, one).status_code == 303
    sent = {"medium": "advertisement", "channel": "stores", "says": SAYS.replace("599", "597")}
    posted(manager, f"/offers/{told.pk}/announce/", {**sent, **FACTS})
    with within(WHOLE_HOUSE):
        own = OwnOffer.objects.order_by("pk").first()
    house, announcing = "partner_manager", f"/offers/{ready.pk}/announcing/"
    at = {one: f"/offers/{one.pk}/" for one in (draft, failing, floor, ready, told)}
    seen = str(now(floor).revision)
    pages = [
        Made("offer, draft", house, at[draft]),
        Made("offer that fails its check", house, at[failing]),
        Made(
            "offer below a floor, refused",
            house,
            at[floor],
            422,
            f"{at[floor]}approve/",
            {"seen": seen},
        ),
        Made(
            "offer, changed to nothing", house, at[draft], 422, f"{at[draft]}change/", {"text": "x"}
        ),
        Made("offer, approved", house, at[ready]),
        Made("offer-announcing", house, announcing),
        Made("duties missing", house, announcing, 422, f"{at[ready]}announce/", sent),
        Made("offer, announced", house, at[told]),
        Made("offers", house, "/offers/"),
        Made("offers-write, empty", house, "/offers/write/", 422, "/offers/make/", {}),
        Made("offers applying", "store_staff", "/offers/"),
        Made("own-offers", "account_manager", "/own-offers/"),
        Made("own-offer", "account_manager", f"/own-offers/{own.pk}/"),
        Made("current-offers", None, "/current-offers/"),
    ]
    assert look(pages) == []


def test_nothing_is_wrong_with_statements(
    look: Look, manager: Client, sold: Callable[..., str]
) -> None:
    assert settle(manager, sold(a1=2, b1=1)).status_code == 303
    with within(WHOLE_HOUSE):
        kept_one = Statement.objects.get(manufacturer_id="acme")
    house, whole = "partner_manager", f"/offers/statements/{kept_one.pk}/"
    posted(manager, f"{whole}share/")
    with within(WHOLE_HOUSE):
        told = Statement.objects.exclude(organisation_id=kept_one.organisation_id).get()
    own = f"/own-offers/statements/{told.pk}/"
    pages = [
        Made("statement", house, whole),
        Made("statement-lines", house, f"{whole}lines/"),
        Made("own-statement", "account_manager", own),
        Made("own-statement-lines", "account_manager", f"{own}lines/"),
        Made(
            "nothing settled", house, "/offers/statements/", 422, "/offers/statements/settle/", {}
        ),
    ]
    assert look(pages) == []


def test_nothing_is_wrong_with_pages_of_letters(
    look: Look, house: Any, sign_in: Callable[..., Client]
) -> None:
    mail.outbox = []
    everybody, client = Client(), sign_in("partner_manager")
    where = f"/organisations/{house.organisations['acme'].pk}/"
    sent = {
        "email": f"{LONG.lower().encode('ascii', 'ignore').decode()}@acme.example",
        "role": "account_manager",
    }
    posted(client, f"{where}invite/", sent)
    posted(everybody, "/news/sign-up/send/", {"address": "nora@readers.example", "next": ""})
    joining, entering = (_link_in(letter.body) for letter in mail.outbox)
    pages = [
        Made("join", None, joining),
        Made("join without a name", None, joining, 422, f"{joining}accept/", {}),
        Made("reader-enter", None, entering),
        Made("reader-enter, over", None, "/news/enter/nothing/"),
        Made("people, no address", "partner_manager", where, 422, f"{where}invite/", {}),
        Made("reader-sign-up, no address", None, "/news/sign-up/", 422, "/news/sign-up/send/", {}),
    ]
    assert look(pages) == []


def _link_in(body: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", body)
    assert found is not None, body
    return found[1]


SIGNED_OUT = (
    "/account/login/",
    "/account/passkey/",
    "/account/inactive/",
    "/account/signup/",
    "/account/confirm-email/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/password/reset/key/1-nothing/",
)
"""Pages of signing in that are there without a session, whether a link leads there or not."""


def test_nothing_is_wrong_with_signed_out_pages(look: Look) -> None:
    wrong = {"login": "nobody@nowhere.example", "password": "wrong"}
    login = "/account/login/"
    pages = [Made(where, None, where) for where in SIGNED_OUT]
    pages.append(Made("wrong password", None, login, 200, login, wrong))
    assert look(pages) == []


def _fails(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the portal an address that fails inside."""
    module = types.ModuleType("failing_addresses")
    held = {"handler400": refused, "handler404": not_here, "handler500": broken}
    vars(module).update(held, urlpatterns=[*get_resolver().url_patterns, path("fails/", _fails)])
    monkeypatch.setitem(sys.modules, "failing_addresses", module)
    with override_settings(ROOT_URLCONF="failing_addresses"):
        clear_url_caches()
        yield
    clear_url_caches()


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("role", [None, "account_manager"], ids=str)
def test_nothing_is_wrong_with_error_pages(look: Look, role: str | None) -> None:
    cache.clear()
    login, fields = "/account/login/", {f"field-{n}": "x" for n in range(501)}
    start = login if role is None else "/"
    pages = [
        Made("400", role, start, 400, login, fields),
        Made("403", role, start, 403, login, {}, has_secret=False),
        Made("404", role, "/nothing/here/", 404),
        Made("405", role, start, 405, "/account/inactive/", {}),
        Made("413", role, start, 413, login, {"login": "x" * (DATA_UPLOAD + 1)}),
        Made("500", role, "/fails/", 500),
    ]
    assert look(pages) == []


def test_nothing_is_wrong_with_the_page_of_too_many_tries(look: Look) -> None:
    for number in range(6):
        Client().post("/account/login/", {"login": "a@b.example", "password": f"wrong {number}"})
    wrong = {"login": "a@b.example", "password": "wrong again"}
    assert look([Made("429", None, "/account/login/", 429, "/account/login/", wrong)] * 2) == []
