"""The tables of budgets on both databases: limits, counters, baskets, returns, the book."""

from __future__ import annotations

LIMITS = """CREATE TABLE IF NOT EXISTS offer_budget_limits (
  offer_id TEXT PRIMARY KEY, version BIGINT NOT NULL,
  whole_cents BIGINT, whole_pieces BIGINT, store_cents BIGINT, store_pieces BIGINT,
  day_cents BIGINT, day_pieces BIGINT, customers BIGINT, a_customer BIGINT,
  on_return TEXT NOT NULL CHECK (on_return IN ('give_back', 'keep')))"""

COUNTERS = """CREATE TABLE IF NOT EXISTS offer_budget_counters (
  scope TEXT NOT NULL CHECK (scope IN ('customer', 'day', 'store', 'whole')),
  offer_id TEXT NOT NULL, place TEXT NOT NULL,
  held_cents BIGINT NOT NULL DEFAULT 0 CHECK (held_cents >= 0),
  held_pieces BIGINT NOT NULL DEFAULT 0 CHECK (held_pieces >= 0),
  spent_cents BIGINT NOT NULL DEFAULT 0 CHECK (spent_cents >= 0),
  spent_pieces BIGINT NOT NULL DEFAULT 0 CHECK (spent_pieces >= 0),
  customers BIGINT NOT NULL DEFAULT 0 CHECK (customers >= 0),
  baskets BIGINT NOT NULL DEFAULT 0 CHECK (baskets >= 0),
  PRIMARY KEY (scope, offer_id, place))"""

BASKETS = """CREATE TABLE IF NOT EXISTS offer_budget_baskets (
  basket_key TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'confirmed', 'released', 'expired')),
  store_id TEXT NOT NULL, day TEXT NOT NULL, customer TEXT NOT NULL,
  expires_at TEXT NOT NULL, claims TEXT NOT NULL)"""

BASKETS_DUE = """CREATE INDEX IF NOT EXISTS offer_budget_baskets_due
  ON offer_budget_baskets (expires_at) WHERE state = 'reserved'"""

RETURNS = """CREATE TABLE IF NOT EXISTS offer_budget_returns (
  return_key TEXT PRIMARY KEY, basket_key TEXT NOT NULL, back TEXT NOT NULL)"""

BOOK = """CREATE TABLE IF NOT EXISTS offer_budget_book (
  entry {number}, made_at TEXT NOT NULL, basket_key TEXT NOT NULL,
  event TEXT NOT NULL
    CHECK (event IN ('reserved', 'confirmed', 'released', 'expired', 'returned', 'kept')),
  offer_id TEXT NOT NULL, store_id TEXT NOT NULL, day TEXT NOT NULL, customer TEXT NOT NULL,
  cents BIGINT NOT NULL, pieces BIGINT NOT NULL, customers BIGINT NOT NULL,
  baskets BIGINT NOT NULL)"""

SQLITE_TABLES = (
    LIMITS,
    COUNTERS,
    BASKETS,
    BASKETS_DUE,
    RETURNS,
    BOOK.format(number="INTEGER PRIMARY KEY AUTOINCREMENT"),
    *(
        f"CREATE TRIGGER IF NOT EXISTS offer_budget_book_no_{word} BEFORE {word} "
        "ON offer_budget_book BEGIN SELECT RAISE(ABORT, 'the book is only added to'); END"
        for word in ("UPDATE", "DELETE")
    ),
)

POSTGRESQL_TABLES = (
    LIMITS,
    COUNTERS,
    BASKETS,
    BASKETS_DUE,
    RETURNS,
    BOOK.format(number="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    (
        "CREATE OR REPLACE FUNCTION offer_budget_book_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the book is only added to'; END $$"
    ),
    (
        "CREATE OR REPLACE TRIGGER offer_budget_book_stays BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON offer_budget_book FOR EACH STATEMENT EXECUTE FUNCTION offer_budget_book_stays()"
    ),
)
