"""sqlite3 inserting the rows and the full text of a finished index from ready tuples; prints the seconds it took."""

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_PIECE = 20_000  # rows that are made ready at once; that isn't counted


def main() -> None:
    """Fill FOLDER/index.sqlite with what stands in the index that the command line names first."""
    finished, folder = Path(sys.argv[1]), Path(sys.argv[2])
    sys.stdout.write(f"{filled(finished, folder / 'index.sqlite', finished.parents[1] / 'data')}\n")


def filled(finished: Path, path: Path, data: Path) -> float:
    """Insert all rows of the index `finished` into a new one at `path`; return the seconds of inserting alone.

    `data` is the folder of the journal that the index was made from.
    """
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
        spent += _copied(source, target, name, data, is_text="VIRTUAL" in sql.upper())
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
        if name in texts or not (name.startswith("sqlite_") or any(name.startswith(f"{text}_") for text in texts))
    ]


def _made(source: sqlite3.Connection, name: str) -> str:
    return str(source.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]).replace(" ", "")


def texts(source: sqlite3.Connection, data: Path, columns: list[str]) -> Iterator[tuple[object, ...]]:
    """Make the full text's rows again from the journal, where the full text itself keeps none."""
    messages: dict[str, str] = {}
    for call, text in source.execute("SELECT call, text FROM things WHERE text != '' ORDER BY id"):
        messages[call] = f"{messages[call]}\n{text}" if call in messages else text
    for row, identity, short, path, offset, length in source.execute(
        "SELECT row, id, short, path, offset, length FROM calls ORDER BY row"
    ):
        with (data / path).open("rb") as file:
            file.seek(offset)
            said = json.loads(file.read(length))["data"]
        said |= {"short": short, "messages": messages.get(identity, "")}
        yield row, *(said.get(column, "") for column in columns)


def _copied(source: sqlite3.Connection, target: sqlite3.Connection, name: str, data: Path, *, is_text: bool) -> float:
    columns = [row[1] for row in source.execute(f"PRAGMA table_info({name})")]
    names = ", ".join(["rowid", *columns] if is_text else columns)
    marks = ", ".join("?" * (len(columns) + is_text))
    keeps = not is_text or "content=''" not in _made(source, name)
    found = source.execute(f"SELECT {names} FROM {name}") if keeps else texts(source, data, columns)
    spent = 0.0
    while rows := list(islice(found, _PIECE)):
        began = time.perf_counter()
        target.execute("BEGIN")
        target.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)
        target.execute("COMMIT")
        spent += time.perf_counter() - began
    return spent


if __name__ == "__main__":
    main()
