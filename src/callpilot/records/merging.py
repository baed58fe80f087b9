"""Two revisions of one record, made of the same one without knowing of each other, brought together. Pure."""

from collections.abc import Sequence
from typing import Any

Members = dict[str, Any]
"""A record as plain values, as they stand on disk."""


def merged(base: Members, first: Members, second: Members, *, is_over: bool = False) -> Members:
    """Return what both made of `base`: no word, attempt or item of either is missing.

    Where both set the same member, the second one's stands; `is_over`: the first one ended the matter, and so it
    stays as the first one left it. What either wrote into the history is there in any case.
    """
    stays, yields = (first, second) if is_over else (second, first)
    return _members(base, first, second, stays, yields)


def _members(base: Members, first: Members, second: Members, stays: Members, yields: Members) -> Members:
    found: Members = {}
    for name in dict.fromkeys((*first, *second)):
        one: Any = first.get(name)
        other: Any = second.get(name)
        before = base.get(name)
        if one in (before, other):
            found[name] = other
        elif other == before:
            found[name] = one
        elif _are(dict, one, other):
            was: Any = before if _are(dict, before, before) else {}
            found[name] = _members(was, one, other, stays[name], yields[name])
        elif _are(list, one, other):
            had: Any = before if _are(list, before, before) else []
            found[name] = _items(had, one, other, stays is first)
        else:
            found[name] = stays[name] if name in stays else yields[name]
    return found


def _are(kind: type, one: Any, other: Any) -> bool:
    return isinstance(one, kind) and isinstance(other, kind)


def _items(base: Any, first: Any, second: Any, first_stays: bool) -> list[Any]:
    if all(_by_id(items) is not None for items in (base, first, second)):
        return _named(base, first, second, first_stays)
    kept: list[Any] = [item for item in first if item in second or item not in base]
    kept += [item for item in second if item not in base and item not in first]
    return sorted(kept, key=_at) if all(_at(item) for item in kept) else kept


def _named(base: list[Any], first: list[Any], second: list[Any], first_stays: bool) -> list[Any]:
    """Bring lists together whose items have ids: each item by itself."""
    were, ones, others = (_by_id(items) or {} for items in (base, first, second))
    found: list[Any] = []
    for identity in dict.fromkeys((*ones, *others)):
        one, other, before = ones.get(identity), others.get(identity), were.get(identity)
        if before is not None and one is not None and other is not None:
            stays, yields = (one, other) if first_stays else (other, one)
            found.append(_members(before, one, other, stays, yields))
        elif before is None:
            # Two desks may have numbered two things alike.
            found += [item for item in ((one,) if one == other else (one, other)) if item is not None]
    return sorted(found, key=_at) if all(_at(item) for item in found) else found


def _by_id(items: Sequence[Any]) -> dict[str, Members] | None:
    named: dict[str, Members] = {item["id"]: item for item in items if _are(dict, item, item) and item.get("id")}
    return named if len(named) == len(items) else None


def _at(item: Any) -> str:
    at: Any = item.get("at") if _are(dict, item, item) else None
    return at if isinstance(at, str) else ""
