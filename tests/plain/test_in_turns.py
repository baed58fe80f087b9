"""Pieces made by two processes in turns: each once, in order, whatever becomes of the other process."""

import multiprocessing
import os
import sys

import pytest

from callpilot.plain import in_turns as module
from callpilot.plain.in_turns import in_turns

HERE = os.getpid()
two = pytest.mark.skipif(not module._has_two(), reason="there is one processor only")


def said(job):
    """A piece in some bits, which says who made it."""
    where = b"here" if os.getpid() == HERE else b"there"
    yield from (b"%d" % job, b" " + where, b"\n")


def made(jobs, make=said):
    return b"".join(map(bytes, in_turns(jobs, lambda: make))).decode().split("\n")[:-1]


@pytest.fixture(autouse=True)
def _ended():
    yield
    assert multiprocessing.active_children() == []


@two
def test_each_process_makes_every_other_piece(monkeypatch):
    assert made(range(6)) == ["0 here", "1 there", "2 here", "3 there", "4 here", "5 there"]
    assert made([]) == []
    monkeypatch.setattr(module, "_has_two", lambda: False)
    assert made(range(2)) == ["0 here", "1 here"]


@two
@pytest.mark.parametrize("room", [1, 10, 300_000, 4 << 20])
def test_a_piece_comes_whole_however_large_it_is(room, monkeypatch):
    monkeypatch.setattr(module, "_ROOM", room)
    pieces = [(b"%d " % job) * 100_000 * (1 + job % 3) for job in range(9)]

    def make(job):
        piece = pieces[job]
        return [piece[at : at + 70_000] for at in range(0, len(piece), 70_000)]

    assert b"".join(map(bytes, in_turns(range(9), lambda: make))) == b"".join(pieces)


@two
@pytest.mark.parametrize("end", [lambda: os._exit(1), lambda: sys.exit(1), lambda: 1 // 0])
def test_what_the_other_process_does_not_bring_is_made_here(end):
    def make(job):
        if job == 5 and os.getpid() != HERE:
            end()
        return said(job)

    expected = [f"{job} {'there' if job in (1, 3) else 'here'}" for job in range(10)]
    assert made(range(10), make) == expected


@two
def test_one_that_can_not_begin_there_is_made_here():
    def begin():
        if os.getpid() != HERE:
            raise OSError("no index")
        return said

    assert b"".join(map(bytes, in_turns(range(4), begin))).count(b"here") == 4


@two
def test_what_fails_here_is_told_and_who_stops_listening_ends_the_other():
    def make(job):
        if os.getpid() == HERE and job == 2:
            raise ValueError("damaged")
        return said(job)

    with pytest.raises(ValueError, match="damaged"):
        made(range(6), make)
    pieces = in_turns(range(1000), lambda: said)
    assert next(pieces)
    pieces.close()
