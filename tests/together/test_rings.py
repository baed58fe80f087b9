"""A ring that two desks see: answered at one of them, whatever the hands do and whoever dies."""

import json
import os
from pathlib import Path

import pytest
from tests.together.desks import SPAWN, answer_all, at_once

from callpilot.desk import answering
from callpilot.desk.state import DeedRefused
from callpilot.intake.claims import claim
from callpilot.intake.feed import Feed
from callpilot.intake.inbox import Inbox
from callpilot.intake.ring import RingEvent, drop
from callpilot.journal.lock import DeskLock
from callpilot.plain.times import stamp

COUNT = 40


def ring_in(site, call_id):
    at = stamp(site.clock.now())
    return drop(site.home, RingEvent(event="ringing", call_id=call_id, number="+442079460018", line="law", at=at))


def feeding(site, desk):
    feed = Feed(Inbox(site.home.inbox, site.home.quarantine), desk)
    feed.poll()
    return feed


def looked(*feeds):
    """Every console has looked into the inbox until nothing more comes of it."""
    for _ in range(25):
        for feed in feeds:
            feed.poll()


def test_f2_at_two_desks_at_the_same_instant_opens_each_ring_once(site, tmp_path):
    for number in range(COUNT):
        ring_in(site, f"c{number:03}")
    together = SPAWN.Barrier(2)
    ends = [SPAWN.Pipe(duplex=False) for _ in range(2)]
    at_once(
        answer_all,
        (tmp_path, "Maria", "desk-1", COUNT, together, ends[0][1]),
        (tmp_path, "Jo", "desk-2", COUNT, together, ends[1][1]),
    )
    answered = [ring for mine, _theirs in ends for ring in mine.recv()]
    assert sorted(answered) == [f"c{number:03}" for number in range(COUNT)]
    opened = [json.loads(file.read_text("utf-8").splitlines()[0]) for file in (tmp_path / "data/open").glob("2*.jsonl")]
    assert sorted(one["ring"] for one in opened) == sorted(answered)
    assert list(site.home.inbox.iterdir()) == []


@pytest.fixture
def both(site):
    """Two open consoles with their desks' locks, and one ring that both show."""
    maria, jo = site.come("Maria", "desk-1"), site.come("Jo", "desk-2")
    locks = {name: DeskLock(site.home.data, name) for name in ("desk-1", "desk-2")}
    for name, lock in locks.items():
        assert lock.take(name) is None
    path = ring_in(site, "a")
    feeds = feeding(site, maria), feeding(site, jo)
    yield site, maria, jo, path, locks, feeds
    for lock in locks.values():
        lock.release()


def test_who_is_slower_is_told_and_the_ring_goes_from_their_screen(both):
    site, maria, jo, _path, _locks, feeds = both
    answering.answer(maria)
    with pytest.raises(DeedRefused, match="another desk is answering that call"):
        answering.answer(jo)
    assert jo.state.calls == {}
    site.settle()
    for journal in site._journals.values():
        while not journal.saved:
            pass
    looked(*feeds)
    assert jo.state.rings == ()
    assert list(site.home.inbox.iterdir()) == []


def test_f2_takes_the_next_ring_when_another_desk_has_the_first(both):
    site, maria, jo, _path, _locks, feeds = both
    ring_in(site, "b")
    looked(*feeds)
    first = maria.live(answering.answer(maria))
    second = jo.live(answering.answer(jo))
    assert {first.ring, second.ring} == {"a", "b"}


def marked(path: Path, desk: str, process: int, ago: float) -> None:
    """A desk has said that it answers, so many seconds ago, and has done nothing since."""
    assert claim(path, desk, lambda: 0)
    mark = path.with_name(f".{path.name}.1.taken")
    said(mark, f"{desk} {process}", ago)


def said(mark: Path, text: str, ago: float) -> None:
    """A mark says something else, since so many seconds. Where there are no links it is a file."""
    mark.unlink()
    try:
        mark.symlink_to(text)
    except (OSError, ValueError):
        mark.write_text(text, "utf-8")
    os.utime(mark, (mark.lstat().st_mtime - ago,) * 2, follow_symlinks=False)


def test_a_ring_whose_desk_died_right_after_it_had_answered_still_rings_and_is_answered(both):
    _site, _maria, jo, path, locks, feeds = both
    marked(path, "desk-1", os.getpid() + 1, ago=5)
    locks["desk-1"].release()
    looked(*feeds)
    assert [ring.id for ring in jo.state.rings] == ["a"]
    assert jo.live(answering.answer(jo)).ring == "a"


def test_a_desk_that_was_opened_again_after_it_died_holds_no_ring_back(both):
    _site, _maria, jo, path, _locks, _feeds = both
    marked(path, "desk-1", os.getpid() + 1, ago=5)  # desk-1 is open, but not that one
    assert jo.live(answering.answer(jo)).ring == "a"


def test_a_desk_that_is_open_keeps_its_ring_however_long_the_disk_takes(both):
    _site, _maria, jo, path, _locks, _feeds = both
    marked(path, "desk-1", os.getpid(), ago=500)
    with pytest.raises(DeedRefused, match="another desk"):
        answering.answer(jo)


@pytest.mark.parametrize("text", ["", "../../etc desk", "desk-1", "\0\0", "desk-1 " * 100])
def test_a_mark_that_nobody_understands_holds_a_ring_back_for_a_minute_at_most(both, text):
    _site, _maria, jo, path, locks, _feeds = both
    marked(path, "desk-1", 1, ago=0)
    mark = next(one for one in path.parent.iterdir() if one.suffix == ".taken")
    said(mark, text, ago=100)
    locks["desk-1"].release()
    assert jo.live(answering.answer(jo)).ring == "a"


def test_of_many_who_find_a_dead_desks_mark_one_alone_comes_after_it(both):
    site, _maria, _jo, _path, locks, _feeds = both
    paths = [ring_in(site, f"b{number}") for number in range(COUNT)]
    for path in paths:
        marked(path, "desk-1", os.getpid() + 1, ago=5)
    locks["desk-1"].release()
    together = SPAWN.Barrier(3)
    ends = [SPAWN.Pipe(duplex=False) for _ in range(3)]
    at_once(claim_all, *((paths, f"desk-{number}", together, ends[place][1]) for place, number in enumerate((4, 5, 6))))
    assert [sum(claims) for claims in zip(*(mine.recv() for mine, _theirs in ends), strict=True)] == [1] * COUNT


def claim_all(paths, desk, together, found):
    import time

    lock = DeskLock(paths[0].parent.parent, desk)
    assert lock.take(desk) is None
    claims = []
    for path in paths:
        together.wait(60)
        claims.append(claim(path, desk, time.time))
    found.send(claims)
    together.wait(60)
    lock.release()
