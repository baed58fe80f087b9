"""F9 from typing, from a dialog and from a list: from the key to the emergency protocol's first complete frame."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.calls import on_call, opened
from benchmarks.figures import Figure, median, share
from benchmarks.run import Run
from benchmarks.terminal import KEYS, Terminal, console

_FRAME = (
    "▲ EMERGENCY",
    "Emergency response",
    "Tell me exactly where you are",
    "TELL 0/",
    "TIMELINE",
    "a note for the timeline",
)
_PLACES = ("typing", "a dialog", "a list")
_EVERY = 9  # times in one console


def measure(run: Run) -> Iterator[Figure]:
    """Press F9 again and again, in turn from each place; the first one of each console is told apart."""
    home = run.homes.worked(run.most)
    found: dict[str, list[float]] = {place: [] for place in _PLACES}
    first: list[float] = []
    for turn in range(max(1, run.rounds(12) if not run.is_quick else 1)):
        run.say(f"F9, console {turn + 1}")
        _one_console(home, turn, found, first)
    for place, spans in found.items():
        yield Figure(
            what=f"F9 from {place}, p99", value=1000 * share(spans, 0.99), unit="ms", calls=run.most, bound=100,
            by="plain", limit="at most 100 ms",
            note=f"of {len(spans)}; p50 {1000 * median(spans):.0f} ms; the first one in a console is among them"
            f" (median {1000 * median(first):.0f} ms)",
        )  # fmt: skip


def _one_console(home: Path, turn: int, found: dict[str, list[float]], first: list[float]) -> None:
    with Terminal(console(home)) as terminal:
        opened(terminal)
        terminal.rest(0.5)
        if "on call since" not in terminal.text:  # else the call goes on that was begun in the console before
            on_call(terminal, home)
        for number in range(_EVERY):
            place = _PLACES[(turn + number) % len(_PLACES)]
            _go_to(terminal, place)
            sent = terminal.send(KEYS["f9"])
            spent = terminal.until(*_FRAME) - sent
            found[place].append(spent)
            if number == 0:
                first.append(spent)
            _end(terminal)


def _go_to(terminal: Terminal, place: str) -> None:
    if place == "typing":
        terminal.send("hello")
    elif place == "a dialog":
        terminal.send(KEYS["f7"])
        terminal.until("Escalate 0")
    else:
        terminal.send(KEYS["f3"])
        terminal.until("Find")
        terminal.rest(0.2)
        terminal.send(KEYS["f3"])
        terminal.until("Call log –")
        terminal.send(KEYS["down"])
        terminal.send(KEYS["down"])
    terminal.rest(0.3)


def _end(terminal: Terminal) -> None:
    """Say how the emergency ended, and go back to the call."""
    terminal.send(KEYS["f8"])
    terminal.until("How did")
    terminal.rest(0.1)
    terminal.send("4")
    terminal.until_so(lambda: "▲ EMERGENCY" not in terminal.text, "the emergency's end")
    for _layer in range(3):
        terminal.rest(0.2)
        if not any(word in terminal.text for word in ("Escalate 0", "Call log –", "─ Find ─")):
            return
        terminal.send(KEYS["esc"])
