"""Walks through a procedure by itself, until every choice was taken and every end that can be reached was."""

from collections import deque
from collections.abc import Iterator

from callpilot.procedures import running, ways
from callpilot.procedures.model import Choice, Procedure, Step
from callpilot.procedures.run import Destination, Run

AT = "2026-11-23T10:42:17.031Z"
END = "end"

Deed = tuple[str, int]
"""A step's id, and the number of the choice that was taken in it: 0 is a tick."""


class Walk:
    """All ways through one procedure: what they visited, took and came to. `runs` are those that ended."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.taken: set[Deed] = set()
        self.visited: set[str] = set()
        self.ends: set[str] = set()
        self.destinations: list[Destination] = []
        self.runs: list[Run] = []
        self._go()

    def _go(self) -> None:
        """Take every deed that wasn't taken before; a run without anything new before it goes the usual way out."""
        begun = running.start(self.procedure, "walked", AT, 0)
        todo = deque([begun])
        while todo:
            run = todo.popleft()
            fresh = [deed for deed in deeds(run, self.procedure) if deed not in self.taken]
            if not fresh:
                self._out(run)
            for deed in fresh:
                self.taken.add(deed)
                todo.append(self._done(run, deed))

    def _out(self, run: Run) -> None:
        """Tick on to the end: the usual way comes to it in as many steps as there are."""
        for _ in range(len(self.procedure.steps) + 1):
            if run.current is None:
                break
            run = self._done(run, (run.current, 0))
        assert run.current is None
        self.ends.add(END)
        self.runs.append(run)

    def _done(self, run: Run, deed: Deed) -> Run:
        """Tick every item of the current step, then tick it or take a choice."""
        step = self.procedure.step(run.current)
        assert step is not None
        self.visited.add(step.id)
        for number in range(1, len(step.items) + 1):
            if number not in run.items.get(step.id, ()):
                run = running.tick_item(run, self.procedure, step.id, number)
        if not deed[1]:
            return running.tick(run, self.procedure, AT, 0)
        after, destination = running.choose(run, self.procedure, deed[1], AT, 0)
        self.destinations.append(destination)
        if ways.leaves(step.choices[deed[1] - 1]):
            self.ends.add(end_of(step.choices[deed[1] - 1]))
        return after


def deeds(run: Run, procedure: Procedure) -> Iterator[Deed]:
    """What may be done in the current step: a tick, or any of its choices."""
    step = procedure.step(run.current)
    if step is not None:
        yield from ((step.id, number) for number in range(len(step.choices) + 1))


def end_of(choice: Choice) -> str:
    """Which end a choice that leads out comes to: another procedure by its id, a protocol by its word."""
    return choice.go


def ends_in(steps: tuple[Step, ...]) -> set[str]:
    """Every end that the choices of `steps` name, and the procedure's own."""
    return {END} | {end_of(choice) for step in steps for choice in step.choices if ways.leaves(choice)}
