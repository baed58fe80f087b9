"""Looking for a number in bytes, however it is spelt there; and what a card's number looks like."""

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from hypothesis import strategies as st

VISA, MASTER, AMEX, DINERS = "4111111111111111", "5555555555554444", "378282246310005", "30569309025904"
MAESTRO, UNION_PAY = "6304000000000000", "6212345678901232001"
CARDS = (VISA, MASTER, AMEX, DINERS, MAESTRO, "2223003122003222", "6011000990139424", "3530111333300000")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|&#(\d+);|&#x([0-9a-fA-F]+);")
_MARK = re.compile("\u27e8[0-9A-F]{4,5}\u27e9")
_RUNS = re.compile(r"\d+")
_ENCODED = re.compile(rb"[A-Za-z0-9+/]{20,}={0,2}")


def luhn(body: str) -> str:
    """`body` with its check digit."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char)
        if place % 2 == 0:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return body + str(-total % 10)


def any_cards(least: int = 13, most: int = 19) -> st.SearchStrategy[str]:
    """Numbers that pass for a card's: first digit 3 to 6, check digit right."""
    bodies = st.from_regex(rf"[3-6][0-9]{{{least - 2},{most - 2}}}", fullmatch=True)
    return bodies.map(luhn).filter(lambda card: len(set(card)) > 1)


def spellings(data: bytes) -> Iterator[str]:
    """The digits that stand in `data`, in order, for every way in which it may be text."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        for start in (0, 1) if encoding != "utf-8" else (0,):
            text = data[start:].decode(encoding, "replace")
            for spelt in {text, _plain(text), unquote(text)} if encoding == "utf-8" else {text}:
                yield _digits(spelt)
    for found in _ENCODED.findall(data):
        try:
            yield _digits(base64.b64decode(found + b"=" * (-len(found) % 4)).decode("utf-8", "replace"))
        except ValueError:
            continue


def _plain(text: str) -> str:
    """Undo what JSON, TOML and HTML write for a character."""

    def char(found: re.Match[str]) -> str:
        code = int(found[1] or found[3] or "0", 16) if not found[2] else int(found[2])
        return chr(code) if code < 0x110000 else ""

    return _ESCAPED.sub(char, text)


def _digits(text: str) -> str:
    """Only the digits of `text`, whatever their script, so that no separator hides a number."""
    found = "".join(_RUNS.findall(_MARK.sub("", text)))
    return found if found.isascii() else "".join(str(unicodedata.decimal(char)) for char in found)


def holds(data: bytes, number: str) -> bool:
    """Tell whether `number` stands anywhere in `data`."""
    return any(number in digits for digits in spellings(data))


def files_with(folder: Path, numbers: Iterable[str]) -> list[tuple[Path, str]]:
    """Every file below `folder` that holds one of `numbers`, in its bytes or its name."""
    numbers = tuple(numbers)
    found: list[tuple[Path, str]] = []
    for path in sorted(folder.rglob("*")):
        data = path.name.encode("utf-8", "surrogateescape")
        if path.is_file() and not path.is_symlink():
            try:
                data += b"\n/\n" + path.read_bytes()
            except FileNotFoundError:
                continue
        # One pass over the digits for all numbers: a home has a few hundred files.
        digits = list(spellings(data))
        found += [(path, number) for number in numbers if any(number in one for one in digits)]
    return found
