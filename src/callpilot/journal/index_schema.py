"""The tables of the index: made from the journal at will, thrown away as soon as they don't fit."""

VERSION = 8
"""Raised whenever the tables or what is put into them change; an index of another version is made anew."""

TABLES = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, lines INTEGER, mark TEXT, sum INTEGER, mtime INTEGER,"
    " node INTEGER)",
    "CREATE TABLE entries (desk TEXT, seq INTEGER, id TEXT, rev INTEGER, kind TEXT, at TEXT, path TEXT,"
    " offset INTEGER, length INTEGER, PRIMARY KEY (desk, seq)) WITHOUT ROWID",
    "CREATE INDEX entries_id ON entries (id, rev)",
    "CREATE TABLE calls (row INTEGER PRIMARY KEY, id TEXT UNIQUE, short TEXT, at TEXT, direction TEXT, channel TEXT,"
    " name TEXT, number TEXT, company TEXT, account TEXT, line TEXT, type TEXT, subject TEXT, disposition TEXT,"
    " operator TEXT, desk TEXT, shift TEXT, rev INTEGER, talk_s REAL, number_key TEXT, digits TEXT,"
    " written TEXT, path TEXT, offset INTEGER, length INTEGER, sum INTEGER, plain INTEGER)",
    "CREATE INDEX calls_at ON calls (at, id)",
    "CREATE INDEX calls_key ON calls (number_key, at) WHERE number_key != ''",
    "CREATE INDEX calls_shift ON calls (shift)",
    "CREATE INDEX calls_short ON calls (short, at)",
    "CREATE TABLE things (id TEXT PRIMARY KEY, short TEXT, kind TEXT, rev INTEGER, made TEXT, written TEXT, desk TEXT,"
    " call TEXT, shift TEXT, is_open INTEGER, text TEXT, data BLOB, sum INTEGER)",
    "CREATE INDEX things_kind ON things (kind, is_open, written)",
    "CREATE INDEX things_call ON things (call)",
    "CREATE INDEX things_shift ON things (shift)",
    "CREATE TABLE runs (record TEXT, place INTEGER, at TEXT, procedure TEXT, seconds REAL,"
    " PRIMARY KEY (record, place)) WITHOUT ROWID",
    "CREATE INDEX runs_procedure ON runs (procedure, at, seconds)",
    "CREATE TABLE skips (record TEXT, place INTEGER, at TEXT, procedure TEXT, step TEXT,"
    " PRIMARY KEY (record, place, step)) WITHOUT ROWID",
    "CREATE TABLE damage (path TEXT, line INTEGER, offset INTEGER, what TEXT, PRIMARY KEY (path, offset))"
    " WITHOUT ROWID",
    "CREATE TABLE known (who TEXT, procedure TEXT, sha256 TEXT, version TEXT, operator TEXT, used TEXT, read TEXT,"
    " PRIMARY KEY (who, procedure, sha256, version)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE words USING fts5 (name, company, number, callback, subject, notes, type, account, operator,"
    " short, messages, prefix='2 3', tokenize='unicode61 remove_diacritics 2')",
)
CALL_COLUMNS = (
    "id", "at", "direction", "channel", "name", "number", "company", "account", "line", "type", "subject",
    "disposition", "operator", "desk", "rev", "talk_s",
)  # fmt: skip
"""What a row of the call log shows, in the order of `CallRow`."""
