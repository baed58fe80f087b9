"""What a console costs that only stands there: processor time on a call, and memory with many calls on disk."""

import time
from collections.abc import Iterator

from benchmarks.calls import on_call, opened
from benchmarks.figures import Figure
from benchmarks.processes import resident, ticked_seconds
from benchmarks.run import Run
from benchmarks.terminal import KEYS, Terminal, console, yard


def measure_idle(run: Run) -> Iterator[Figure]:
    """Let a console stand on a call, its timers ticking, for a minute."""
    span = 6.0 if run.is_quick else 60.0
    home = run.homes.worked(run.most)
    with Terminal(console(home)) as full, Terminal(yard("empty_app")) as bare:
        bare.until("ready")
        opened(full)
        on_call(full, home)
        full.send(KEYS["f2"])  # the other one is answered too, so that nothing rings
        full.rest(3)
        run.say(f"idle for {span:.0f} s")
        began, before, painted = time.perf_counter(), (ticked_seconds(full.pid), ticked_seconds(bare.pid)), full.written
        while (left := began + span - time.perf_counter()) > 0:
            full.rest(min(1.0, left))
            bare.rest(0)
        spent = time.perf_counter() - began
        ours, theirs = ticked_seconds(full.pid) - before[0], ticked_seconds(bare.pid) - before[1]
        painted = full.written - painted
    yield Figure(
        what="idle on a call", value=100 * ours / spent, unit="% of a core", calls=run.most, by="plain", bound=1.0,
        limit="at most 1 %", yardstick="an empty Textual app, for orientation", yard=100 * theirs / spent,
        note=f"over {spent:.0f} s, two calls, timers ticking; {painted / spent:.0f} bytes a second are painted",
    )  # fmt: skip


def measure_memory(run: Run) -> Iterator[Figure]:
    """Use a console a little, and look at its memory beside an empty app's."""
    for calls in run.sizes:
        run.say(f"memory with {calls:,} calls")
        home = run.homes.worked(calls)
        with Terminal(console(home)) as full, Terminal(yard("empty_app")) as bare:
            bare.until("ready")
            opened(full)
            _use(full)
            on_call(full, home)
            full.send("Please ring about the lease")
            full.rest(2)
            bare.rest(0.5)
            ours, theirs = resident(full.pid), resident(bare.pid)
        yield Figure(
            what="memory", value=ours, unit="MB", calls=calls, by="more", bound=60, yard=theirs,
            limit="at most the empty app + 60 MB", yardstick="an empty Textual app",
            note="resident, after finding, paging through the log and answering a call",
        )  # fmt: skip


def _use(terminal: Terminal) -> None:
    terminal.settled(slice(2, 28), quiet=0.3)
    terminal.send(KEYS["f3"])
    terminal.until("Find")
    terminal.send("castle")
    terminal.settled(slice(4, 27))
    terminal.send(KEYS["f3"])
    terminal.until("Call log –")
    terminal.send(KEYS["down"])
    for key in ("end", "home", *["pagedown"] * 10):
        terminal.send(KEYS[key])
        terminal.settled(slice(2, 27))
    for _layer in range(2):
        terminal.send(KEYS["esc"])
        terminal.rest(0.3)
