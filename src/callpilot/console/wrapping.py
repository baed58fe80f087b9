"""Breaking text into rows by cells, so that wide characters and combining marks keep their place."""

from functools import lru_cache

from rich.cells import cell_len, chop_cells

from callpilot.plain.untrusted import clean

_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two of these letters make a flag


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into rows of at most `width` cells, at spaces where there are some; newlines stay breaks."""
    width = max(1, width)
    rows: list[str] = []
    for paragraph in tame(text).expandtabs(4).split("\n"):
        rows += _wrap_paragraph(paragraph, width)
    return rows


def _wrap_paragraph(paragraph: str, width: int) -> list[str]:
    if cell_len(paragraph) <= width:
        return [paragraph]
    rows: list[str] = []
    row = ""
    for word in paragraph.split(" "):
        joined = f"{row} {word}" if row else word
        if cell_len(joined) <= width:
            row = joined
            continue
        if row:
            rows.append(row)
        *full, row = chop_cells(word, width) or [""]
        rows += map(whole, full)
    rows.append(row)
    return rows


def cut(text: str, width: int) -> str:
    """Cut `text` to `width` cells on one row, with `…` where something is missing."""
    flat = one_row(text)
    if cell_len(flat) <= width:
        return flat
    if width <= 1:
        return "…"[:width]
    return whole((chop_cells(flat, width - 1) or [""])[0]) + "…"


def whole(row: str) -> str:
    """Return a row that was cut off without half of a flag at its end: terminals don't agree how wide that is."""
    letters = len(row) - len(row.rstrip(_FLAGS))
    return f"{row[:-1]} " if letters % 2 else row


_cleaned = lru_cache(maxsize=512)(clean)  # what is on the screen is drawn again every second: a dash, a name, a mark


def tame(text: str) -> str:
    """Return what may be measured and drawn of `text`, wherever it comes from: a record may be another program's."""
    return text if text.isascii() and text.isprintable() else _cleaned(text)


def one_row(text: str) -> str:
    """Return `text` as it may stand in a row: nothing in it acts on the terminal."""
    return tame(text).replace("\n", " ").replace("\t", " ")


def fit(text: str, width: int) -> str:
    """Cut or pad `text` to exactly `width` cells."""
    short = cut(text, width)
    return short + " " * (width - cell_len(short))
