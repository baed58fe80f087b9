"""What stands in front of a line: bullets, numbers in every style, boxes to be ticked, and page numbers."""

import re
from typing import Final

from msgspec import Struct

_BULLET: Final = r"(?:->|=>|[•·●○▪▫■□❑❒◦‣⁃◆◇►▶➢➤✓✔✗✘*\uf0b7\uf0a7\uf0d8–—→-]|o(?=[ \t]+\S)|\+)"
_BOX: Final = r"(?:\[[ xX✓✔]?\]|[☐☑☒□❏❑❒])"
_NUMBER: Final = (
    r"(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxlcIVXLC]{1,7})[.)]|\d{1,3}(?:\.\d{1,3}){1,4}:?|\d{1,2}:)"
)
_STEP: Final = r"(?:(?:step|schritt)\s*(?:no\.?\s*|#\s*)?(?:\d{1,3}(?:\.\d{1,3})?[a-z]?|[ivx]{1,5})\b\s*[:.)–—-]?)"

_MARK: Final = re.compile(
    rf"\s*(?:(?P<step>{_STEP})|(?P<box>(?:[-*•]\s+|\d{{1,3}}[.)]\s+)?{_BOX})|(?P<number>{_NUMBER})|(?P<bullet>{_BULLET}))"
    r"(?P<gap>\s+|(?<=[^\s\w.-])|$)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PAGE: Final = re.compile(
    r"\W*(?:(?:page|pg\.?|seite)\s+\d+(?:\s*(?:of|/|von)\s*\d+)?|\d{1,3}\s*(?:of|/)\s*\d{1,3}|[-–—]\s*\d{1,3}\s*[-–—])\W*",
    re.IGNORECASE,
)


class Mark(Struct, frozen=True):
    """A marker found before a text: as written, its style (`1`, `1.1`, `a`, `A`, `i`, `I`, a bullet), and the rest."""

    written: str
    style: str
    rest: str
    ordered: bool = False
    checkbox: bool = False


def find_mark(line: str, before: str = "") -> Mark | None:
    """Return the marker that `line` begins with, or None. `before` is the marker of the item before it.

    A lone `i`, `v` or `x` is a Roman numeral unless it follows its neighbour in the alphabet.
    """
    found = _MARK.match(line)
    if found is None:
        return None
    rest = found["rest"].strip()
    if step := found["step"]:
        return Mark(step.strip(" :.)–—-"), "step", rest, ordered=True)
    if box := found["box"]:
        return Mark(box.strip(), "box", rest, checkbox=True)
    if bullet := found["bullet"]:
        is_open = bullet in "–—-*+→" and not found["gap"]
        return None if is_open or (bullet in "ob" and not rest) else Mark(bullet, f"bullet {bullet}", rest)
    number = found["number"].strip()
    if not rest:
        return None
    core = number.strip("().:")
    if number[0] == "(" and number[-1] != ")":
        return None
    return Mark(number, _style(core, before.strip("().:")), rest, ordered=True)


def number_of(marker: str) -> str:
    """Return what a step is called by elsewhere in its document: `Step 4`, `4.` and `iv)` are all `4`; else empty."""
    core = re.sub(r"^\s*step\s*(?:no\.?|#)?\s*", "", marker, flags=re.IGNORECASE).strip("().: ").casefold()
    if re.fullmatch(r"[ivxlc]+", core) and (value := roman(core)):
        return str(value)
    return core if re.fullmatch(r"\d{1,3}(\.\d{1,3})*[a-z]?|[a-z]", core) else ""


def roman(text: str) -> int:
    """Return the value of a Roman numeral below two hundred, or 0 when it isn't one."""
    values = [_ROMAN.get(char, 0) for char in text.casefold()]
    if not values or 0 in values:
        return 0
    total = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return total if _written_roman(total) == text.casefold() else 0


def is_page_number(line: str) -> bool:
    """Tell whether a line is only the number of a page."""
    return bool(line.strip()) and _PAGE.fullmatch(line.strip()) is not None


def holds_page_number(line: str) -> bool:
    """Tell whether a short line ends or begins with a page's number: a header or footer."""
    return (
        len(line) < 120
        and re.search(
            r"\bpage\s+\d+(\s*(of|/)\s*\d+)?\s*$|^\s*page\s+\d+(\s*(of|/)\s*\d+)?(\s*[|·–—]|\s{3,})", line, re.I
        )
        is not None
    )


def _style(core: str, before: str) -> str:
    if "." in core:
        return f"1{'.1' * core.count('.')}"
    if core.isdigit():
        return "1"
    case = "I" if core[0].isupper() else "i"
    letter = "A" if core[0].isupper() else "a"
    if len(core) == 1:
        follows = len(before) == 1 and ord(core.casefold()) == ord(before.casefold()) + 1 and not roman(before)
        follows = follows or (before.casefold() in ("c", "l") and ord(core.casefold()) == ord(before.casefold()) + 1)
        if follows or not roman(core) or core.casefold() in "lc":
            return letter
        return case
    return case if roman(core) else letter


def _written_roman(value: int) -> str:
    pairs = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    text = ""
    for one, sign in pairs:
        while value >= one:
            text, value = text + sign, value - one
    return text
