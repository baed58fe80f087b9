"""sqlite3 inserting the rows and the full text of a finished index from ready tuples; prints the seconds it took."""

import sqlite3
import sys
import time
from pathlib import Path

_PIECE = 20_000  # rows that are made ready at once; that isn't counted


def main() -> None:
    """Fill FOLDER/index.sqlite with what stands in the index that the command line names first."""
    finished, folder = Path(sys.argv[1]), Path(sys.argv[2])
    sys.stdout.write(f"{filled(finished, folder / 'index.sqlite')}\n")


def filled(finished: Path, path: Path) -> float:
    """Insert all rows of the index `finished` into a new one at `path`; return the seconds of inserting alone."""
    source = sqlite3.connect(f"{finished.absolute().as_uri()}?mode=ro", uri=True)
    target = sqlite3.connect(path, isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = NORMAL")
    spent = 0.0
    for _name, sql in _tables(source):
        target.execute(sql)
    for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql != ''"):
        target.execute(sql)
    for name, sql in _tables(source):
        spent += _copied(source, target, name, is_text="VIRTUAL" in sql.upper())
    began = time.perf_counter()
    target.close()
    return spent + time.perf_counter() - began


def _tables(source: sqlite3.Connection) -> list[tuple[str, str]]:
    """The tables with how they are made, but those that a full-text table keeps for itself."""
    found = source.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql != ''").fetchall()
    texts = [name for name, sql in found if "VIRTUAL" in sql.upper()]
    return [
        (name, sql)
        for name, sql in found
        if not any(name.startswith(f"{text}_") for text in texts) and not name.startswith("sqlite_")
    ]


def _copied(source: sqlite3.Connection, target: sqlite3.Connection, name: str, *, is_text: bool) -> float:
    columns = [row[1] for row in source.execute(f"PRAGMA table_info({name})")]
    names = ", ".join(["rowid", *columns] if is_text else columns)
    marks = ", ".join("?" * (len(columns) + is_text))
    cursor = source.execute(f"SELECT {names} FROM {name}")
    spent = 0.0
    while rows := cursor.fetchmany(_PIECE):
        began = time.perf_counter()
        target.execute("BEGIN")
        target.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)
        target.execute("COMMIT")
        spent += time.perf_counter() - began
    return spent


if __name__ == "__main__":
    main()
