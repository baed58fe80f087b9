"""Text from outside: callers, rings, pastes, imports and files. It is data, never codes or markup.

Every string that enters the product passes through `clean` once, at the boundary, and every string that
may hold a payment card passes through `mask_cards` before any byte of it is written.
"""

import re

# C0 but newline and tab, DEL, C1, the bidirectional controls, line and paragraph separators, the byte-order
# mark, interlinear annotation and tag characters, and lone surrogates. Each becomes a mark that can be seen.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)

# Runs of digits with at most one common separator between two of them.
_DIGIT_RUN = re.compile(r"(?<!\d)\d(?:[ \-.\u2010-\u2015/\u00a0\u202f]?\d)+(?!\d)", re.ASCII)

CARD_DIGITS = range(13, 20)
FREE_DIGITS = 6  # a longer run in free text might yet become a card


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"\u27e8{code:04X}\u27e9"


def clean(text: str) -> str:
    """Return `text` with every control that could act on a terminal or reorder a line made visible.

    Newline and tab stay; CR LF and CR become a newline. Idempotent. ESC is shown as ␛, U+202E as ⟨202E⟩.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HARMFUL.sub(_visible, text)


def clean_line(text: str, limit: int = 500) -> str:
    """Return `text` cleaned, on one line, trimmed, and cut to `limit` characters with a visible `…`."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def is_card_number(digits: str) -> bool:
    """Tell whether `digits` (no separators) has a payment card's length and Luhn check digit (ISO/IEC 7812)."""
    if len(digits) not in CARD_DIGITS or digits.count(digits[0]) == len(digits):
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = ord(char) - 48
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _mask(match: re.Match[str]) -> str:
    run = match[0]
    digits = [index for index, char in enumerate(run) if char.isdigit()]
    if len(digits) < CARD_DIGITS.start:
        return run
    found = _card_within(run, digits)
    if found is None:
        return run
    hidden = set(digits[found[0] : found[1] - 4])
    return "".join("•" if index in hidden else char for index, char in enumerate(run))


def _card_within(run: str, digits: list[int]) -> tuple[int, int] | None:
    """Find a card in a run of digits, the whole run first, then windows that start and end at a group."""
    count = len(digits)
    starts = [0, *(i for i in range(1, count) if digits[i] - digits[i - 1] > 1)]
    ends = [count, *(i for i in range(count - 1, 0, -1) if digits[i] - digits[i - 1] > 1)]
    plain = "".join(run[index] for index in digits)
    for start in starts:
        for end in ends:
            if end - start in CARD_DIGITS and is_card_number(plain[start:end]):
                return start, end
    return None


def mask_cards(text: str) -> str:
    """Return `text` with every payment card number masked but for its last four digits.

    Separators and length stay, so a cursor position in `text` is the same position in the result.
    """
    return _DIGIT_RUN.sub(_mask, text) if len(text) >= CARD_DIGITS.start else text


def settle(text: str, cursor: int | None) -> tuple[str, str]:
    """Split free `text`, being typed at `cursor`, into what the screen shows and what may be written now.

    A run of more than six digits that touches the cursor may still become a card: it stays as typed on the
    screen, and all but its first six digits are withheld from the disk until it is known. Every other card is
    masked in both. With `cursor` None (the field was left) nothing is withheld.
    """
    if len(text) <= FREE_DIGITS:
        return text, text
    shown: list[str] = []
    written: list[str] = []
    done = 0
    for match in _DIGIT_RUN.finditer(text):
        run = match[0]
        between = text[done : match.start()]
        # One separator typed after the run doesn't end it: the next group may follow.
        growing = cursor is not None and match.start() <= cursor <= match.end() + 1
        shown += (between, run if growing else _mask(match))
        written += (between, _first_digits(run) if growing else shown[-1])
        done = match.end()
    if not done:
        return text, text
    rest = text[done:]
    return "".join((*shown, rest)), "".join((*written, rest))


def _first_digits(run: str) -> str:
    places = [index for index, char in enumerate(run) if char.isdigit()]
    return run if len(places) <= FREE_DIGITS else run[: places[FREE_DIGITS]]
