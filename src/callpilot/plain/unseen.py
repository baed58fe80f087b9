"""Characters without a place of their own on the screen: joiners, marks piled up, and text that nobody could see.

A terminal and whoever measures text for it must agree on how many cells it takes, or the frame breaks.
"""

import re
import unicodedata

HIGHEST = 8
"""Marks that one letter may carry. No script needs more; a pile of them paints over the rows above and below."""

# Signs and emoji: only these are joined to one sign, or take a skin tone.
_SIGN = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
_TONE, _FLAG, _JOINER = "\U0001f3fb-\U0001f3ff", "[\U0001f1e6-\U0001f1ff]", "\u200d"
_VIRAMA = "[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2]"
_DRESSED = f"{_SIGN}(?:\ufe0f|[{_TONE}])?"
# What is being typed comes sign by sign: at the end of a text the other half may still follow.
_JOINED = (
    rf"({_DRESSED}(?:{_JOINER}{_DRESSED}){{0,3}}(?:{_JOINER}\Z)?|{_FLAG}(?:{_FLAG}|\Z)|{_VIRAMA}{_JOINER}(?=[^\W\d_]|\Z))"
    rf"|([{_JOINER}{_TONE}]|{_FLAG})"
)
_JOINS = f"[{_JOINER}{_TONE}\U0001f1e6-\U0001f1ff]"
_MANY = rf"[^\x00-\x7f]{{{HIGHEST + 1}}}"
_PILE = rf"[^\w\x00-\x7f]{{{HIGHEST + 1},}}|[\u1160-\u11ff\ud7b0-\ud7fb]{{{HIGHEST + 1},}}"
_SEEN = r"[\w!-~]"
_BLANK = frozenset("\u034f\u2800")


def tamed(text: str) -> str:
    """Return `text` with what has no place made visible: stray joiners, tones and halves of flags as ⟨200D⟩, marks
    beyond eight on one letter as their number, and all of a text in which nothing else could be seen. Idempotent.
    """
    if re.search(_JOINS, text):
        text = re.sub(_JOINED, lambda found: found[1] or mark_of(found[2]), text)
    if re.search(_MANY, text):
        text = re.sub(_PILE, lambda found: _levelled(found[0]), text)
    if text and not re.search(_SEEN, text) and all(char.isspace() or _is_unseen(char) for char in text):
        return "".join(char if char.isspace() else mark_of(char) for char in text)
    return text


def mark_of(char: str) -> str:
    """Return the mark that stands for a character which can't be shown: U+202E is ⟨202E⟩."""
    return f"\u27e8{ord(char):04X}\u27e9"


def _levelled(pile: str) -> str:
    """Keep eight marks of every run, and say how many more there were."""
    parts: list[str] = []
    height = 0
    for char in pile + "\n":
        if _is_mark(char):
            height += 1
            if height <= HIGHEST:
                parts.append(char)
            continue
        if height > HIGHEST:
            parts.append(f"\u27e8+{height - HIGHEST} marks\u27e9")
        height = 0
        parts.append(char)
    return "".join(parts[:-1])


def _is_mark(char: str) -> bool:
    is_vowel_sign = "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb"  # of a Korean syllable in parts
    return is_vowel_sign or unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf")


def _is_unseen(char: str) -> bool:
    return char in _BLANK or unicodedata.category(char) in ("Mn", "Me", "Cf")
