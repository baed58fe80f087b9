"""What reaches a terminal, read strictly: every byte is a text, or a sequence that the console means to send."""

import re

from callpilot.plain.untrusted import visible

# What Textual sends to draw: colours in red, green and blue, styles, places, synchronised output, the pointer's shape.
_STYLE = r"(?:[0-9]|2[1-9]|39|49|53|55|[34]8;2;\d+;\d+;\d+)"
_MEANT = re.compile(
    rf"\x1b\[(?:{_STYLE}(?:;{_STYLE})*)?m"
    r"|\x1b\[\d+;\d+H"
    r"|\x1b\[\?2026[hl]"
    r"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)"
)
AT_THE_ENDS = (
    r"\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1049|2004|2048)[hl]"  # modes
    r"|\x1b\[\?(?:2026|2048)\$p"  # which of them there are
    r"|\x1b\[(?:>\d+|=\d+;\d+|<)u"  # the keyboard
    r"|\x1b\[H|\x1b\[\d*[ABCDGJK]"
)
"""What a console sends besides, once, when it begins and when it ends."""
_PLACED = re.compile(r"\x1b\[\d+;\d+H")


def unmeant(raw: bytes, *, also: str = r"(?!)", controls: str = "") -> list[str]:
    """Return what of `raw` is neither text nor a sequence that is meant; `also` and `controls` are meant as well."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        return [f"no UTF-8: {raw[fault.start - 20 : fault.end + 20]!r}"]
    more = re.compile(also)
    found: list[str] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char == "\x1b":
            meant = _MEANT.match(text, place) or more.match(text, place)
            if meant is None:
                found.append(f"{text[place : place + 24]!r} after {text[max(0, place - 24) : place]!r}")
                place += 1
                continue
            place = meant.end()
            continue
        end = text.find("\x1b", place)
        end = len(text) if end < 0 else end
        part = text[place:end]
        if part.endswith("\n") and _PLACED.match(text, end):
            part = part[:-1]  # how Textual goes on to the next row
        if not part.isprintable() or not part.isascii():
            acting = [one for one in part if one not in controls and (one in "\n\t" or visible(one) != one)]
            found += [f"{one!r} in {part[:60]!r}" for one in acting]
        place = end
    return found
