"""How a part looks while it is read back: numbers large, names letter by letter, and how each part stands."""

import datetime as dt
from collections.abc import Sequence
from datetime import tzinfo

from callpilot.console.big_digits import big
from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import fit, wrap
from callpilot.desk.reading_parts import Part
from callpilot.plain.times import local_words
from callpilot.site.grouping import number_groups, phone_groups
from callpilot.site.model import Site
from callpilot.site.numbers import read_number
from callpilot.site.spelling import digits_said, spelt

_SPELT_MOST = 40  # characters of a name that are spelt; a longer one is no name
_PLACES = ("location", "place")
_GLYPH = {"open": ("·", "$quiet"), "confirmed": ("✔", "$good"), "corrected": ("✎", "$good"), "changed": ("!", "$due")}
_WORDS = {"open": "", "confirmed": "confirmed", "corrected": "corrected", "changed": "changed since"}


def part_lines(part: Part, site: Site, width: int, *, large: bool = True) -> list[Line]:
    """What the operator reads out of one part, in rows of `width` cells; `large` draws digits five rows high."""
    if part.is_sensitive:
        return [(("•" * 8, "bold"),), (("", ""),), (("Masked: let the caller say it, and compare.", "$quiet"),)]
    if part.kind in ("phone", "number", "time", "date"):
        return _number(part, site, width, large)
    return _words(part, site, width, large)


def _number(part: Part, site: Site, width: int, large: bool) -> list[Line]:
    groups = phone_groups(part.text, site.country) if part.kind == "phone" else number_groups(part.text)
    shown = " ".join(groups)
    lines: list[Line] = [*(((row, "bold $accent"),) for row in big(groups, width)), (("", ""),)] if large else []
    lines += [((row, "bold"),) for row in wrap(_dated(shown) if part.kind == "date" else shown, width)]
    lines += [((row, "$secondary"),) for row in wrap(digits_said(shown, site.spelling), width)]
    problem = read_number(part.text, site.country).problem if part.kind == "phone" and part.place < 0 else ""
    lines += [((row, "$due"),) for row in wrap(f"! {problem}", width)] if problem else []
    return lines


def _dated(text: str) -> str:
    """Put the day of the week behind a date that can be read in one way only."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{text} · {day:%A} {day.day} {day:%B} {day.year}"


def _words(part: Part, site: Site, width: int, large: bool) -> list[Line]:
    lines: list[Line] = [((row, "bold $accent"),) for row in wrap(part.text, width)]
    if part.kind in ("name", "email") or part.field in _PLACES:
        lines.append((("", ""),))
        for word in part.text[:_SPELT_MOST].replace("@", " @ ").split():
            said = " · ".join(spelt(word, site.spelling))
            first, *more = wrap(said, max(20, width - 16))
            lines.append(((f"{fit(word, 14)}  ", "bold"), (first, "")))
            lines += [((" " * 16, ""), (row, "")) for row in more]
    digits = [word.strip(".,;()") for word in part.text.split() if any(char.isdecimal() for char in word)]
    if digits and large and part.kind == "words":
        lines += [(("", ""),), *(((row, "bold $accent"),) for row in big(digits[:6], width))]
    return lines


def list_lines(every: Sequence[Part], place: int, rows: int, width: int, zone: tzinfo | None) -> list[Line]:
    """The parts and how each stands, `rows` of them around the one at `place`."""
    first = max(0, min(place - rows // 2, len(every) - rows))
    return [_row(part, number == place, width, zone) for number, part in enumerate(every)][first : first + rows]


def _row(part: Part, is_here: bool, width: int, zone: tzinfo | None) -> Line:
    glyph, style = _GLYPH[part.standing]
    at = f" {local_words(part.at, zone, '%H:%M:%S')}" if part.at and part.is_done else ""
    words = f"{_WORDS[part.standing]}{at}"
    text = "•" * 8 if part.is_sensitive else part.text
    room = max(8, width - 24 - 22)
    return (
        ("▸ " if is_here else "  ", "bold $accent"),
        (f"{glyph} ", style),
        (f"{fit(part.label, 18)}  ", "bold" if is_here else "$quiet"),
        (f"{fit(text, room)}  ", "bold" if is_here else ""),
        (words, style),
    )
