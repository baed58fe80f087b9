"""Words to read out, with what is known put in their blanks (B12).

Text from files and callers is never handed to `str.format`: braces in it are only text.
"""

import re
from collections.abc import Mapping
from typing import Final

PLACEHOLDERS: Final = frozenset(
    {
        "company", "department", "operator", "caller", "account", "callback", "greeting", "time_of_day",
        "number", "line", "direction", "channel", "name", "type", "for", "urgency", "message",
        "instructions", "subject", "notes", "transferred_to", "verify_by",
    }
)  # fmt: skip
"""What the console can always fill in; besides these, the fields that procedures ask for."""

_ALIASES: Final = {"caller": "name", "text": "message"}

# The patterns are texts: `re` makes each ready when it is first looked for.
_BLANK = r"\{([a-z][a-z0-9_]*)\}"
_ENDS = r"(?=\s*(?:[,.;:?!…—–\n]|$))"
# The caller's name as a form of address, to be left out: “…, {caller}.”, “Hello {caller}!”, “{caller}, …”.
_ADDRESSES = (
    r"(?P<before>),\s*\{(?P<who>caller|name)\}" + _ENDS,
    (
        r"(?i)(?P<before>\b(?:hello|hi|thanks|thank you|welcome|sorry"
        r"|good (?:\{time_of_day\}|morning|afternoon|evening)))"
        r"\s+\{(?P<who>caller|name)\}" + _ENDS
    ),
    r"(?P<before>^|[.?!…]\s+|\n)\{(?P<who>caller|name)\},\s*(?P<first>\w?)",
)


def placeholders(text: str) -> list[str]:
    """Return the names of the blanks in `text`, in order, each as often as it stands there."""
    return re.findall(_BLANK, text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its `{blanks}` filled from `values`, once: braces in a value stay as they are.

    A blank that nothing is known for becomes a gap that can be read, such as `[callback]`; an unknown
    caller's name, where it is only a form of address, is left out with its comma.
    """
    known = {name: " ".join(value.split()) for name, value in values.items() if value.strip()}
    for alias, own in _ALIASES.items():
        if alias not in known and own in known:
            known[alias] = known[own]
    for name in ("caller", "name"):
        if name not in known:
            text = _without_address(text, name)
    return re.sub(_BLANK, lambda blank: _filled(blank, known), text)


def value_of(name: str, values: Mapping[str, str]) -> str:
    """Return a field's text from the record's `values`, by its name in the record or in a file."""
    return (values.get(name) or values.get(_ALIASES.get(name, name), "")).strip()


def _filled(blank: re.Match[str], known: Mapping[str, str]) -> str:
    value = known.get(blank[1])
    if value is None:
        return f"[{blank[1].replace('_', ' ')}]"
    # What was typed as a sentence ends with its own full stop; two in a row would read badly.
    return value.rstrip(".") if blank.string[blank.end() :].startswith(".") else value


def _without_address(text: str, name: str) -> str:
    def drop(found: re.Match[str]) -> str:
        parts = found.groupdict()
        return parts["before"] + (parts.get("first") or "").upper() if parts["who"] == name else found[0]

    for address in _ADDRESSES:
        text = re.sub(address, drop, text)
    return text
