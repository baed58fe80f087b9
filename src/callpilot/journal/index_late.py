"""The parts of the index that are made last when it is made from a long journal.

Numbers and short ids come in no order. Filed one by one, each goes to another page of what orders them; sorted at the
end, all of them take a few seconds. Until then a caller's number is looked for in the calls themselves.
"""

import sqlite3

from callpilot.journal.index_schema import LATE


def put_off(base: sqlite3.Connection) -> None:
    """Leave them away for now, inside `writing`, when nothing is filed yet."""
    if base.execute("SELECT 1 FROM files LIMIT 1").fetchone() is None:
        for name in LATE:
            base.execute(f"DROP INDEX IF EXISTS {name}")


def put_off_so_far(base: sqlite3.Connection) -> list[str]:
    """Return what makes those that aren't there yet, one statement each."""
    marks = ", ".join("?" * len(LATE))
    query = f"SELECT name FROM sqlite_master WHERE type = 'index' AND name IN ({marks})"
    there = {name for (name,) in base.execute(query, list(LATE))}
    return [made for name, made in LATE.items() if name not in there]


def is_there(base: sqlite3.Connection, name: str) -> bool:
    """Tell whether the one called `name` is made."""
    return base.execute("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", (name,)).fetchone() is not None
