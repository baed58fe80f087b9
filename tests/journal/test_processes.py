"""Several processes at one desk's journal, and the lock that names who holds the desk."""

import json
import multiprocessing
import os
import signal
import sys
from pathlib import Path

import pytest

from callpilot.journal.lock import DeskLock
from callpilot.journal.reading import entries
from callpilot.journal.recovery import recover
from callpilot.journal.verifying import verify
from callpilot.plain.file_lock import file_lock

SPAWN = multiprocessing.get_context("spawn")


def append_many(data: Path, who: str, count: int, at_once: bool) -> None:
    from callpilot.journal.store import Draft, Journal

    journal = Journal(data, "desk-3")
    for number in range(count):
        draft = Draft("notice", f"20261123-desk-3-{who}{number}", who, {"text": "x" * 3000})
        if at_once:
            journal.append_now([draft])
        else:
            journal.append([draft])
    if not journal.close():
        raise SystemExit(1)


def type_without_end(data: Path, acknowledged: "multiprocessing.connection.Connection") -> None:
    from callpilot.journal.store import Draft, Journal
    from callpilot.records.changes import Typed

    journal = Journal(data, "desk-3")
    sheet = journal.sheet("20261123-desk-3-0007")
    for number in range(1_000_000):
        sheet.write(Typed(at="x", mono=number, field="name", text="a"))
        if number % 50 == 0:
            journal.append([Draft("notice", f"20261123-desk-3-n{number}", "a", {})]).result(10)
        acknowledged.send(number)


def hold_desk(data: Path, ready: "multiprocessing.synchronize.Event") -> None:
    lock = DeskLock(data, "desk-3")
    assert lock.take("maria", "2026-11-23T07:00:00.000Z") is None
    ready.set()
    signal.pause()


def test_a_console_and_commands_append_to_one_chain_without_losing_or_mixing_a_line(data: Path):
    writers = [SPAWN.Process(target=append_many, args=(data, who, 60, who != "a")) for who in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert verify(data).problems == []
    found = list(entries(data))
    assert [entry.seq for entry in found] == list(range(1, 181))
    assert sorted(entry.by for entry in found) == ["a"] * 60 + ["b"] * 60 + ["c"] * 60


def test_the_second_console_is_told_who_holds_the_desk(data: Path):
    first, second, other = DeskLock(data, "desk-3"), DeskLock(data, "desk-3"), DeskLock(data, "desk-4")
    assert first.take("maria", "2026-11-23T07:00:00.000Z") is None
    holder = second.take("ana")
    assert holder is not None
    assert (holder.operator, holder.pid, holder.since) == ("maria", os.getpid(), "2026-11-23T07:00:00.000Z")
    assert other.take("ana") is None
    first.release()
    assert second.take("ana") is None
    assert second.holder().operator == "ana"
    second.release()
    other.release()
    assert sorted(path.name for path in (data / "locks").glob("*.lock")) == [
        "desk-3.console.lock", "desk-4.console.lock",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
def test_a_desk_held_by_a_killed_console_is_free_again(data: Path):
    ready = SPAWN.Event()
    holder = SPAWN.Process(target=hold_desk, args=(data, ready))
    holder.start()
    assert ready.wait(30)
    lock = DeskLock(data, "desk-3")
    assert str(lock.take("ana")) == f"maria (process {holder.pid}) since 2026-11-23T07:00:00.000Z"
    holder.kill()
    holder.join(30)
    assert lock.take("ana") is None
    lock.release()


def test_a_file_system_without_locks_is_said_and_worked_on(data: Path, monkeypatch, journal, call):
    import errno

    def unsupported(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(type(file_lock(data)), "acquire", unsupported)
    lock = DeskLock(data, "desk-3")
    assert lock.take("maria") is None
    assert "without locks" in lock.unsupported
    assert journal.append([call(1)]).result(5)[0].seq == 1


def test_an_append_waits_in_memory_while_another_program_holds_the_chain(data: Path, journal, call, told, until):
    from callpilot.journal.disk import Disk
    from callpilot.journal.lock import AppendLock

    with AppendLock(data, "desk-3", Disk(), 1):
        future = journal.append([call(1)])
        until(lambda: bool(told.troubles))
        assert "another program is writing" in told.troubles[0]
        assert not future.done()
    assert future.result(5)[0].seq == 1
    until(lambda: told.troubles[-1] is None)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
def test_after_kill_9_every_change_and_record_that_was_acknowledged_is_there(data: Path):
    mine, theirs = SPAWN.Pipe(duplex=False)
    writer = SPAWN.Process(target=type_without_end, args=(data, theirs))
    writer.start()
    while (last := mine.recv()) < 500:
        pass
    writer.kill()
    writer.join(30)
    while mine.poll():
        last = mine.recv()
    lines = recover(data, "desk-3").sheets["20261123-desk-3-0007"]
    assert [json.loads(line)["n"] for line in lines[: last + 1]] == list(range(last + 1))
    assert len(list(entries(data))) >= last // 50
    assert verify(data).problems == []
