"""Ids: `20261123-desk-3-0042` for a call, `-m1`, `-e1`, `-i1`, `-f1` behind it for what comes from it (contract)."""

import re
import unicodedata
from datetime import date

_CALL = re.compile(r"(?P<day>\d{8})-(?P<desk>[a-z0-9][a-z0-9-]*)-(?P<number>\d{4,})(?:-[a-z]\d+)*")
_DESK = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def call_id(day: date, desk: str, number: int) -> str:
    """Return the id of the `number`-th call (from 1) that `desk` gave out on the local `day`."""
    return f"{day:%Y%m%d}-{desk}-{number:04}"


def child_id(parent: str, letter: str, number: int) -> str:
    """Return the id of the `number`-th (from 1) message `m`, escalation `e`, incident `i`… of the call `parent`."""
    return f"{parent}-{letter}{number}"


def short(identity: str) -> str:
    """Return an id short enough to read out: `20261123-desk-3-0042-m1` → `0042-m1`."""
    found = _CALL.fullmatch(identity)
    return identity[found.start("number") :] if found else identity


def desk_of(identity: str) -> str:
    """Return the desk in a call's id, or in the id of what came from it; empty when there is none."""
    found = _CALL.fullmatch(identity)
    return found["desk"] if found else ""


def number_of(identity: str) -> int:
    """Return the running number in a call's id, or in the id of what came from it; 0 when there is none."""
    found = _CALL.fullmatch(identity)
    return int(found["number"]) if found else 0


def operator_key(name: str) -> str:
    """Return what an operator's name is compared by: capitals, spaces and how accents are coded don't matter."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def desk_name(text: str) -> str:
    """Turn what somebody typed into a desk's name: lower-case letters, digits and hyphens, 40 at most.

    Raises ValueError when nothing usable is left.
    """
    name = re.sub(r"[^a-z0-9]+", "-", text.strip().lower())[:40].strip("-")
    if not _DESK.fullmatch(name):
        raise ValueError("a desk's name needs at least one letter or digit")
    return name
