"""The tables of the index: made from the journal at will, thrown away as soon as they don't fit."""

import sqlite3

VERSION = 10
"""Raised whenever the tables or what is put into them change; an index of another version is made anew."""

TABLES = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, lines INTEGER, mark TEXT, sum INTEGER, mtime INTEGER,"
    " node INTEGER)",
    "CREATE TABLE entries (desk TEXT, seq INTEGER, id TEXT, rev INTEGER, kind TEXT, at TEXT, path TEXT,"
    " offset INTEGER, length INTEGER, PRIMARY KEY (desk, seq)) WITHOUT ROWID",
    "CREATE INDEX entries_id ON entries (id, rev)",
    # What is counted as it is filed, so that nobody counts a million afterwards.
    "CREATE TABLE desks (desk TEXT PRIMARY KEY, last INTEGER, entries INTEGER) WITHOUT ROWID",
    "CREATE TABLE days (day TEXT PRIMARY KEY, calls INTEGER) WITHOUT ROWID",
    # The rows are in the order of time: what was found last comes out first, and nothing is sorted (`index_rows`).
    "CREATE TABLE calls (row INTEGER PRIMARY KEY, id TEXT UNIQUE, short TEXT, at TEXT, direction TEXT, channel TEXT,"
    " name TEXT, number TEXT, company TEXT, account TEXT, line TEXT, type TEXT, subject TEXT, disposition TEXT,"
    " operator TEXT, desk TEXT, shift TEXT, rev INTEGER, talk_s REAL, number_key TEXT, digits TEXT,"
    " written TEXT, path TEXT, offset INTEGER, length INTEGER, sum INTEGER, plain INTEGER)",
    "CREATE INDEX calls_at ON calls (at, id)",
    "CREATE INDEX calls_shift ON calls (shift, at, id)",
    "CREATE TABLE numbers (digits TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE callers (place INTEGER PRIMARY KEY, text TEXT UNIQUE)",
    "CREATE VIRTUAL TABLE caller_words USING fts5 (text, content='callers', content_rowid='place', columnsize=0,"
    " tokenize='unicode61 remove_diacritics 2')",
    "CREATE TABLE slices (low INTEGER PRIMARY KEY, name TEXT, calls INTEGER)",
    "CREATE TABLE things (id TEXT PRIMARY KEY, short TEXT, kind TEXT, rev INTEGER, made TEXT, written TEXT, desk TEXT,"
    " call TEXT, shift TEXT, is_open INTEGER, text TEXT, data BLOB, sum INTEGER, copies INTEGER)",
    "CREATE INDEX things_kind ON things (kind, made, id)",
    "CREATE INDEX things_open ON things (kind, made, id) WHERE is_open = 1",
    "CREATE INDEX things_call ON things (call) WHERE call != ''",
    "CREATE INDEX things_shift ON things (shift, kind, made, id) WHERE shift != ''",
    "CREATE INDEX things_homeless ON things (kind, desk, made, id) WHERE shift = ''",
    "CREATE INDEX things_twice ON things (written) WHERE copies > 1",
    "CREATE TABLE runs (record TEXT, place INTEGER, at TEXT, procedure TEXT, seconds REAL,"
    " PRIMARY KEY (record, place)) WITHOUT ROWID",
    "CREATE INDEX runs_procedure ON runs (procedure, at, seconds)",
    "CREATE TABLE skips (record TEXT, place INTEGER, at TEXT, procedure TEXT, step TEXT,"
    " PRIMARY KEY (record, place, step)) WITHOUT ROWID",
    "CREATE TABLE damage (path TEXT, line INTEGER, offset INTEGER, what TEXT, PRIMARY KEY (path, offset))"
    " WITHOUT ROWID",
    "CREATE TABLE known (who TEXT, procedure TEXT, sha256 TEXT, version TEXT, operator TEXT, used TEXT, read TEXT,"
    " PRIMARY KEY (who, procedure, sha256, version)) WITHOUT ROWID",
)
LATE = {
    "calls_key": "CREATE INDEX IF NOT EXISTS calls_key ON calls (number_key, at, id) WHERE number_key != ''",
    "calls_digits": "CREATE INDEX IF NOT EXISTS calls_digits ON calls (digits) WHERE digits != ''",
    "calls_short": "CREATE INDEX IF NOT EXISTS calls_short ON calls (short, at, id)",
    "things_short": "CREATE INDEX IF NOT EXISTS things_short ON things (short, made, id)",
}
"""What orders that which comes in no order: made with the tables, or at the end when much is filed (`index_late`)."""
OWN_TABLES = (
    "facts", "damage", "files", "entries", "desks", "days", "calls", "numbers", "callers", "caller_words", "slices",
    "things", "runs", "skips", "known",
)  # fmt: skip
"""The tables that are made at once; the slices of the full text are made as they are filled."""
SLICE = "words"
"""What the full-text table of each slice of calls is called, with a number behind it from the second on."""
WORD_COLUMNS = (
    "name", "company", "number", "callback", "subject", "notes", "type", "account", "operator", "short", "messages",
)  # fmt: skip
CALL_COLUMNS = (
    "id", "at", "direction", "channel", "name", "number", "company", "account", "line", "type", "subject",
    "disposition", "operator", "desk", "rev", "talk_s",
)  # fmt: skip
"""What a row of the call log shows, in the order of `CallRow`."""


def slice_table(name: str) -> str:
    """Return what makes the full-text table `name`.

    It keeps neither beginnings of words nor lengths: a slice is small enough to be looked through without the ones,
    and nothing is ranked by the others.
    """
    columns = ", ".join(WORD_COLUMNS)
    return f"CREATE VIRTUAL TABLE {name} USING fts5 ({columns}, columnsize=0, tokenize='unicode61 remove_diacritics 2')"


def make_tables(base: sqlite3.Connection) -> None:
    """Make the tables unless they are there, inside a transaction: another process may have been first."""
    if base.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    drop_tables(base)
    for made in (*TABLES, *LATE.values()):
        base.execute(made)
    base.execute(f"PRAGMA user_version = {VERSION}")


def drop_tables(base: sqlite3.Connection) -> None:
    """Take away all tables, inside a transaction."""
    slices = base.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND name GLOB ?", (f"{SLICE}*",)
    )
    for table in (*OWN_TABLES, *(name for (name,) in slices.fetchall())):
        base.execute(f"DROP TABLE IF EXISTS {table}")
    base.execute("PRAGMA user_version = 0")
