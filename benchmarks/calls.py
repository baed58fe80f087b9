"""A call under way in a console that is measured: it is answered, another one rings, the cursor is in Message."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.terminal import KEYS, Terminal
from callpilot.intake.ring import RingEvent, drop
from callpilot.plain.times import stamp
from callpilot.site.home import find_home

_NUMBERS = "+44 20 7946 0{:03}"  # kept for fiction


def opened(terminal: Terminal) -> float:
    """Wait for the console's first complete frame; return its moment."""
    return terminal.until("EMERGENCY", "^P All", "Log –", "desk-3")


def ring(home: Path, number: int, name: str) -> None:
    """Let a call ring."""
    at = stamp(datetime.now(UTC))
    event = RingEvent(event="ringing", number=_NUMBERS.format(number), name=name, at=at, call_id=f"ring-{number}-{at}")
    drop(find_home(str(home), {}), event)


def on_call(terminal: Terminal, home: Path) -> None:
    """Answer a call, let another one ring, and go to Message."""
    if "RINGING" not in terminal.text:
        ring(home, 123, "Caller")
    terminal.until("RINGING")
    terminal.send(KEYS["f2"])
    terminal.until("on call since", "Caller ")
    ring(home, 124, "Second")
    terminal.until("RINGING Second")
    for keys in (KEYS["enter"], KEYS["enter"], KEYS["enter"], "1", "Mr Webb", KEYS["tab"], "2"):
        terminal.send(keys)
        terminal.rest(0.15)
    terminal.until("Mr Webb", "soon")


def keep_ringing(terminal: Terminal, home: Path) -> None:
    """Let the other call ring again when it has given up."""
    if not any(word in terminal.text for word in ("RINGING", "SOON", "LATE")):
        ring(home, 125, "Second")
        terminal.until("RINGING")
