"""How words are compared when something is looked for: without case, accents and apostrophes. Pure."""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from callpilot.plain.untrusted import clean

LONGEST = 200
"""Characters of what is typed that are looked at: nobody looks for more, and a paste may have any length."""

_MOST_WORDS = 8
_FEWEST_DIGITS = 3
_FEWEST_AT_HOME = 4
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f'’ʼ`]")
_NUMBER = re.compile(r"[\d\s()+./\-]+")
_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "æ": "ae", "Æ": "ae", "œ": "oe",
                          "Œ": "oe", "ı": "i", "þ": "th", "Þ": "th", "ð": "d"})  # fmt: skip


class Sought(Struct, frozen=True, kw_only=True):
    """What is looked for: its folded words, and the runs of digits that a number sought with it may hold."""

    words: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()

    @property
    def joined(self) -> str:
        """The words with one space between."""
        return " ".join(self.words)


def fold(text: str) -> str:
    """Return `text` as it is compared: small letters, no accents, no apostrophes."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return _MARKS.sub("", text.casefold())


def words_of(folded: str) -> list[str]:
    """The words of a folded text."""
    return _WORD.findall(folded)


@lru_cache(maxsize=64)
def sought(text: str) -> Sought:
    """Read what somebody typed to find something; never raises, whatever it is."""
    line = clean(text[:LONGEST]).strip()
    return Sought(words=tuple(words_of(fold(line))[:_MOST_WORDS]), digits=_digits(line))


def digits_in(text: str) -> str:
    """The digits of a text, one after the other."""
    return re.sub(r"\D", "", text, flags=re.ASCII)


def _digits(text: str) -> tuple[str, ...]:
    """Return the digits, if `text` may be part of a number; at home it begins with a 0 that it hasn't abroad."""
    digits = digits_in(text)
    if len(digits) < _FEWEST_DIGITS or not _NUMBER.fullmatch(text):
        return ()
    abroad = digits.lstrip("0")
    return (digits, abroad) if abroad != digits and len(abroad) >= _FEWEST_AT_HOME else (digits,)
