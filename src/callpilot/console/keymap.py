"""The site's `[keys]` over the registry's: unknown deeds, unusable keys and clashes are named, and the rest holds."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from callpilot.console.deeds import BY_ID, DEEDS, key_words
from callpilot.plain.problems import Problem

_KEY = re.compile(r"(?:(?:ctrl|alt|shift)\+)*(?:f\d{1,2}|[a-z0-9]|[a-z]+(?:_[a-z]+)*)")
_TAKEN = {"escape": "leaves typing", "tab": "goes to the next field", "enter": "confirms", "ctrl+c": "copies"}
Keys = dict[str, tuple[str, ...]]


def way_to(keys: Mapping[str, Sequence[str]], identity: str, word: str) -> str:
    """Say how a deed is done: by its key, else by the palette's and a word of its name: `Ctrl+P, notices`."""
    key, palette = (next(iter(keys.get(name, ())), "") for name in (identity, "palette"))
    return key_words(key) if key else f"{key_words(palette)}, {word}" if palette else word


def read_keys(wanted: Mapping[str, str | Sequence[str]], source: Path | str) -> tuple[Keys, list[Problem]]:
    """Return the keys of every deed, with the site's in the place of the defaults where they hold.

    A deed's line in `[keys]` replaces all its keys. A line that names no deed, no key, or a key that another deed
    has is a Problem, and that deed keeps its own keys.
    """
    keys: Keys = {deed.id: deed.keys for deed in DEEDS}
    problems: list[Problem] = []
    for name, value in wanted.items():
        chosen = tuple(_normal(key) for key in ([value] if isinstance(value, str) else value))
        fault = _unknown(name) or _unusable(name, chosen)
        if fault:
            problems.append(Problem(source=source, key=f"keys.{name}", message=fault))
        else:
            keys[name] = chosen
    # A deed that gets its own keys back may take one from a deed looked at before.
    while clashes := {name: _clash(name, keys) for name in wanted if name in keys and _is_changed(name, keys)}:
        name = next((name for name, clash in clashes.items() if clash), "")
        if not name:
            break
        problems.append(Problem(source=source, key=f"keys.{name}", message=clashes[name]))
        keys[name] = BY_ID[name].keys
    return keys, problems


def _is_changed(name: str, keys: Keys) -> bool:
    return keys[name] != BY_ID[name].keys


def _normal(key: str) -> str:
    return key.strip().lower().replace("control+", "ctrl+").replace("^", "ctrl+")


def _unknown(name: str) -> str:
    if name in BY_ID:
        return ""
    near = difflib.get_close_matches(name, BY_ID, 1)
    return f"no deed has that name{f'; did you mean “{near[0]}”?' if near else ''}"


def _unusable(name: str, chosen: Sequence[str]) -> str:
    for key in chosen:
        if not _KEY.fullmatch(key):
            return f"“{key}” is no key; write it like f9, ctrl+t or space"
        if key in _TAKEN:
            return f"{key_words(key)} can't be used: it {_TAKEN[key]}"
        if BY_ID[name].where == "anywhere" and len(key) == 1:
            return f"“{key}” alone would be typed into fields; use a function key or one with ctrl"
    return "" if chosen else "names no key"


def _clash(name: str, keys: Keys) -> str:
    where = BY_ID[name].where
    for other, theirs in keys.items():
        apart = where != BY_ID[other].where and "anywhere" not in (where, BY_ID[other].where)
        shared = set(keys[name]) & set(theirs)
        if other != name and shared and not apart:
            return f"{key_words(min(shared))} is the key of “{other}” already"
    return ""


def binding_id(identity: str, key: str) -> str:
    """Name the binding of a deed's default key. Numbered choices are one deed, but each key has its own number."""
    return f"{identity}.{key}" if identity == "choose" else identity


def keymap(keys: Keys) -> dict[str, str]:
    """Return the keys of every binding, by its `binding_id`, as Textual takes them."""
    mapped = {identity: ",".join(chosen) for identity, chosen in keys.items() if chosen and identity != "choose"}
    numbers = zip(BY_ID["choose"].keys, keys.get("choose", ()), strict=False)
    return mapped | {binding_id("choose", number): key for number, key in numbers}
