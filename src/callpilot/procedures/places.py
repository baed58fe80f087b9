"""Where each key of a TOML file stands, so that a fault in the seventh step is named by its own line."""

import re

Path = tuple[str | int, ...]
"""A key's way down: `("step", 6, "choice", 0, "go")`, places in arrays of tables counted from 0."""

# The patterns are texts: only a file with a fault is scanned, and making them ready takes as long as reading many.
_HEADER = r"^\s*(\[\[?)\s*([\w\-. \"']+?)\s*\]\]?\s*(?:#.*)?$"
_KEY = r"^\s*([\w\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.[\w\-. ]+)?="
_MARK = r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]]'
_LONGEST = 500  # characters of a line that are looked at: no header or key is longer, and a scan stays quick


class Places:
    """The lines (from 1) of the headers and keys of one file, found by a plain scan of its text."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def _scan(self) -> None:
        table: Path = ()
        quote, depth = "", 0
        for number, line in enumerate(self._raw.decode("utf-8-sig", "replace").split("\n"), 1):
            if quote or depth > 0:
                # Inside a text or a list there is no key, whatever it looks like.
                quote, change = _left_open(line, quote)
                depth += change
                continue
            start = line[:_LONGEST]
            if header := re.match(_HEADER, start):
                table = self._enter(header[2], array=header[1] == "[[")
                self._lines.setdefault(table, number)
            elif key := re.match(_KEY, start):
                self._lines.setdefault((*table, key[1].strip("\"'")), number)
                quote, depth = _left_open(line[key.end() :])

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest table around it; 0 when nothing of it is found."""
        if self._raw:  # a file without a fault is never scanned
            self._scan()
            self._raw = b""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return 0

    def _enter(self, header: str, *, array: bool) -> Path:
        names = [name.strip().strip("\"'") for name in header.split(".")]
        table: Path = ()
        for place, name in enumerate(names):
            table = (*table, name)
            if array and place == len(names) - 1:
                self._counts[table] = self._counts.get(table, -1) + 1
            if table in self._counts:
                table = (*table, self._counts[table])
        return table


def _left_open(line: str, quote: str = "") -> tuple[str, int]:
    """Return the mark of a text that goes on below the line, and how many more lists it opens than it closes.

    `quote` is the mark of a text that went on above it.
    """
    place, change = 0, 0
    if quote:
        end = line.find(quote)
        if end < 0:
            return quote, 0
        place = end + len(quote)
    while found := re.compile(_MARK).search(line, place):
        mark, place = found[0], found.end()
        if mark in ('"""', "'''"):
            end = line.find(mark, place)
            if end < 0:
                return mark, change
            place = end + len(mark)
        elif mark in "[]":
            change += 1 if mark == "[" else -1
    return "", change
