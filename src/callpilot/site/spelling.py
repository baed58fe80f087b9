"""Spelling aloud: the word for each letter, and the digits one by one, in the alphabet that the site has chosen."""

import unicodedata
from collections.abc import Mapping
from typing import Final

_ICAO = """
Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra
Tango Uniform Victor Whiskey X-ray Yankee Zulu
"""
_US = """
Adam Boy Charles David Edward Frank George Henry Ida John King Lincoln Mary Nora Ocean Paul Queen Robert Sam Tom Union
Victor William X-ray Young Zebra
"""
_DE = """
Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Ingelheim Jena Köln Leipzig München Nürnberg Offenbach
Potsdam Quickborn Rostock Salzwedel Tübingen Unna Völklingen Wuppertal Xanten Ypsilon Zwickau
"""
_DE_MORE = {"Ä": "Umlaut Aachen", "Ö": "Umlaut Offenbach", "Ü": "Umlaut Unna", "ß": "Eszett", "ẞ": "Eszett"}
_DIGITS = "zero one two three four five six seven eight nine"
_DE_DIGITS = "null eins zwei drei vier fünf sechs sieben acht neun"


def _by_first_letter(words: str) -> dict[str, str]:
    return {word[0]: word for word in words.split()}


SPELLINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "icao": _by_first_letter(_ICAO),
    "us": _by_first_letter(_US),
    "de": _by_first_letter(_DE) | _DE_MORE,
}
"""The alphabets by name: ICAO (Annex 10), North American police and telephone, German (DIN 5009:2022)."""

_SIGNS = {
    "@": "at", ".": "dot", "-": "hyphen", "_": "underscore", "+": "plus", "/": "slash", ":": "colon", "'": "apostrophe",
    "’": "apostrophe", "&": "and", ",": "comma", "#": "hash", "(": "open bracket", ")": "close bracket",
    "•": "masked",
}  # fmt: skip
_WORDS = {"ext": "extension", "am": "a m", "pm": "p m"}
_NOT_SAID = frozenset(" ():-.,\t\u00a0\u2010\u2011\u2013")
"""What stands between the groups of a number and isn't said."""


def spelling_named(text: str) -> str | None:
    """Return the name of the alphabet that `text` means (`ICAO`), None when there is none by it."""
    name = text.strip().casefold()
    return name if name in SPELLINGS else None


def spelt(word: str, alphabet: str = "icao") -> list[str]:
    """Return the words for the characters of `word`, one each: `Ötzi` → `Oscar with diaeresis`, `Tango` …"""
    return [said for char in unicodedata.normalize("NFC", word) if (said := _letter(char, alphabet))]


def digits_said(text: str, alphabet: str = "icao") -> str:
    """Write a number as it is said, group by group: `+44 20` → `plus four four · two zero`."""
    return " · ".join(
        _WORDS.get(group.casefold()) or " ".join(_digit_said(char, alphabet) for char in group)
        for group in _groups(text)
    )


def _groups(text: str) -> list[str]:
    groups = [""]
    for char in text:
        if char in _NOT_SAID:
            groups.append("")
        else:
            groups[-1] += char
    return [group for group in groups if group]


def _digit_said(char: str, alphabet: str) -> str:
    if char.isdecimal():
        return _digit(char, alphabet)
    return _SIGNS.get(char, char)


def _digit(char: str, alphabet: str) -> str:
    words = _DE_DIGITS if alphabet == "de" else _DIGITS
    return words.split()[int(char)]


def _letter(char: str, alphabet: str) -> str:
    if char.isspace():
        return ""
    if char.isdecimal():
        return _digit(char, alphabet)
    words = SPELLINGS.get(alphabet, SPELLINGS["icao"])
    upper = char if char in words else char.upper()
    if upper in words:
        return words[upper]
    if len(upper) > 1:  # such as ß, which is SS in capitals
        return " ".join(_letter(one, alphabet) for one in upper)
    base, *marks = unicodedata.normalize("NFD", upper)
    if base in words and marks:
        return f"{words[base]} {_mark(upper)}".rstrip()
    return _SIGNS.get(char, char)


def _mark(letter: str) -> str:
    """What stands on a letter: `LATIN CAPITAL LETTER O WITH DIAERESIS` → `with diaeresis`."""
    _letter_name, found, mark = unicodedata.name(letter, "").partition(" WITH ")
    return f"with {mark.lower()}" if found else ""
