"""Key to paint: a letter written to the terminal until its echo is read, and how many bytes are painted for it."""

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.calls import keep_ringing, on_call, opened
from benchmarks.figures import Figure, median, share
from benchmarks.processes import Unmeasurable
from benchmarks.run import Run
from benchmarks.terminal import Terminal, console, yard

_LETTERS = "qxzjvkwy"  # none of them is painted by a clock
_LENGTH = 8  # letters of a word
_GAP = 0.012, 0.03  # seconds from an echo to the next key: a very quick hand, at no beat of its own
_ROUND = 40  # keys in one console before it is the other one's turn


class Typist:
    """Types words that stand on no screen yet, and notes for each letter how long its echo took, and its bytes."""

    def __init__(self, terminal: Terminal, seed: int) -> None:
        self.terminal = terminal
        self.seconds: list[float] = []
        self.bytes: list[int] = []
        self._chance = random.Random(seed)
        self._word = ""

    def type(self, keys: int) -> None:
        """Press so many letters, each once the one before is painted and a moment has gone by."""
        for _key in range(keys):
            if len(self._word) == _LENGTH:
                self._word = ""
                self.terminal.send(" ")
                self.terminal.rest(0.05)
            self._press()

    def _press(self) -> None:
        self._word += self._chance.choice(_LETTERS)
        before = self.terminal.written
        sent = self.terminal.send(self._word[-1])
        shown = self.terminal.until_so(lambda: self.terminal.has_word(self._word), f"the echo of {self._word!r}")
        self.seconds.append(shown - sent)
        self.terminal.rest(self._chance.uniform(*_GAP))
        self.bytes.append(self.terminal.written - before)


def measure(run: Run) -> Iterator[Figure]:
    """Type beside one Input, in consoles with more and more calls in their log."""
    for calls in run.sizes:
        keys = run.rounds(1000 if calls == run.most else 240)
        home = run.homes.worked(calls)
        with Terminal(yard("one_input")) as bare, Terminal(console(home)) as full:
            bare.until("ready")
            opened(full)
            on_call(full, home)
            one, ours = Typist(bare, 1), Typist(full, 2)
            _in_turn(run, home, one, ours, keys)
        yield from _figures(calls, one, ours)


def _in_turn(run: Run, home: Path, one: Typist, ours: Typist, keys: int) -> None:
    run.say(f"{keys} keys beside one Input")
    for typist in (one, ours):  # what is loaded at the first key is no key's matter
        typist.type(3)
        typist.seconds.clear()
        typist.bytes.clear()
    for _round in range(max(1, keys // _ROUND)):
        keep_ringing(ours.terminal, home)
        for typist in (one, ours):
            typist.type(_ROUND)
    if len(ours.seconds) < keys // 2:
        raise Unmeasurable("too few keys were echoed")


def _figures(calls: int, one: Typist, ours: Typist) -> Iterator[Figure]:
    where = f"{len(ours.seconds)} keys in Message; another call rings, clocks run"
    for part, name in ((0.5, "p50"), (0.99, "p99")):
        yield Figure(
            what=f"key to paint, {name}", value=1000 * share(ours.seconds, part), unit="ms", calls=calls, bound=1.5,
            limit="at most 1.5 × one Input", yardstick="one Input in an empty Textual app",
            yard=1000 * share(one.seconds, part), note=where,
        )  # fmt: skip
    yield Figure(
        what="bytes painted per key", value=median(ours.bytes), unit="bytes", calls=calls, bound=1.5,
        limit="at most 1.5 × one Input", yardstick="one Input in an empty Textual app", yard=median(one.bytes),
        note=f"median; the mean with the clocks of the time between keys: {sum(ours.bytes) / len(ours.bytes):.0f}",
    )  # fmt: skip
