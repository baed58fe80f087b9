"""Other programs of the kind, for orientation: installed into a scratch environment, started, typed into."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from benchmarks.figures import Figure, median, share
from benchmarks.keys import Typist
from benchmarks.processes import Unmeasurable
from benchmarks.run import Run
from benchmarks.terminal import Terminal

_INSTALLING = 600  # seconds


class Peer(Struct, frozen=True):
    """A program: its package, its words on the command line, what its first frame holds, what leads to a field.

    `needs`: which versions of others it runs with, where it doesn't say so itself.
    """

    name: str
    words: tuple[str, ...]
    frame: tuple[str, ...]
    keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


PEERS = (
    Peer("posting", (), ("Send", "Collection"), needs=("tree-sitter<0.26",)),  # with a later one it ends by a signal
    Peer("harlequin", ("--no-download-tzdata",), ("Run Query",)),
)


def measure(run: Run) -> Iterator[Figure]:
    """Measure each peer; raises Unmeasurable at the end for those where that can't be done."""
    faults: list[str] = []
    for peer in PEERS:
        try:
            program = _installed(run, peer)
            yield from _measured(run, peer, [str(program), *peer.words])
        except Unmeasurable as fault:
            faults.append(f"{peer.name}: {fault}")
    if faults:
        raise Unmeasurable("; ".join(faults))


def _installed(run: Run, peer: Peer) -> Path:
    folder = run.folder / "peers" / peer.name
    program = folder / "bin" / peer.name
    if program.exists():
        return program
    run.say(f"installing {peer.name}")
    install = ("-m", "pip", "install", "-q", "--retries", "1", "--timeout", "10", peer.name, *peer.needs)
    steps = ([sys.executable, "-m", "venv", str(folder)], [str(folder / "bin/python"), *install])
    for argv in steps:
        try:
            done = subprocess.run(argv, capture_output=True, text=True, timeout=_INSTALLING, check=False)
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise Unmeasurable(f"it can't be installed: {type(fault).__name__}") from None
        if done.returncode:
            raise Unmeasurable(f"it can't be installed: {(done.stderr.strip().splitlines() or ['?'])[-1][:160]}")
    return program


def _measured(run: Run, peer: Peer, argv: Sequence[str]) -> Iterator[Figure]:
    run.say(f"{peer.name}, for orientation")
    home = run.homes.empty(f"home-of-{peer.name}")
    rounds = run.rounds(10)
    spans: list[float] = []
    for _round in range(rounds):
        with Terminal(argv, HOME=str(home), LC_TELEPHONE="C.UTF-8") as terminal:
            spans.append(terminal.until(*peer.frame) - terminal.started)
    yield Figure(
        what=f"{peer.name}: start to first frame", value=1000 * median(spans), unit="ms", bound=float("inf"),
        by="plain", limit="", note=f"for orientation; median of {rounds}",
    )  # fmt: skip
    with Terminal(argv, HOME=str(home), LC_TELEPHONE="C.UTF-8") as terminal:
        terminal.until(*peer.frame)
        terminal.rest(3)  # until what it fetches and greets with is over
        for keys in peer.keys:
            terminal.send(keys)
            terminal.rest(0.3)
        typist = Typist(terminal, 3)
        typist.type(run.rounds(200))
    yield Figure(
        what=f"{peer.name}: key to paint, p50", value=1000 * median(typist.seconds), unit="ms", bound=float("inf"),
        by="plain", limit="", note=f"for orientation; p99 {1000 * share(typist.seconds, 0.99):.1f} ms",
    )  # fmt: skip
