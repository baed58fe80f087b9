"""The tables of keys in the documents, made from the registry. `python -m callpilot.console.key_table FILE…` renews
them: between the marks `keys` what an operator reads, between the marks `deeds` the names for `[keys]`.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from callpilot.console.deeds import DEEDS, Deed, key_words

_WHERE: Final = {
    "anywhere": "From anywhere, typing or not",
    "desk": "On the desk, outside fields",
    "procedure": "In the procedure (`Esc` goes there)",
    "log": "In the call log",
    "record": "In an open record",
}


def key_table(deeds: Iterable[Deed] = DEEDS) -> str:
    """Return Markdown: one table for each place where keys act, one row a deed, its first key in front."""
    parts: list[str] = []
    known = tuple(deeds)
    for where, heading in _WHERE.items():
        rows = [_row(deed) for deed in known if deed.where == where]
        if rows:
            head = "| key | or | deed | what it does |\n| --- | --- | --- | --- |"
            parts.append("\n".join((f"**{heading}**\n", head, *rows)))
    return "\n\n".join(parts)


def _row(deed: Deed) -> str:
    keys = [f"`{_written(key)}`" for key in deed.keys]
    if deed.id == "choose":
        keys = [f"{keys[0]} – {keys[-1]}"]
    first, others = keys[0] if keys else "palette", ", ".join(keys[1:])
    name = f"**{deed.title}**" if deed.bar else deed.title
    return f"| {first} | {others} | {name} | {deed.help} |".replace("|  |", "| |")


def _written(key: str) -> str:
    return key_words(key).replace("|", "\\|")


def deed_table(deeds: Iterable[Deed] = DEEDS) -> str:
    """Return Markdown: the deeds by the names that `[keys]` takes, with their keys as they are written there."""
    rows = (f"| `{deed.id}` | {_codes(deed.keys)} | {deed.title} |" for deed in deeds)
    return "\n".join(("| deed | keys | title |\n| --- | --- | --- |", *rows))


def _codes(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys) or "none"


TABLES: Final = {"keys": key_table, "deeds": deed_table}


def renewed(text: str) -> str:
    """Return `text` with what stands between `<!-- keys -->` and `<!-- /keys -->`, and so on, made anew.

    Raises ValueError when a mark has no end.
    """
    for name, table in TABLES.items():
        before, begin, rest = text.partition(f"<!-- {name} -->")
        if begin:
            _old, end, after = rest.partition(f"<!-- /{name} -->")
            if not end:
                raise ValueError(f"expected <!-- /{name} --> after <!-- {name} -->")
            text = f"{before}{begin}\n\n{table()}\n\n{end}{after}"
    return text


def main() -> int:
    """Renew the tables in the files named on the command line; return 0."""
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(renewed(path.read_text("utf-8")), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
