"""Write a home with many calls: several desks, years, accounts, messages, escalations and amendments.

    python -m benchmarks.make_home FOLDER --calls 1000000

What is said and done follows from the seed alone; only the salts of the entries are new every time. The records and
their lines are made by the product's own code, and `records verify` holds for what comes out.
"""

import argparse
import os
import random
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from benchmarks.words import ACCOUNTS, COMPANIES, FIRST, LAST, MATTERS, OPERATORS, OUTCOMES, RARE, REASONS, WHOM
from callpilot.journal.chain import Tip, salted, seal
from callpilot.journal.codec import encode
from callpilot.journal.day_files import day_path
from callpilot.plain.times import stamp
from callpilot.records.ids import call_id, child_id
from callpilot.records.kinds import KIND_OF, Call, Delivery, Escalation, FollowUp, Message, Record, Shift
from callpilot.records.parts import ProcedureRecord, StepRecord

DESKS = ("desk-1", "desk-2", "desk-3", "night")
YEARS = 3
LAST_DAY = date(2026, 11, 22)
"""The last day with calls, whenever the home is made: the same seed makes the same home."""

_CALLS_A_DAY = 240  # of one desk, where there are enough calls for it
_STEPS = ("greet", "listen", "verify", "resolve", "close")
_SHA = "0" * 64
_SAID = ("Asks for", "Rang about", "Wants to know about", "Is worried about", "Has a question about")
_OPEN_DAYS = 3  # what is older than this has been dealt with


def main() -> None:
    """Make the home that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write a home with many calls.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    entries = make_home(args.folder, args.calls, args.seed)
    sys.stdout.write(f"{args.folder}: {args.calls} calls, {entries} entries\n")


def make_home(home: Path, calls: int, seed: int = 1) -> int:
    """Write `calls` calls into the new home `home`; return how many entries there are with all else."""
    shutil.rmtree(home, ignore_errors=True)
    (home / "data").mkdir(parents=True, mode=0o700)
    home.chmod(0o700)
    shares = [calls // len(DESKS) + (place < calls % len(DESKS)) for place in range(len(DESKS))]
    tasks = [(home / "data", desk, share, seed) for desk, share in zip(DESKS, shares, strict=True) if share]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return sum(pool.map(_desk_of, tasks))


def _desk_of(task: tuple[Path, str, int, int]) -> int:
    data, desk, calls, seed = task
    made = 0
    tip = Tip()
    for day, share in _days(calls):
        # A day of its own seed: a home of more calls has the same newest days.
        shift = _Day(desk, day, random.Random(f"{seed} {desk} {day}"))
        lines: list[bytes] = []
        for at, why, rev, record in shift.records(share):
            _entry, line = seal(
                tip, at=at, desk=desk, by=shift.operator, kind=KIND_OF[type(record)], id=record.id, rev=rev,
                why=why, data=salted(encode(record)),
            )  # fmt: skip
            tip = Tip(_entry.seq, _entry.hash)
            lines.append(line)
        _write(day_path(data, day.isoformat(), desk), lines)
        made += len(lines)
    return made


def _days(calls: int) -> list[tuple[date, int]]:
    """Spread `calls` over the days before the last one, the oldest first."""
    count = min(YEARS * 365, max(1, calls // _CALLS_A_DAY))
    return [
        (LAST_DAY - timedelta(days=count - 1 - place), calls // count + (place < calls % count))
        for place in range(count)
    ]


def _write(path: Path, lines: list[bytes]) -> None:
    for folder in reversed(path.parents[:3]):
        folder.mkdir(exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.writelines(lines)


_Kind = TypeVar("_Kind", bound=Record)

Made = tuple[str, str | None, int, Record]
"""One entry to be: when, why, which revision, and the record."""


class _Day:
    """One desk's day: a shift, its calls, and what came of them."""

    def __init__(self, desk: str, day: date, chance: random.Random) -> None:
        self._desk = desk
        self._day = day
        self._chance = chance
        self._is_old = day < LAST_DAY - timedelta(days=_OPEN_DAYS)
        self._shift = call_id(day, desk, 0).replace("-0000", "-s1")
        self.operator = chance.choice(OPERATORS)

    def records(self, calls: int) -> Iterator[Made]:
        """Yield all that is written on this day, in order."""
        began = datetime.combine(self._day, time(6, 0), UTC)
        shift = Shift(
            id=self._shift, operator=self.operator, desk=self._desk, name="Day", hours="06:00-22:00",
            started_at=stamp(began),
        )  # fmt: skip
        yield shift.started_at, None, 1, shift
        step = timedelta(hours=15) / max(1, calls)
        for number in range(1, calls + 1):
            yield from self._call(number, began + number * step)
        ended = began + timedelta(hours=16)
        if self._day != LAST_DAY:
            closed = Shift(
                id=self._shift, operator=self.operator, desk=self._desk, name="Day", hours="06:00-22:00",
                started_at=shift.started_at, ended_at=stamp(ended),
            )  # fmt: skip
            yield stamp(ended), "sign-off", 2, closed

    def _call(self, number: int, rang: datetime) -> Iterator[Made]:
        chance = self._chance
        identity = call_id(self._day, self._desk, number)
        wait, talk, wrap = chance.randint(2, 25), chance.randint(20, 400), chance.randint(3, 60)
        answered = rang + timedelta(seconds=wait)
        closed = answered + timedelta(seconds=talk + wrap)
        account, line = chance.choice(ACCOUNTS)
        subject = f"{chance.choice(_SAID)} {chance.choice(MATTERS)}"
        if chance.random() < 0.001:
            subject += f" {chance.choice(RARE)}"
        outcome = chance.choices([name for name, _ in OUTCOMES], [share for _, share in OUTCOMES])[0]
        caller = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        callback = f"+44 20 7946 {chance.randint(0, 999):04}" if chance.random() < 0.6 else self._number()
        call = Call(
            id=identity, direction="outbound" if chance.random() < 0.1 else "inbound", line=line, account=account,
            number=callback, name=caller, company=chance.choice(COMPANIES) if chance.random() < 0.4 else "",
            callback=callback, type=chance.choice(("message", "information", "support", "request", "complaint")),
            subject=subject, notes=f"{subject}. {chance.choice(REASONS)}", disposition=outcome,
            operator=self.operator, desk=self._desk, shift=self._shift, ringing_at=stamp(rang),
            answered_at=stamp(answered), ended_at=stamp(answered + timedelta(seconds=talk)), closed_at=stamp(closed),
            wait_s=wait, talk_s=talk, wrap_s=wrap, fields={"for": chance.choice(WHOM)},
            procedures=(self._procedure(answered, talk),),
            messages=(child_id(identity, "m", 1),) if outcome == "message taken" else (),
            escalations=(child_id(identity, "e", 1),) if outcome == "escalated" else (),
            follow_ups=(child_id(identity, "f", 1),) if outcome == "callback promised" else (),
        )  # fmt: skip
        yield from self._matter(call, closed)
        yield stamp(closed), None, 1, call
        if chance.random() < 0.01:
            yield stamp(closed + timedelta(seconds=30)), "name heard wrongly", 2, _amended(call)

    def _number(self) -> str:
        # Numbers kept for fiction (Ofcom), so that nobody is ever rung.
        area = self._chance.choice(("+44 161 496", "+44 113 496", "+44 7700 900"))
        return f"{area} {self._chance.randint(0, 999):04}"

    def _procedure(self, answered: datetime, talk: int) -> ProcedureRecord:
        share = talk / len(_STEPS)
        steps = tuple(
            StepRecord(id=name, outcome="done", at=stamp(answered + timedelta(seconds=share * place)), seconds=share)
            for place, name in enumerate(_STEPS)
        )
        return ProcedureRecord(
            id="call-handling", version="1.2", sha256=_SHA, steps=steps, started_at=stamp(answered), way=_STEPS,
            trail=_STEPS,
        )  # fmt: skip

    def _matter(self, call: Call, at: datetime) -> Iterator[Made]:
        """What came of a call, as it was left and as it ended."""
        opened = stamp(at)
        done = stamp(at + timedelta(seconds=20))
        if call.messages:
            message = Message(
                id=call.messages[0], call=call.id, for_=call.fields["for"], from_=call.name, callback=call.callback,
                text=call.notes, taken_at=opened, account=call.account, owner=self.operator, shift=self._shift,
            )  # fmt: skip
            yield opened, None, 1, message
            if self._is_ended():
                told = Delivery(of=message.id, to=message.for_, how="mobile", at=done, by=self.operator, outcome="told")
                yield done, "delivered", 2, _with(message, state="delivered", deliveries=(told,), closed_at=done)
        elif call.escalations:
            escalation = Escalation(
                id=call.escalations[0], call=call.id, account=call.account, severity="high", to=call.fields["for"],
                reason=call.subject, name=call.name, callback=call.callback, owner=call.fields["for"],
                opened_at=opened, due_at=stamp(at + timedelta(hours=1)), shift=self._shift,
            )  # fmt: skip
            yield opened, None, 1, escalation
            if self._is_ended():
                yield done, "resolved", 2, _with(escalation, state="resolved", resolved_at=done, outcome="settled")
        elif call.follow_ups:
            promised = FollowUp(
                id=call.follow_ups[0], call=call.id, account=call.account, what=f"Ring {call.name} back",
                name=call.name, callback=call.callback, owner=self.operator, operator=self.operator,
                shift=self._shift, opened_at=opened, due_at=stamp(at + timedelta(hours=4)),
            )  # fmt: skip
            yield opened, None, 1, promised
            if self._is_ended():
                yield done, "done", 2, _with(promised, state="done", closed_at=done, outcome="rung back")

    def _is_ended(self) -> bool:
        return self._is_old or self._chance.random() < 0.9


def _amended(call: Call) -> Call:
    return _with(call, name=call.name.upper())


def _with(record: _Kind, **changes: object) -> _Kind:
    return replace(record, **changes)


if __name__ == "__main__":
    main()
