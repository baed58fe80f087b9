"""A small home with a file of every kind in it, made once, and what is known to stand in each."""

import contextlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.desk.place import DESK, HastyDisk, Place

from callpilot.console.configuration import read_config
from callpilot.desk import emergencies, following, writing
from callpilot.desk.books import read_books
from callpilot.desk.signing import sign_on
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.index import LogFilter
from callpilot.journal.lock import DeskLock
from callpilot.journal.store import Draft, Journal
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.procedures.loading import Library
from callpilot.records.kinds import (
    KIND_OF,
    Call,
    Delivery,
    Escalation,
    FollowUp,
    Handover,
    Incident,
    Message,
    Notice,
    Reading,
    Shift,
)
from callpilot.site.home import Home

BEFORE = datetime(2026, 11, 22, 10, 42, 17, 31000, UTC)
OTHER = "desk-4"
SITE = """\
name = "Northgate"
company = "Northgate Answering"
country = "GB"
time_zone = "Europe/London"
bell = false
operators = ["maria", "jonas"]

[[shift]]
name = "early"
hours = "07:00-15:00"

[[line]]
id = "law"
account = "law"
"""
ACCOUNT = 'name = "Hart & Webb"\nrequired = ["name"]\n\n[[line]]\nid = "law-2"\nnumber = "+44 20 7946 0200"\n'
DIRECTORY = '[[contact]]\nid = "osei"\nname = "Dr Osei"\nphone = "+44 20 7946 0018"\n'
ROSTER = 'title = "Duty"\nfallback = "osei"\n\n[[duty]]\nwho = "osei"\nhours = "mon-sun 08:00-18:00"\n'
PROCEDURE = """\
id = "lost-keys"
title = "Lost keys"
form = "workflow"
[[revision]]
version = "1.0"
date = 2026-11-20
author = "A"
change = "First."
[[step]]
id = "one"
phase = "close"
title = "Say where the keys are"
[[step.choice]]
when = "Done"
go = "close"
"""

NAMES = (
    "cache/index.sqlite", "cache/people.msgpack", "cache/procedures.msgpack", "cache/settings/accounts/law.toml",
    "cache/settings/site.toml", "config/accounts/law.toml",
    "config/directory.toml", "config/procedures/lost-keys.toml", "config/rosters/duty.toml", "config/site.toml",
    "data/inbox/ring.json", "data/journal/2026/11/2026-11-22.desk-3.jsonl",
    "data/journal/2026/11/2026-11-22.desk-4.jsonl", "data/journal/2026/11/2026-11-23.desk-3.jsonl",
    "data/journal/2026/11/2026-11-23.desk-4.2.jsonl", "data/journal/2026/11/2026-11-23.desk-4.jsonl",
    "data/locks/desk-3.console.json", "data/open/20261123-desk-3-0001-i1.jsonl",
    "data/open/20261123-desk-3-0001.jsonl", "data/open/pad-desk-3.jsonl",
)  # fmt: skip
"""The files of the home, all that there are."""


@dataclass(frozen=True)
class Kept:
    """A home as bytes: what stands in each file, by its path within the home."""

    files: dict[str, bytes]

    def put(self, folder: Path) -> Home:
        """Lay the home out in a folder that may hold another."""
        shutil.rmtree(folder, ignore_errors=True)
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return home_in(folder)


def home_in(folder: Path) -> Home:
    return Home(config=folder / "config", data=folder / "data", cache=folder / "cache")


@cache
def a_home() -> Kept:
    """Two desks with records of all kinds over two days, a call, an incident and a pad open, a ring waiting."""
    folder = Path(tempfile.mkdtemp())
    try:
        place = Place(folder)
        _configure(folder / "config")
        place.clock.set_wall(BEFORE)
        place.desk.keep(*_records(DESK))
        _other_desk(place.home.data)
        place.clock.advance(86400)
        _live(place)
        place.settle()
        DeskLock(place.home.data, DESK).take("Maria")
        ring = RingEvent(event="ringing", number="+442079460019", name="Lund", at=stamp(place.clock.now()))
        drop(place.home, ring).rename(place.home.inbox / "ring.json")
        config = read_config(place.home, with_people=True)
        assert not config.problems, config.problems
        place.indexed()
        place.end()
        kept = Kept({
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.endswith((".lock", "-wal", "-shm"))
        })  # fmt: skip
        assert sorted(kept.files) == sorted(NAMES)
        return kept
    finally:
        shutil.rmtree(folder)


def _configure(config: Path) -> None:
    for name, text in (
        ("site.toml", SITE), ("accounts/law.toml", ACCOUNT), ("directory.toml", DIRECTORY),
        ("rosters/duty.toml", ROSTER), ("procedures/lost-keys.toml", PROCEDURE),
    ):  # fmt: skip
        path = config / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _records(desk: str) -> list[Draft]:
    call = f"20261122-{desk}-0001"
    shift = f"20261122-{desk}-s070000"
    at = stamp(BEFORE)
    later = stamp(BEFORE + timedelta(hours=2))
    known: list[Any] = [
        Shift(id=shift, operator="maria", desk=desk, name="early", started_at=at, ended_at=later),
        Call(id=call, desk=desk, shift=shift, operator="maria", account="law", number="+442079460018",
             name="Anna Petrov", notes="Zoë’s lift stands 😀", answered_at=at, closed_at=at, disposition="resolved",
             messages=(f"{call}-m1",)),
        Message(id=f"{call}-m1", call=call, for_="Dr Osei", from_="Anna", text="Ring back", taken_at=at, shift=shift),
        Delivery(id=f"{call}-m1-d1", of=f"{call}-m1", to="Dr Osei", at=at, by="maria", outcome="no answer"),
        Escalation(id=f"{call}-e1", call=call, severity="high", to="duty", reason="late", due_at=later, opened_at=at),
        Incident(id=f"{call}-i1", nature="fire", location="Mill Lane", opened_at=at, desk=desk, shift=shift),
        FollowUp(id=f"{call}-f1", call=call, what="ring back", owner="maria", opened_at=at, due_at=later, shift=shift),
        Handover(id=f"{shift}-h1", shift=shift, desk=desk, operator="maria", made_at=later, summary="quiet"),
        Notice(id=f"20261122-{desk}-n1", text="The lift stands", by="maria", desk=desk, at=at),
        Reading(id=f"20261122-{desk}-r1", of="lost-keys", operator="jonas", at=at, version="1.0"),
    ]  # fmt: skip
    drafts = [Draft(KIND_OF[type(one)], one.id, "maria", one) for one in known]
    odd = {"id": f"20261122-{desk}-v1", "stars": 5, "new": {"a": [1, None, "ü"]}}
    return [*drafts, Draft("survey", odd["id"], "maria", odd), Draft("evaluation", f"20261122-{desk}-q1", "jo", {})]


def _other_desk(data: Path) -> None:
    """A desk whose second day went on in a second segment."""
    clock = ManualClock(BEFORE)
    journal = Journal(data, OTHER, clock=clock, disk=HastyDisk())
    journal.append_now(_records(OTHER))
    clock.advance(86400)
    journal.append_now([_call(OTHER, 1, "Tom Ward"), _call(OTHER, 2, "Ida Berg")])
    first = next(data.glob(f"journal/2026/11/2026-11-23.{OTHER}.jsonl"))
    journal._writer._end.distrusted.add(str(first))  # as after an fsync that failed
    journal.append_now([_call(OTHER, 3, "Per Lund"), _call(OTHER, 4, "Eva Holm")])
    journal.close()


def _call(desk: str, number: int, name: str) -> Draft:
    identity = f"20261123-{desk}-{number:04}"
    at = stamp(BEFORE + timedelta(days=1, minutes=number))
    call = Call(
        id=identity, desk=desk, operator="jonas", name=name, answered_at=at, closed_at=at, disposition="resolved"
    )
    return Draft("call", identity, "jonas", call)


def _live(place: Place) -> None:
    place.signed_on()
    call = place.call("+442079460018", name="Anna Petrov")
    for text in ("T", "Th", "The lift", "The lift stands"):
        writing.type_in(place.desk, call, "message", text, len(text))
    following.tick(place.desk, call)
    place.clock.advance(7)
    emergencies.declare(place.desk)
    incident = place.desk.state.pad.front
    writing.type_in(place.desk, incident, "location", "12 Mill Lane", 12)
    place.clock.advance(3)
    place.desk.keep(_call(DESK, 77, "Lena Voss"))


# -- opening it as the console and the commands do ---------------------------------------------------------


@dataclass
class Seen:
    """What an operator is shown of a home: problems as lines, the state, the books, the log."""

    problems: list[str]
    state: Any
    books: Any
    log: list[Any]

    def names(self, *words: str) -> bool:
        """Whether one line of the problems has all these words."""
        return any(all(word in line for word in words) for line in self.problems)


def opened(home: Home, *, desk: str = DESK, library: Library | None = None) -> Seen:
    """Open the desk as the console does, all but the painting, and close it again."""
    from callpilot.console.session import Listeners, open_session

    config = read_config(home, with_people=True)
    clock = ManualClock(BEFORE + timedelta(days=1, hours=3), mono=40_000, boot="another")
    session = open_session(home, config, "Maria", desk, clock, Listeners())
    try:
        sign_on(session.desk)
        for _ in range(3):
            session.feed.poll()
        session.found += session.feed.inbox.problems
        session.index.catch_up()
        books = read_books(session.index, "maria")
        session.desk.reread(books, session.desk.kept_count)
        log = session.index.log(LogFilter(), 1000)
        found = [str(problem) for problem in (*session.problems, *session.index.problems())]
        return Seen(found, session.desk.state, books, log)
    finally:
        session.close()
        session.index.close()


READ = (
    ("log", "--json"), ("work", "--json"), ("handover", "--shift", "last"), ("records", "verify"),
    ("records", "export"), ("records", "rebuild-index"), ("show", f"20261122-{DESK}-0001"), ("notices",),
    ("procedures", "list"), ("directory", "list"), ("roster",),
)  # fmt: skip


@dataclass
class Said:
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str


def run(home: Home, *words: str) -> Said:
    """Run a command of the command line in this process."""
    from callpilot.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*words, "--home", str(home.data.parent)])
    return Said(status, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def a_copy(kept: Kept) -> Iterator[Home]:
    """The home laid out in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        yield kept.put(Path(folder) / "home")
