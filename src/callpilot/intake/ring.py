"""One event of a call that rings, as other programs say it: a small JSON file in the inbox (contract).

Loads nothing but the standard library, and of that as little as it can: a softphone's hook runs this for every call.
"""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from callpilot.journal.disk import Disk
from callpilot.plain.times import moment, stamp
from callpilot.plain.untrusted import clean_line, mask_cards, mask_number
from callpilot.site.home import Home, make_private, named, private_open

EventName = Literal["ringing", "answered", "ended"]
EVENTS: tuple[EventName, ...] = ("ringing", "answered", "ended")

_NUMBER_LIMIT = 80
_TEXT_LIMIT = 200


class RingEvent(NamedTuple):
    """What happened to a call outside: it rings, somebody answered it, or it is over.

    `number` is the caller's, `line` what was called; `call_id` names the call in the program that reports it;
    `at` is a stamp. `source` is the file it came from, None before it is dropped.
    """

    event: EventName
    number: str = ""
    name: str = ""
    line: str = ""
    channel: str = "phone"
    call_id: str = ""
    at: str = ""
    source: Path | None = None


def harmless(event: RingEvent) -> RingEvent:
    """Return `event` with every text on one clean line, and payment cards masked wherever they stand.

    On one line first: what stands far apart in the text may be one number there.
    """
    return RingEvent(
        event=event.event,
        number=clean_line(mask_number(_one_line(event.number)), _NUMBER_LIMIT),
        name=clean_line(mask_cards(_one_line(event.name)), _TEXT_LIMIT),
        line=clean_line(mask_number(_one_line(event.line)), _TEXT_LIMIT),
        channel=clean_line(event.channel, _TEXT_LIMIT) or "phone",
        call_id=_call_name(event.call_id),
        at=clean_line(event.at, _NUMBER_LIMIT),
        source=event.source,
    )


def drop(home: Home, event: RingEvent) -> Path:
    """Put `event` into the inbox of `home`, whole or not at all; return its file. Works without a console.

    An event without `at` happened now. Raises HomeError or OSError when it can't be written.
    """
    import json

    make_private(home.inbox)
    event = harmless(event)
    at = _moment_of(event)
    words = {
        "event": event.event,
        "number": event.number,
        "name": event.name,
        "line": event.line,
        "channel": event.channel,
        "call_id": event.call_id,
        "at": stamp(at),
    }
    # No caller data in the name, and no colon, which Windows can't have there.
    name = f"{at:%Y%m%dT%H%M%S}.{at.microsecond // 1000:03}Z-{os.urandom(6).hex()}.json"
    path, unfinished = home.inbox / name, home.inbox / f".{name}.tmp"
    try:
        # Path.open takes no opener.
        with named(home.inbox), open(unfinished, "x", encoding="utf-8", opener=private_open) as file:
            file.write(json.dumps(words, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    with contextlib.suppress(OSError):  # it has arrived; a complaint would make the hook ring twice
        Disk().sync_folder(home.inbox)
    return path


def _moment_of(event: RingEvent) -> datetime:
    try:
        return moment(event.at)
    except ValueError:
        return datetime.now(UTC)


def _one_line(text: str) -> str:
    return clean_line(text, 10 * len(text) + 1)


def _call_name(text: str) -> str:
    """Return a call's id on one line. One that is too long, or holds a card's number, gives way to its hash: two
    calls must stay two.
    """
    line = _one_line(text)
    if len(text) <= _TEXT_LIMIT and mask_cards(line) == line:
        return line
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
