"""The rings: every one that was dropped waits still, or became one call."""

import json
from collections import Counter

from callpilot.intake.ring import RingEvent, drop
from callpilot.records.live import LiveCall

_BEGINNINGS = ("+442079460", "+441614960", "+441134960")


def ring(home, random, rung, line):
    """Let somebody ring whose number nobody else has; note the number in `rung`, and return it."""
    number = f"{_BEGINNINGS[len(rung) // 1000 % 3]}{len(rung) % 1000:03}"
    name = random.choice(("Anna Petrov", "Jürgen Groß", "李 雷", "", "Ole Lund"))
    rung.append(number)
    drop(home, RingEvent(event="ringing", number=number, name=name, line=line))
    return number


def lost_or_doubled(home, found, rung):
    """What is wrong: a ring that is nowhere, or one that became two calls."""
    calls = {s.live.id: s.live.number for s in found.sheets.values() if isinstance(s.live, LiveCall)}
    calls |= {entry["id"]: entry["data"]["number"] for entry in found.entries() if entry["kind"] == "call"}
    became = Counter(calls.values())
    waiting = set()
    for path in home.inbox.glob("*.json"):
        try:
            waiting.add(json.loads(path.read_text("utf-8"))["number"])
        except FileNotFoundError:
            continue  # taken this moment
    lost = [f"the ring of {number} is lost" for number in rung if number not in waiting and not became[number]]
    return lost + [f"the ring of {number} became {became[number]} calls" for number in rung if became[number] > 1]
