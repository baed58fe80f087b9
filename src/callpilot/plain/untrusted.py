"""Text from outside: callers, rings, pastes, imports and files. It is data, never codes or markup.

Every string that enters the product passes through `clean` once, at the boundary, and every string that
may hold a payment card passes through `mask_cards` before any byte of it is written.
"""

import re
from collections.abc import Iterator

from callpilot.plain.unseen import mark_of, tamed

# The patterns are texts: `re` makes each ready when it is first looked for. What a telephone's hook runs for every call
# looks for few of them, and the largest takes as long as all that it loads.

# C0 but newline and tab, DEL, C1, the bidirectional controls, line and paragraph separators, the byte-order
# mark, interlinear annotation and tag characters, fillers that terminals don't agree upon, non-characters, and lone
# surrogates. Each becomes a mark that can be seen.
_HARMFUL = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u115f\u1160\u180e\u200e\u200f\u2028-\u202e\u2065-\u206f\u3164\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]"
)
# The same beyond the first 65,536 characters: apart, for together they are ten times as slow to look for.
_BEYOND = "[\U00010000-\U0010ffff]"
_HARMFUL_BEYOND = (
    "[\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)

# What stands between the groups of a card number as people write it: a few spaces, a dash with or without
# spaces, and what a paste brings along unseen (zero-width and directional marks, as they are or made visible).
_SPACES = " \t\u00a0\u00ad\u2000-\u200d\u202f\u205f\u2060\u3000"
_DASHES = r"\-./_\u2010-\u2015\u2212\uff0d"
_MARK = "\u27e8[0-9A-F]{4,5}\u27e9"
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f\u2400-\u2421\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
_UNSEEN = rf"(?:[{_CONTROLS}]|{_MARK}){{0,3}}"
_GAP = rf"{_UNSEEN}(?:[{_SPACES}]{{1,3}}|[{_SPACES}]?[{_DASHES}][{_SPACES}]?)?{_UNSEEN}"
_LONGEST_GAP = 3
_IN_GAP = rf"(?:[{_SPACES}{_DASHES}{_CONTROLS}]|{_MARK})*"
_DIGIT = rf"{_MARK}|\d"
_WITHHELD = rf"(?:{_MARK}|[\d{_SPACES}{_DASHES}{_CONTROLS}])+"
# Digits of every script: a card pasted in full-width digits is a card.
_DIGIT_RUN = rf"(?<!\d)\d(?:{_GAP}\d)+(?!\d)"

# A card in the groups printed on it, with another sign between them or broken over two lines. In any other shape
# these are more likely several numbers.
_BETWEEN = rf"({_GAP}|[ \t]{{0,2}}\n[ \t]{{0,2}}|[,;:|*+~'\u00b7])"
_PRINTED = (
    rf"(?<!\d)(?:(?:[3-6]\d{{3}}|2[2-7]\d\d){_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}"
    rf"|3\d{{3}}{_BETWEEN}\d{{6}}{_BETWEEN}\d{{4,5}})(?!\d)"
)

# A card's security code where it is called by its name; each digit goes as soon as it is typed.
_IN_CODE = r"[\d•]"
_SECURITY_CODE = (
    r"(?i)(?<!\w)((?:cv[cv](?:2(?!\d))?|cvn|csc|card security code|card code)(?![^\W\d_])"
    r"[\s:=#.,-]*(?:(?:is|code|number|no)\b[\s:=#.,-]*)*)([\d•]{1,4})(?![\d•])"
)


HIDDEN = "•••"
"""What stands for a value that isn't shown to whoever reads or exports it."""

CARD_DIGITS = range(13, 20)
FREE_DIGITS = 6  # a longer run in free text might yet become a card
_ENOUGH_DIGITS = rf"(?:\D*\d){{{CARD_DIGITS.start}}}"
_PHONE_DIGITS = 15  # the most that a telephone number has, with its country code (ITU-T E.164)
_NATIONAL_DIGITS = 10  # what a number without its country code or trunk prefix has at most
_EXPIRY_AND_CODE = 8  # the most digits that may follow a card's number and still belong to it


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return mark_of(match[0])


def clean(text: str) -> str:
    """Return `text` with every control that could act on a terminal, reorder a line or break a frame made visible.

    Newline and tab stay; CR LF and CR become a newline. Idempotent. ESC is shown as ␛, U+202E as ⟨202E⟩.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = visible(text)
    return text if text.isascii() else tamed(text)


def visible(text: str) -> str:
    """Return `text` with every character that acts made visible, each by itself: the parts of a text that is clean
    stay as they are, wherever it was cut.
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub(_HARMFUL, _visible, text)
    return re.sub(_HARMFUL_BEYOND, _visible, text) if re.search(_BEYOND, text) else text


def escaped(json: str) -> str:
    """Return one line of JSON that means the same, with every character that acts on a terminal as its escape."""
    return re.sub(_HARMFUL_BEYOND, _escape, re.sub(_HARMFUL, _escape, json))


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def clean_line(text: str, limit: int = 500) -> str:
    """Return `text` cleaned, on one line, trimmed, and cut to `limit` characters with a visible `…`."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def is_card_number(digits: str) -> bool:
    """Tell whether `digits`, without separators, has a card's length and Luhn check digit (ISO/IEC 7812)."""
    if len(digits) not in CARD_DIGITS or digits.count(digits[0]) == len(digits):
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def mask_cards(text: str) -> str:
    """Return `text` with every card number masked but for its last four digits, and its security code.

    Separators and length stay, so a cursor position in `text` is the same position in the result. Idempotent.
    A number written as an international telephone number (`+…` or `00…`, 15 digits at most) is no card.
    """
    if _may_hold_card(text):
        text = re.sub(_DIGIT_RUN, _mask, re.sub(_PRINTED, _mask_printed, text))
    return _without_codes(text)


def mask_number(text: str) -> str:
    """Return `text`, which stands where a telephone number belongs, with a card masked if it is one.

    A telephone number has 15 digits at most, and one in ten of the longer ones has a card's check digit: what
    could be dialled is left alone, and no country's numbers are as long as American Express's behind its digits.
    """
    digits = "".join(char for char in text if char.isdecimal())
    return text if len(digits) <= _PHONE_DIGITS and not _is_like_a_card(digits) else mask_cards(text)


def _may_hold_card(text: str) -> bool:
    """Tell whether there are as many digits in `text`, wherever they stand, as a card has at least."""
    return re.match(_ENOUGH_DIGITS, text) is not None


def _mask_printed(match: re.Match[str]) -> str:
    run, places = match[0], _places(match[0])
    between = [sign for sign in match.groups() if sign is not None]
    # All on lines of their own are a list; with nothing between some of them they are other numbers.
    is_one = len({sign for sign in between if "\n" not in sign}) == 1 and "" not in between
    if not is_one or re.fullmatch(_DIGIT_RUN, run) or not is_card_number("".join(run[place] for place in places)):
        return run
    return _hide(run, set(places[:-4]))


def _places(run: str) -> list[int]:
    """Return where the digits of a run stand; those of a mark that stands for an unseen sign are none of them."""
    return [found.start() for found in re.finditer(_DIGIT, run) if len(found[0]) == 1]


def _hide(run: str, hidden: set[int]) -> str:
    return "".join("•" if index in hidden else char for index, char in enumerate(run))


def _mask(match: re.Match[str]) -> str:
    run = match[0]
    places = _places(run)
    if len(places) < CARD_DIGITS.start or _is_phone_number(match, places):
        return run
    digits = "".join(run[place] for place in places)
    groups = _groups(places)
    hidden: set[int] = set()
    for start, end in _card_long(groups):
        if is_card_number(digits[start:end]):
            hidden.update(places[start : end - 4])
            hidden.update(places[index] for index in _codes_behind(groups, end))
    return _hide(run, hidden) if hidden else run


def _is_phone_number(match: re.Match[str], places: list[int]) -> bool:
    """Tell whether a run is written as an international telephone number, and isn't shaped like a card."""
    run, before = match[0], match.string[: match.start()][-1:]
    digits = "".join(run[place] for place in places)
    if before not in ("+", "\uff0b"):
        if not digits.startswith("00"):
            return False
        digits = digits[2:]
    return len(digits) <= _PHONE_DIGITS and not _is_like_a_card(digits)


def _is_like_a_card(digits: str) -> bool:
    """No country's numbers are this long behind these digits; American Express's and Diners Club's are."""
    return (len(digits), digits[:2]) in {(15, "34"), (15, "37"), (14, "30"), (14, "36"), (14, "38")}


def _groups(places: list[int]) -> list[tuple[int, int]]:
    """Return where each group of adjacent digits starts and ends, counted in digits."""
    starts = [0, *(i for i in range(1, len(places)) if places[i] - places[i - 1] > 1)]
    return list(zip(starts, [*starts[1:], len(places)], strict=True))


def _card_long(groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield every stretch of whole groups that is as long as a card."""
    longest = CARD_DIGITS.stop - 1
    for first, (start, _) in enumerate(groups):
        for _, end in groups[first : first + longest]:
            if end - start > longest:
                break
            if end - start >= CARD_DIGITS.start:
                yield start, end


def _codes_behind(groups: list[tuple[int, int]], end: int) -> Iterator[int]:
    """Yield the digits behind a card that ends at `end` which may be its security code: a group of 3 or 4."""
    if groups[-1][1] - end <= _EXPIRY_AND_CODE:
        for start, stop in groups:
            if start >= end and stop - start in (3, 4):
                yield from range(start, stop)


def _without_codes(text: str) -> str:
    if not re.search(_IN_CODE, text):
        return text
    return re.sub(_SECURITY_CODE, lambda found: found[1] + "•" * len(found[2]), text)


def settle(text: str, cursor: int | None, first: int = FREE_DIGITS) -> tuple[str, str]:
    """Split free `text`, being typed at `cursor`, into what the screen shows and what may be written now.

    A run of more than six digits that touches the cursor may still become a card: it stays as typed on the
    screen, and all but its `first` digits are withheld from the disk until it is known. Every other card is
    masked in both. With `cursor` None (the field was left) nothing is withheld.
    """
    if _may_hold_card(text):
        text = re.sub(_PRINTED, _mask_printed, text)
    shown: list[str] = []
    written: list[str] = []
    done = 0
    for match in re.finditer(_DIGIT_RUN, text):
        run = match[0]
        between = text[done : match.start()]
        growing = cursor is not None and _is_touched(match, cursor)
        shown += (between, run if growing else _mask(match))
        written += (between, _first_digits(run, first) if growing else shown[-1])
        done = match.end()
    rest = text[done:]
    return _without_codes("".join((*shown, rest))), _without_codes("".join((*written, rest)))


def _is_touched(match: re.Match[str], cursor: int) -> bool:
    """Tell whether a digit typed at `cursor` may continue the run, with or without a separator between."""
    if cursor <= match.end():
        return match.start() <= cursor
    typed = match.string[match.end() : cursor]
    return len(re.sub(_MARK, "-", typed)) <= _LONGEST_GAP and re.fullmatch(_IN_GAP, typed) is not None


def _first_digits(run: str, first: int) -> str:
    """Return a run up to its digit number `first`; one that is short enough for a card's beginning, whole."""
    places = _places(run)
    return run if len(places) <= FREE_DIGITS else run[: places[first]]


def settle_number(text: str, cursor: int | None) -> tuple[str, str]:
    """Split `text`, typed where a telephone number belongs, as `settle` does.

    What begins like a telephone number, has an extension, or has ten digits at most is written as it is typed. Of
    a longer run the rest is withheld while it is typed: it may be a card, put there by mistake.
    """
    places, run = _places(text), re.fullmatch(_DIGIT_RUN, text.strip())
    if cursor is None or run is None or len(places) <= _NATIONAL_DIGITS or run[0].startswith("0"):
        masked = mask_number(text)
        return masked, masked
    return text, text[: places[_NATIONAL_DIGITS]]


def may_be_withheld(text: str) -> bool:
    """Tell whether any digits of `text` would be withheld, were the cursor beside them."""
    return any(len(_places(run[0])) > FREE_DIGITS for run in re.finditer(_DIGIT_RUN, text))


def is_withheld(shown: str, written: str) -> bool:
    """Tell whether `written` is `shown` but for digits that may still become a card's: they are in memory only."""
    lacking = len(shown) - len(written)
    if lacking <= 0:
        return False
    place = next((n for n, char in enumerate(written) if shown[n] != char), len(written))
    rest = len(written) - place
    left_out = shown[place : len(shown) - rest]
    return shown.endswith(written[place:]) and re.fullmatch(_WITHHELD, left_out) is not None
