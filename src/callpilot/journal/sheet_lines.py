"""The lines of a sheet: each with its number and a sum over its bytes, so that what a disk changed is noticed."""

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from msgspec import Struct

from callpilot.journal.codec import Malformed, decode

_SUM = b',"sum":"00000000"}'
_FIXED = [place for place, byte in enumerate(_SUM) if byte != ord("0")]
_CHANGED = "was changed since it was written"
_LIKE = len(_FIXED) - 2  # of the signs around the sum that many must stand there for a damaged one to be known as one


class Numbered(Struct, frozen=True):
    """The member that every line of a sheet begins with: its running number from 0."""

    n: int


class SheetLine(Struct, frozen=True):
    """One line of a sheet's file: its place from 1, its bytes without newline, its number, and what is wrong with it.

    `number` None: it can't be read. `wrong` empty: it is as it was written.
    """

    place: int
    raw: bytes
    number: int | None
    wrong: str


def written(number: int, body: bytes) -> bytes:
    """Return the line for a change: `body` is its JSON object, to which number and sum are added."""
    head = b'{"n":%d,%b' % (number, body[1:-1]) if len(body) > 2 else b'{"n":%d' % number
    return b'%b,"sum":"%08x"}\n' % (head, crc32(head))


def number_in(line: bytes) -> int | None:
    """Return a sheet line's number; None when the line is damaged."""
    try:
        number = decode(line, Numbered).n
    except Malformed:
        return None
    return number if number >= 0 else None


def is_as_written(line: bytes) -> bool:
    """Tell whether a line (without newline) fits its sum. One that has none was written by an earlier version."""
    return not _has_sum(line) or line[-len(_SUM) :] == b',"sum":"%08x"}' % crc32(line[: -len(_SUM)])


def _has_sum(line: bytes) -> bool:
    tail = line[-len(_SUM) :]
    return len(tail) == len(_SUM) and sum(tail[place] == _SUM[place] for place in _FIXED) >= _LIKE


def lines_in(path: Path) -> Iterator[SheetLine]:
    """Read one file of a sheet, all but what stands after its last newline. Raises OSError."""
    before: int | None = None
    has_sums = False  # what an earlier version wrote stands before all that has one
    for place, raw in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
        number = number_in(raw)
        if number is None:
            yield SheetLine(place, raw, None, "is damaged")
            continue
        is_summed = _has_sum(raw)
        if not is_as_written(raw) or (has_sums and not is_summed):
            yield SheetLine(place, raw, number, _CHANGED)
            continue
        has_sums = has_sums or is_summed
        is_back = before is not None and number <= before
        yield SheetLine(place, raw, number, "stands there a second time, or not in its place" if is_back else "")
        before = number if before is None else max(before, number)


def whole_lines(files: list[Path]) -> dict[int, bytes]:
    """Return the lines of a sheet's segments by number, in order, each with its newline; a damaged one is left out.

    One that was changed and can still be read is given where it stood: its own number may be what was changed.
    Raises OSError.
    """
    lines: dict[int, bytes] = {}
    doubtful: list[tuple[int, bytes]] = []
    for path in files:
        found = list(lines_in(path))
        sound = [line.number if line.wrong != _CHANGED else None for line in found]
        for place, line in enumerate(found):
            number = sound[place]
            if number is not None:
                lines.setdefault(number, line.raw + b"\n")
            elif line.number is not None:
                doubtful.append((_number_at(place, sound, line.number), line.raw + b"\n"))
    for number, raw in doubtful:
        lines.setdefault(number, raw)
    return dict(sorted(lines.items()))


def _number_at(place: int, sound: list[int | None], own: int) -> int:
    """The number that belongs to a place in a file, by its nearest neighbour; its `own` where it has none."""
    for step in range(1, len(sound)):
        for beside, away in ((place - step, step), (place + step, -step)):
            number = sound[beside] if 0 <= beside < len(sound) else None
            if number is not None and number + away >= 0:
                return number + away
    return own
