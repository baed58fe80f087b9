"""The soak: `python -m tests.soak.long_shift --calls 2000` works a long shift in the real program and judges it.

It prints what it measured and what each figure may be, and exits with 1 when one is beyond. It ends by itself: after
the calls, or with a failure when they take longer than `--minutes`.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.terminal import command, environment
from tests.soak.console import Console
from tests.soak.counters import Sample, cpu, open_files, quantile
from tests.soak.shift import OUTAGE_EVERY, ROUND, Shift, handovers

SETTLED = 200
"""Calls after which nothing may grow any more."""

FLAT, SLOWER, WORK = 1.10, 1.30, 1.30
"""How many times the first figure the last may be: memory, a key's echo (p50), processor time of a call."""

WAL = 16 << 20
"""Bytes that the index's log of writes may have."""


@dataclass
class Measured:
    """What a soak found: a look every so often, and each call's processor time."""

    samples: list[tuple[int, Sample, dict]] = field(default_factory=list)
    spent: list[tuple[int, float]] = field(default_factory=list)
    echoes: list[tuple[int, list[float]]] = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    first: str
    last: str
    bound: str
    is_right: bool


def soak(folder, *, calls, every, minutes, items=ROUND, say=print, **env):
    """Work a shift of so many calls in `folder`; return what was measured and the figures of its end."""
    answer = folder / "held.json"
    shift = Shift(folder / "home", argv=watched(folder / "home"), CALLPILOT_SOAK=str(answer), **env)
    measured = Measured(echoes=shift.echoes)
    end = time.monotonic() + minutes * 60
    try:
        _work(shift, measured, calls, every, end, answer, items, say)
        left = _left_open(shift)
        status = shift.sign_off()
    finally:
        shift.console.close()
    worked = Figure("calls worked", str(calls), str(shift.calls), "all", shift.calls >= calls)
    figures = [
        worked,
        *judged(measured, shift.calls),
        *left,
        Figure("console ended with", "", str(status), "0", status == 0),
    ]
    return measured, [*figures, *_afterwards(folder / "home", shift, **env)]


def watched(home, operator="Maria K."):
    """The command line of the program that says at a signal what it holds."""
    script = str(Path(__file__).with_name("watched.py"))
    return [sys.executable, script, *command(home, "--operator", operator, "--desk", "desk-3")[3:]]


def _work(shift, measured, calls, every, end, answer, items, say):
    turn = due = 0
    while shift.calls < calls and time.monotonic() < end:
        for what in items:
            before = cpu(shift.console.pid)
            shift.do(what)
            measured.spent.append((shift.calls, cpu(shift.console.pid) - before))
        if turn % OUTAGE_EVERY == 0:
            shift.outage()
        turn += 1
        if shift.calls >= due or shift.calls >= calls or time.monotonic() > end:
            due = shift.calls + every
            look = shift.sample(answer)
            measured.samples.append((shift.calls, *look))
            say(_line(shift.calls, *look), flush=True)
            if calls > SETTLED < shift.calls:
                say("       " + ", ".join(f"{name} +{count}" for name, count in grown(measured, calls)[:8]), flush=True)


def _line(calls, seen, held):
    return (
        f"{calls:5} calls  {seen.pss:7} KiB  {seen.descriptors:3} files  {seen.threads:2} threads  "
        f"{held['tasks']:3} tasks  {held['objects']:7} objects"
    )


def judged(measured, calls):
    """The figures of what may not grow, first beside last; the first after `SETTLED` calls, or at half of them."""
    settled = min(SETTLED, max(1, calls // 2))
    (_at, first, held), (_end, last, held_last) = _first_after(measured.samples, settled), measured.samples[-1]
    figures = [
        _ratio("memory (PSS), KiB", first.pss, last.pss, FLAT),
        _ratio("objects", held["objects"], held_last["objects"], FLAT),
        _same("open files", first.descriptors, last.descriptors),
        _same("threads", first.threads, last.threads),
        _same("tasks", held["tasks"], held_last["tasks"]),
    ]
    early, late = (_echo(measured, settled // 10, settled), _echo(measured, calls - settled, calls * 2))
    for part, name, bound in ((0.5, "p50", SLOWER), (0.99, "p99", None)):
        figures.append(_ratio(f"a key's echo, {name}, ms", quantile(early, part) * 1000, quantile(late, part) * 1000,
                              bound))  # fmt: skip
    spent = [_spent(measured, settled // 10, settled), _spent(measured, calls - settled, calls * 2)]
    return [*figures, _ratio("processor time of a call, ms", *spent, WORK)]


def _first_after(samples, calls):
    return next((one for one in samples if one[0] >= calls), samples[0])


def _echo(measured, since, until):
    every = [(call, span) for call, spans in measured.echoes for span in spans]
    return [span for call, span in every if since <= call <= until] or [span for _call, span in every]


def _spent(measured, since, until):
    found = [one for one in measured.spent if since <= one[0] <= until] or measured.spent
    return 1000 * sum(seconds for _call, seconds in found) / max(1, found[-1][0] - found[0][0])


def _ratio(name, first, last, bound):
    ratio = last / first
    words = f"{first:.1f}", f"{last:.1f} ({ratio:.2f} ×)"
    return Figure(name, *words, f"≤ {bound:.2f} ×" if bound else "reported", bound is None or ratio <= bound)


def _same(name, first, last):
    return Figure(name, str(first), str(last), "no more than before", last <= first)


def _left_open(shift):
    """What the console holds open as its shift ends: no file of a call that is closed."""
    names = open_files(shift.console.pid)
    sheets = [name for name in names if "/open/" in name and "pad-" not in name]
    wal = [path.stat().st_size for path in shift.home.cache.glob("*-wal")]
    sheets_left = [path.name for path in shift.home.data.glob("open/*.jsonl") if not path.name.startswith("pad-")]
    return [
        Figure("sheets of closed calls held open", "", str(len(sheets)), "0", not sheets),
        Figure("sheets of closed calls on the disk", "", str(len(sheets_left)), "0", not sheets_left),
        Figure("index's log of writes, KiB", "", str(max(wal, default=0) >> 10), f"≤ {WAL >> 10}",
               max(wal, default=0) <= WAL),
        Figure("rings left in the inbox", "", str(len(list(shift.home.inbox.glob("*.json")))), "0",
               not list(shift.home.inbox.glob("*.json"))),
    ]  # fmt: skip


def _afterwards(home, shift, **env):
    """The next operator accepts the handover, the journal verifies, every call is in the log."""
    accepted = accept(home, **env)
    verified = run(home, "records", "verify", **env)
    logged = run(home, "log", "--json", "--limit", str(shift.calls + 100), **env)
    ids = Counter(json.loads(line)["id"] for line in logged.stdout.splitlines())
    files = sum(1 for path in shift.home.data.rglob("*") if path.is_file())
    errors = (shift.home.data / "errors.log").exists()
    return [
        Figure("handover accepted by the next shift", "", "yes" if accepted else "no", "yes", accepted),
        Figure("the journal verifies", "", "yes" if verified.returncode == 0 else verified.stdout[-200:], "yes",
               verified.returncode == 0),
        Figure("calls in the log, each once", str(shift.calls), str(len(ids)), "all",
               len(ids) == shift.calls and max(ids.values()) == 1),
        Figure("files under data", "", str(files), "≤ 40", files <= 40),
        Figure("unexpected faults noted", "", "some" if errors else "none", "none", not errors),
    ]  # fmt: skip


def accept(home, **env):
    """The next shift signs on and accepts what it was handed."""
    from callpilot.site.home import find_home

    console = Console(home, operator="Bo L.", **env)
    try:
        console.until("Nothing is open in it").look_away().send("Quiet", "enter").until("is ready for calls")
    finally:
        console.close()
    return all(one.get("accepted_by") == "Bo L." for one in handovers(find_home(str(home), {})).values())


def run(home, *words, **env):
    """Run a command of the program on the same home."""
    return subprocess.run(
        command(home, *words), capture_output=True, text=True, encoding="utf-8", env=environment(**env), timeout=300,
        check=False,
    )  # fmt: skip


def table(figures):
    """The figures as a table, each with its judgement."""
    rows = [("figure", "first", "last", "may be", ""), *((f.name, f.first, f.last, f.bound, "ok" if f.is_right else
            "FAILED") for f in figures)]  # fmt: skip
    widths = [max(len(row[n]) for row in rows) for n in range(5)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
                     for row in rows)  # fmt: skip


def grown(measured, calls):
    """Which kinds of objects grew most since things had settled: where to look when memory did."""
    first = dict(_first_after(measured.samples, min(SETTLED, calls // 2))[2]["kinds"])
    last = dict(measured.samples[-1][2]["kinds"])
    more = Counter({name: count - first.get(name, 0) for name, count in last.items()})
    return [(name, count) for name, count in more.most_common(15) if count > 0]


def main(words=None):
    """Run the soak; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.long_shift", description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--every", type=int, default=100, help="calls from one look at the process to the next")
    parser.add_argument("--minutes", type=float, default=180, help="it fails when the calls take longer")
    parser.add_argument("--keep", action="store_true", help="leave the home where it is, and say where")
    asked = parser.parse_args(words)
    folder = Path(tempfile.mkdtemp(prefix="callpilot-soak-"))
    began = time.monotonic()
    try:
        measured, figures = soak(folder, calls=asked.calls, every=asked.every, minutes=asked.minutes)
        print(f"\n{measured.samples[-1][0]} calls in {(time.monotonic() - began) / 60:.1f} minutes\n")
        print(table(figures))
        print(
            "\ngrew most:", ", ".join(f"{name} +{count}" for name, count in grown(measured, asked.calls)) or "nothing"
        )
        return 0 if all(one.is_right for one in figures) else 1
    finally:
        if asked.keep:
            print("kept in", folder)
        else:
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
