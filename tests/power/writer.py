"""A desk at work in a process of its own: the real journal, the real saving thread, a word for all that is saved."""

import json
import os
import time
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from tests.power.by_hand import home_in, open_desk

from callpilot.console.session import Session
from callpilot.desk import answering, closing, emergencies, escalating, messages, signing, talking, writing
from callpilot.desk.books import read_books
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.sheet import Sheet
from callpilot.plain.clock import SystemClock

WORDS = ("the", "lift", "stands", "still", "between", "two", "floors", "since", "noon", "")


class Writer:
    """Does deed after deed at random, and writes one JSON line for everything that is safe by then."""

    def __init__(self, root: Path, pipe: int, seed: int, rung: int) -> None:
        self._root = root
        self._pipe = pipe
        self._chance = Random(seed)
        self._rung = rung
        self._session: Session = open_desk(root, SystemClock())
        _speak_of_sheets(self._session.desk, self.say)
        self._speak_of_records()

    def say(self, what: str, about: Any) -> None:
        """One line, in one write: who reads it knows that it was said before the cut."""
        os.write(self._pipe, json.dumps([what, about, time.monotonic()]).encode() + b"\n")

    def _speak_of_records(self) -> None:
        journal = self._session.journal
        append = journal.append

        def spoken_of(drafts: Any) -> "Future[Any]":
            future = append(drafts)
            future.add_done_callback(self._said)
            return future

        journal.append = spoken_of  # type: ignore[method-assign]

    def _said(self, future: "Future[Any]") -> None:
        if not future.cancelled() and future.exception() is None:
            for entry in future.result():
                self.say("entry", (entry.kind, entry.id, entry.rev, entry.digest))

    def work(self) -> None:
        """Go on until the power fails."""
        deeds = (self._type, self._type, self._type, self._type, self._ring, self._answer, self._message, self._close,
                 self._escalate, self._emergency, self._look, self._sign)  # fmt: skip
        self.say("opened", 0)
        while True:
            with suppress(DeedRefused):
                self._chance.choice(deeds)()
            time.sleep(self._chance.choice((0, 0.002, 0.01, 0.03)))

    # -- deeds ----------------------------------------------------------------------------------------

    @property
    def _desk(self) -> Desk:
        return self._session.desk

    def _some_call(self) -> str:
        calls = sorted(self._desk.state.calls)
        if not calls:
            return self._answer()
        return self._chance.choice(calls)

    def _type(self) -> None:
        call = self._some_call()
        field = self._chance.choice(("name", "message", "notes", "for"))
        text = self._desk.state.calls[call].values.get(field, "")[:200]
        for letter in self._chance.choice(WORDS) + " ":
            text += letter
            writing.type_in(self._desk, call, field, text, len(text))
            time.sleep(self._chance.choice((0, 0.001, 0.005, 0.02)))

    def _ring(self) -> None:
        self._rung += 1
        number = f"+442079{self._rung:06}"
        for event in ("ringing", "ended") if self._chance.random() < 0.4 else ("ringing",):
            drop(home_in(self._root), RingEvent(event=event, call_id=f"c{self._rung}", number=number, line="law"))  # type: ignore[arg-type]
            self.say("ring", number)
        self._look()

    def _answer(self) -> str:
        if not self._desk.state.rings:
            self._ring()
        if len(self._desk.state.calls) > 4:
            self._close()
        return answering.answer(self._desk)

    def _look(self) -> None:
        for _turn in range(21):
            self._session.feed.poll()

    def _message(self) -> None:
        call = self._some_call()
        writing.put(self._desk, call, **{"for": "Dr Osei", "message": f"Ring back at {time.monotonic()}"})
        messages.take_message(self._desk, call)

    def _escalate(self) -> None:
        call = self._some_call()
        writing.put(self._desk, call, **{"esc.severity": "high", "esc.to": "duty", "esc.reason": "shut in"})
        escalating.save_escalation(self._desk, call)

    def _emergency(self) -> None:
        if self._desk.state.incidents:
            emergencies.give_outcome(self._desk, next(iter(self._desk.state.incidents)), "false alarm")
        elif self._chance.random() < 0.5:
            emergencies.declare(self._desk)

    def _close(self) -> None:
        call = self._some_call()
        talking.caller_gone(self._desk, call)
        for item in closing.missing(self._desk, self._desk.state.calls[call]):
            closing.skip_missing(self._desk, call, item, "not given")
        closing.close(self._desk, call)

    def _sign(self) -> None:
        if self._chance.random() < 0.8:
            return
        while self._desk.state.calls:
            self._close()
        self._session.index.catch_up()
        self._desk.reread(read_books(self._session.index), self._desk.kept_count)
        signing.sign_off(self._desk)
        signing.sign_on(self._desk, name="late")


def _speak_of_sheets(desk: Desk, say: Any) -> None:
    """Say when a line of a sheet is written, and when all of them are on the disk."""
    real_write, real_sync = Sheet.write, Sheet.sync

    def write(sheet: Sheet, change: Any) -> None:
        real_write(sheet, change)
        say("typed", (sheet.identity, sheet._number))

    def sync(sheet: Sheet) -> float | None:
        again = real_sync(sheet)
        if not sheet.is_discarded:
            with sheet._lock:
                safe = sheet._safe, sheet._number - len(sheet._lines)
            say("sheet", (sheet.identity, safe[0], safe[1]))
        return again

    Sheet.write, Sheet.sync = write, sync  # type: ignore[method-assign]


def run(root: Path, pipe: int, seed: int, rung: int) -> None:
    """Open the desk and work; the process ends when the power does."""
    Writer(root, pipe, seed, rung).work()
