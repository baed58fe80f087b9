"""Two procedures followed in one call, deed by deed, with what must have been kept of it written down beside."""

import msgspec
import pytest
from msgspec import Struct
from tests.procedures.any_procedure import IDS

from callpilot.procedures import running
from callpilot.procedures.answers import entry_id, use
from callpilot.procedures.model import Procedure
from callpilot.procedures.run import Run

AT = "2026-11-23T10:42:17.031Z"


class Kept(Struct):
    """What a run must hold: each step's last answer, why it was skipped, its ticked items; the steps left in order."""

    answers: dict[str, str] = {}
    whys: dict[str, str] = {}
    items: dict[str, set[int]] = {}
    trail: list[str] = []
    passed: int = 0


class Call:
    """A call in which one of two procedures is in front, and the other one waits."""

    def __init__(self, first: Procedure, second: Procedure, edited: Procedure) -> None:
        self.files = [first, second]
        self.edited = edited
        self.mono = 1000
        self.runs = [running.start(file, "because", AT, self.mono) for file in self.files]
        self.kept = [Kept(), Kept()]
        self.front = 0

    @property
    def run(self) -> Run:
        """The run in front."""
        return self.runs[self.front]

    @property
    def file(self) -> Procedure:
        """Its procedure, as the file is now."""
        return self.files[self.front]

    def do(self, deed: str, number: int, text: str, passed: int) -> None:
        """Let `passed` ms go by, then do one deed, and write down what it must leave."""
        before, written = self.run, msgspec.json.encode(self.run)
        self.mono += passed
        if before.current is not None:
            self.kept[self.front].passed += passed
        getattr(self, f"_{deed}")(number, text)
        assert msgspec.json.encode(before) == written, "a deed changed the run that it was done on"

    def _put(self, after: Run) -> None:
        before, kept = self.run, self.kept[self.front]
        is_new_visit = after.trail != before.trail
        if is_new_visit and before.current is not None:
            kept.trail.append(before.current)
        self.runs[self.front] = after

    def _tick(self, _number: int, text: str) -> None:
        step, kept = running.current_step(self.run, self.file), self.kept[self.front]
        if step is not None:
            kept.whys.pop(step.id, None)
            if text:
                kept.answers[step.id] = text
        self._put(running.tick(self.run, self.file, AT, self.mono, text))

    def _skip(self, _number: int, text: str) -> None:
        step, kept = running.current_step(self.run, self.file), self.kept[self.front]
        if step is not None and step.required and not text:
            with pytest.raises(ValueError, match=r"\A[^\n]+\Z"):
                running.skip(self.run, self.file, text, AT, self.mono)
            return
        if step is not None:
            kept.whys[step.id] = text
        self._put(running.skip(self.run, self.file, text, AT, self.mono))

    def _back(self, _number: int, _text: str) -> None:
        self._put(running.back(self.run, self.file, self.mono))

    def _choose(self, number: int, _text: str) -> None:
        step, kept = running.current_step(self.run, self.file), self.kept[self.front]
        after, destination = running.choose(self.run, self.file, number, AT, self.mono)
        if step is not None and destination.kind != "stay":
            kept.whys.pop(step.id, None)
            kept.answers[step.id] = step.choices[number - 1].when
            assert after.mark(step.id).choice == number
        self._put(after)

    def _go(self, number: int, _text: str) -> None:
        self._put(running.go(self.run, self.file, IDS[number], self.mono))

    def _item(self, number: int, _text: str) -> None:
        step = running.current_step(self.run, self.file)
        if step is not None and 1 <= number <= len(step.items):
            self.kept[self.front].items.setdefault(step.id, set()).symmetric_difference_update({number})
        self._put(running.tick_item(self.run, self.file, self.run.current or "", number))

    def _use(self, _number: int, _text: str) -> None:
        for entry in self.file.entries:
            identity, answers = entry_id(entry), self.kept[self.front].answers
            answers.pop(identity, None) if identity in answers else answers.update({identity: entry.question})
            self._put(use(self.run, entry, AT))

    def _sign(self, _number: int, _text: str) -> None:
        left = [step for step in self.file.steps if self.run.mark(step.id).outcome == "open"]
        if left:
            with pytest.raises(ValueError, match=r"\A[^\n]+\Z"):
                running.sign_off(self.run, self.file, "Maria", AT)
        else:
            self._put(running.sign_off(self.run, self.file, "Maria", AT))

    def _switch(self, _number: int, _text: str) -> None:
        self._put(running.pause(self.run, self.mono))
        self.front = 1 - self.front
        self._put(running.resume(self.run, self.mono))

    def _hold(self, number: int, _text: str) -> None:
        self._put(running.pause(self.run, self.mono))
        self.mono += number * 1000
        self._put(running.resume(self.run, self.mono))

    def _restart(self, number: int, _text: str) -> None:
        elapsed = self.mono - self.run.entered
        self.runs = [msgspec.json.decode(msgspec.json.encode(run), type=Run) for run in self.runs]
        self.mono = 100 + number
        self._put(running.rebase(self.run, elapsed, self.mono))

    def _edit(self, _number: int, _text: str) -> None:
        self.files[self.front], self.edited = self.edited, self.file
        self._put(running.reconcile(self.run, self.file, self.mono))
