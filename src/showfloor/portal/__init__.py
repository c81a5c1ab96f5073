"""The portal: one house on one workspace for the retailer, the manufacturers and the public.

Rooms (Django apps, each a folder with its models, pages, words, templates; tests mirror them):

    access      sign-in, one's own account, organisations and people, the audit log's page
    programmes  overview of a programme, list of stores, page of a store
    news, imports, rollout   announcements; uploads; plans and installations
    offers                   offers from draft to end, a store's, a manufacturer's own
    work        the background; the rooms above may use it
    figures     a page as HTML, JSON and CSV; frame, navigation, forms, long tables, errors
    people      Organisation, Person, Membership, Invitation; entering: from a session to a Visit
    walls       reach, scoping, policies and views, permissions, audit

An import goes down this list, never up; rooms on one line of the import-linter's contract
(access, programmes, news, imports, rollout) never import each other. Below all lie
`words` (both languages), `workspace`, `clock`, `configuration`, `settings`. Only the portal knows
Django; it knows no engine and no file of the ledger, and asks `workflows` instead.

How a page is made. A function takes a `people.visit.Visit` and the address's keys and returns a
frozen `figures.page.Page`: a question, the answer as a title, present's blocks, single figures.
It never sees the request: who asks, as what, in which language, and the address's parameters are
in the visit. It is registered in its room's `addresses.py` with the right that it needs:

    *page("offers/", offers, right=Right.SEE_APPLYING_OFFERS, name="offers")

which answers at /offers/, /offers.json and /offers.csv from that same object. What is not the
visitor's raises `NotHereError` and looks like what does not exist. `figures.rows` sorts, filters
and cuts long tables by plain links. A form is a `PageForm` on the page; what it does is an
`action(...)` of POST that takes the visit and what was sent, and returns `Done` (go on there) or
the page that says what is wrong. The room's `ADDRESSES` go into `urls.py`, its name into
INSTALLED_APPS; the navigation shows it once its name and right are in `figures.navigation.PAGES`.

How words are made. Each room has `words.py` with ENGLISH and GERMAN of the same keys, which begin
with the room's name, and is named in `words.APPS_WITH_WORDS`; `visit.say("offers.title", n=3)`.

How a model is walled. It derives from `walls.walled.OfOrganisation`, its Meta from
`OfOrganisation.Meta`. `organisation` is whose people may see the row beside the house: what the
retailer keeps to itself is the retailer's, what it shares with a manufacturer is a row of that
manufacturer's. Rows that everybody may read say so in SQL (`open_to_all_when`). From that come the
scope (a query outside of a reach raises), PostgreSQL's policies and SQLite's views, after every
migration. Keys are UUIDs. A model without an organisation must be on `walls.walled.UNWALLED`.
Migrations are made with `python -m showfloor.portal manage --workspace W makemigrations ROOM`.

How work sees rows. `people.entering` answers each request within the reach of the visitor's
membership, in one transaction. Work without a request says whose eyes it has:

    with within(WHOLE_HOUSE):            # or Reach(Kind.PARTNER, organisation_id, person_id)

Reads of people outside the house go to the database `partner` on SQLite (read-only views), writes
always to `default`. `scopes_disabled` is `people.entering`'s alone; a test says so.

How a test is written. tests/portal/conftest.py gives each test a fresh database with one
organisation of each kind and one person a role: `house` (its people by role), `sign_in(role)` (a
client of Django's test client), `workspace_root`. The same tests run on SQLite and, with
SHOWFLOOR_PORTAL_TEST_DATABASE=postgresql, on a real PostgreSQL: `make test-portal`.
tests/portal/test_every_address.py enumerates role x address x method by itself: a new address
needs no new line there, only keys for its route where it has some (EXAMPLES).
"""
