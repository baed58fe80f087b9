"""A document's text made harmless and whole: one line, no codes, no soft hyphens, no card numbers."""

import re
from typing import Final

from callpilot.plain.untrusted import clean, mask_cards

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def tidy(text: str) -> str:
    """Return text of a document on one line, as it may be shown and kept."""
    text = re.sub("\u00ad\\s*\n\\s*", "", text)
    return mask_cards(clean(" ".join(_UNSEEN.sub("", text).split())))


def words_of(text: str) -> list[str]:
    """Return the words of a text, without regard to capitals."""
    return re.findall(r"\w+", text.casefold())
