"""Plain text for terminals and pipes: columns that hold with wide characters, local times, no codes."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from itertools import zip_longest

from callpilot.plain.times import moment
from callpilot.plain.untrusted import clean_line

GAP = "  "


def cells(text: str) -> int:
    """Return how many terminal cells `text` takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(char) for char in text)


def _cells_of(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 1


def fit(text: str, width: int) -> str:
    """Return `text` on one line in exactly `width` cells, cut with a visible `…` or filled with spaces."""
    line = clean_line(text, limit=max(1, width * 4))
    if cells(line) > width:
        kept, used = "", 1
        for char in line:
            used += _cells_of(char)
            if used > width:
                break
            kept += char
        line = kept + "…" if width else ""
    return line + " " * (width - cells(line))


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    width: int | None = None,
    shrink: Sequence[int] = (),
) -> str:
    """Set `rows` under `heads` in columns two spaces apart; the last column isn't filled up.

    With a `width` in cells, the columns whose places are in `shrink` give way, the widest first, down to six
    cells each, until a line fits.
    """
    lines = [[clean_line(cell) for cell in row] for row in rows]
    columns = zip_longest(heads, *lines, fillvalue="")
    widths = [max(cells(cell) for cell in column) for column in columns]
    while width is not None and sum(widths) + len(GAP) * (len(widths) - 1) > width:
        widest = max(shrink, key=lambda place: widths[place], default=None)
        if widest is None or widths[widest] <= 6:
            break
        widths[widest] -= 1
    return "".join(_row(line, widths) + "\n" for line in (heads, *lines))


def _row(line: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(fit(cell, size) for cell, size in zip_longest(line, widths, fillvalue="")).rstrip()  # pyright: ignore[reportArgumentType]


def facts(pairs: Iterable[tuple[str, str]], *, indent: str = "  ") -> str:
    """Set `(label, value)` pairs one below the other, many lines indented; an empty value is left out."""
    shown = [(label, value.strip("\n")) for label, value in pairs if value.strip()]
    size = max((cells(label) for label, _ in shown), default=0)
    below = "\n" + indent + " " * (size + len(GAP))
    return "".join(f"{indent}{fit(label, size)}{GAP}{below.join(value.splitlines())}\n" for label, value in shown)


def local_time(at: str | None, zone: tzinfo | None = None, *, seconds: bool = False) -> str:
    """Write the stamp `at` as local time, `2026-11-23 10:42`; what is no stamp stays as it is."""
    if not at:
        return ""
    try:
        local = moment(at).astimezone(zone)
    except (ValueError, OverflowError):
        return clean_line(at)
    return f"{local:%Y-%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"
