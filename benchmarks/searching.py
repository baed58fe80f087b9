"""Find as you type: from each query's last key to its results on the screen."""

import random
from collections.abc import Iterator

from benchmarks import words
from benchmarks.calls import opened
from benchmarks.figures import Figure, median, share
from benchmarks.run import Run
from benchmarks.terminal import KEYS, Terminal, console

_ROWS = slice(5, 27)  # of the screen, where what is found stands
_GAP = 0.03  # seconds between two keys of one query


def queries(count: int, seed: int = 1) -> list[str]:
    """Return queries as they are typed: beginnings of names, common and rare words, numbers and their parts."""
    chance = random.Random(seed)
    kinds = (
        lambda: chance.choice(words.LAST)[: chance.randint(2, 5)].lower(),
        lambda: f"{chance.choice(words.FIRST)} {chance.choice(words.LAST)}".lower(),
        lambda: chance.choice(("the", "rang", "about", "order", "will", "tomorrow", "door", "calls", "asks for")),
        lambda: chance.choice(words.RARE),
        lambda: f"{chance.randint(0, 9999):04}",
        lambda: f"7946 0{chance.randint(0, 999):03}",
        lambda: f"020 7946 {chance.randint(0, 999):04}",
        lambda: chance.choice(words.COMPANIES).lower(),
        lambda: f"{chance.choice(words.LAST).lower()} {chance.choice(('invoice', 'parcel', 'keys', 'boiler'))}",
        lambda: chance.choice(("zzzz", "nobody of this name", "qwertz")),
    )
    return [kinds[place % len(kinds)]() for place in range(count)]


def measure(run: Run) -> Iterator[Figure]:
    """Type the same queries over more and more calls."""
    for calls in run.sizes:
        asked = queries(run.rounds(200 if calls == run.most else 60))
        run.say(f"{len(asked)} queries over {calls:,} calls")
        found = _ask(run, calls, asked)
        slowest = sorted(zip(found, asked, strict=True), reverse=True)[:3]
        named = ", ".join(f"“{text}” {1000 * spent:.0f} ms" for spent, text in slowest)
        yield Figure(
            what="find as you type, p99", value=1000 * share(found, 0.99), unit="ms", calls=calls, by="plain",
            bound=50, limit="at most 50 ms",
            note=f"last key to results on the screen, {len(asked)} queries; p50 {1000 * median(found):.0f} ms;"
            f" the slowest: {named}",
        )  # fmt: skip


def _ask(run: Run, calls: int, asked: list[str]) -> list[float]:
    found: list[float] = []
    with Terminal(console(run.homes.worked(calls))) as terminal:
        opened(terminal)
        terminal.settled(slice(2, 28), quiet=0.3)
        terminal.send(KEYS["f3"])
        terminal.settled(slice(2, 28), quiet=0.3)
        for text in asked:
            found.append(_type(terminal, text))
            terminal.send(KEYS["backspace"] * len(text))
            terminal.settled(_ROWS)
    return found


def _type(terminal: Terminal, text: str) -> float:
    for letter in text[:-1]:
        terminal.send(letter)
        terminal.rest(_GAP)
    sent = terminal.send(text[-1])
    return max(0.0, terminal.settled(_ROWS) - sent)
