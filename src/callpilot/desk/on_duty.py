"""Who can be reached now, in the few words that stand beside a name."""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from callpilot.desk.state import DeskState
from callpilot.site.people import Contact


def _on_call() -> Any:
    return import_module("callpilot.site.on_call") if find_spec("callpilot.site.on_call") else None


def duty_words(state: DeskState, contact: Contact, now: datetime, account: str = "") -> str:
    """Say whether somebody can be reached at `now`: `on call to 18:00`, `from 08:00 Mon`; empty when unknown."""
    if not (rule := _on_call()):
        return ""
    return str(rule.availability(contact, now, site=state.site, account=account, people=state.people).words)


def roster_now(state: DeskState, roster_id: str, now: datetime) -> tuple[tuple[Contact, ...], str]:
    """Return who of a roster is on call at `now`, first to be tried first, and until when (`to 18:00`)."""
    if not (rule := _on_call()):
        return (), ""
    found = rule.on_call(state.people, roster_id, now, site=state.site)
    return found.who, f"to {found.until:%H:%M}" if found.until else ""
