"""The inbox takes what other programs drop, and nothing that they drop does harm."""

import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.intake.inbox import LARGEST, Inbox
from callpilot.intake.ring import RingEvent, drop
from callpilot.plain.times import moment, stamp
from callpilot.site.home import Home, find_home

LONG_AGO = 1_700_000_000.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = find_home(str(tmp_path / "home"), {})
    home.prepare()
    return home


@pytest.fixture
def inbox(home: Home) -> Inbox:
    return Inbox(home.inbox, home.quarantine)


def put(home: Home, content: object, name: str = "x.json", age: float = 60) -> Path:
    path = home.inbox / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    then = datetime.now(UTC).timestamp() - age
    os.utime(path, (then, then))
    return path


def test_a_dropped_ring_arrives_as_it_was_said(home: Home, inbox: Inbox) -> None:
    said = RingEvent(
        event="ringing", number="+44 20 7946 0018", name="Zoë", line="surgery", call_id="7", at=stamp(datetime.now(UTC))
    )
    path = drop(home, said)
    (heard,) = inbox.poll()
    assert heard == said._replace(source=path)
    assert json.loads(path.read_text("utf-8"))["event"] == "ringing"


def test_a_drop_leaves_one_private_file_and_no_caller_in_its_name(home: Home) -> None:
    path = drop(home, RingEvent(event="ringing", number="+442079460018", name="Hill Dental"))
    assert [found.name for found in home.inbox.iterdir()] == [path.name]
    assert "7946" not in path.name
    assert ":" not in path.name
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_is_handed_out_once_and_kept_until_it_is_done(home: Home, inbox: Inbox) -> None:
    path = drop(home, RingEvent(event="ringing", number="1"))
    (event,) = inbox.poll()
    assert inbox.poll() == []
    assert path.exists()
    assert len(Inbox(home.inbox, home.quarantine).poll()) == 1
    inbox.done(event)
    inbox.done(event)
    assert not path.exists()


def test_events_come_in_the_order_they_happened(home: Home, inbox: Inbox) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    put(home, {"event": "ended", "call_id": "a", "at": stamp(now + timedelta(seconds=5))}, "1.json")
    put(home, {"event": "ringing", "call_id": "a", "at": stamp(now)}, "2.json")
    assert [event.event for event in inbox.poll()] == ["ringing", "ended"]


def test_a_ring_dropped_between_two_polls_is_always_seen(home: Home, inbox: Inbox) -> None:
    for count in range(30):
        assert inbox.poll() == []
        drop(home, RingEvent(event="ringing", call_id=str(count)))
        assert [event.call_id for event in inbox.poll()] == [str(count)]


def test_a_folder_long_unchanged_is_still_looked_at(home: Home) -> None:
    inbox = Inbox(home.inbox, home.quarantine)
    os.utime(home.inbox, (LONG_AGO, LONG_AGO))
    assert inbox.poll() == []
    drop(home, RingEvent(event="ringing"))
    os.utime(home.inbox, (LONG_AGO, LONG_AGO))  # a file system whose times are coarse
    assert sum(len(inbox.poll()) for _ in range(40)) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 60_000, "not JSON"),
        ([], "object"),
        ("ringing", "object"),
        ({}, "event"),
        ({"event": "exploded"}, "event"),
        ({"event": ["ringing"]}, "event"),
        ({"event": "ringing", "number": 2079460018}, "number"),
        ({"event": "ringing", "name": {"first": "A"}}, "name"),
        (b'{"event":"ringing","name":"' + b"a" * LARGEST + b'"}', "larger"),
    ],
    ids=range(12),
)
def test_what_is_no_ring_is_kept_in_quarantine_and_said(home: Home, inbox: Inbox, content: object, why: str) -> None:
    path = put(home, content, "ring-02079460018.json")
    before = path.read_bytes()
    assert inbox.poll() == []
    (problem,) = inbox.problems
    (kept,) = home.quarantine.iterdir()
    assert why in problem.message
    assert kept.read_bytes() == before
    assert not path.exists()
    assert "7946" not in str(problem).replace(str(home.data), "")


def test_a_file_still_being_written_is_waited_for(home: Home, inbox: Inbox) -> None:
    path = put(home, b'{"event":"ring', age=0)
    assert inbox.poll() == []
    assert not inbox.problems
    path.write_text('{"event":"ringing"}')
    assert [event.event for event in inbox.poll()] == ["ringing"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_folders_and_pipes_are_neither_followed_nor_waited_for(home: Home, inbox: Inbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"event":"ringing","number":"secret"}')
    (home.inbox / "link.json").symlink_to(secret)
    (home.inbox / "folder.json").mkdir()
    os.mkfifo(home.inbox / "pipe.json")
    assert inbox.poll() == []
    assert len(inbox.problems) == 3
    assert not any(home.inbox.iterdir())
    assert secret.exists()


def test_other_names_and_unfinished_files_are_left_alone(home: Home, inbox: Inbox) -> None:
    for name in (".hidden.json", "ring.tmp", "readme"):
        put(home, {"event": "ringing"}, name)
    assert inbox.poll() == []
    assert len(list(home.inbox.iterdir())) == 3


def test_texts_are_cleaned_and_cards_masked(home: Home, inbox: Inbox) -> None:
    put(
        home,
        {"event": "ringing", "number": "4111 1111 1111 1111", "name": "A\x1b[2J\nB 4111111111111111", "line": None},
    )
    (event,) = inbox.poll()
    assert event.number == "•••• •••• •••• 1111"
    assert event.name == "A␛[2J B ••••••••••••1111"
    assert event.line == ""


def test_no_card_reaches_the_disk_through_a_drop(home: Home) -> None:
    path = drop(home, RingEvent(event="ringing", number="4111111111111111", name="4111111111111111"))
    assert b"4111" not in path.read_bytes()


def test_a_long_telephone_number_is_not_taken_for_a_card(home: Home, inbox: Inbox) -> None:
    drop(home, RingEvent(event="ringing", number="4915123456783"))
    assert inbox.poll()[0].number == "4915123456783"


def test_an_unknown_channel_does_not_lose_the_call(home: Home, inbox: Inbox) -> None:
    put(home, {"event": "ringing", "channel": "pigeon"})
    assert inbox.poll()[0].channel == "phone"
    assert len(inbox.problems) == 1


@pytest.mark.parametrize("at", [None, "", "soon", "2999-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_can_not_be_is_the_files_own(home: Home, inbox: Inbox, at: str | None) -> None:
    put(home, {"event": "ringing", "at": at}, age=60)
    age = (datetime.now(UTC) - moment(inbox.poll()[0].at)).total_seconds()
    assert 55 < age < 120


def test_call_ids_of_two_calls_stay_two(home: Home, inbox: Inbox) -> None:
    for end in "ab":
        drop(home, RingEvent(event="ringing", call_id="x" * 3000 + end))
    first, second = inbox.poll()
    assert first.call_id != second.call_id
    assert len(first.call_id) < 300


def test_a_folder_that_vanishes_is_said_until_it_is_found_again(home: Home, inbox: Inbox) -> None:
    home.inbox.rmdir()
    assert [inbox.poll() for _ in range(3)] == [[], [], []]
    assert "can't be read" in str(inbox.unread)
    drop(home, RingEvent(event="ringing"))
    assert len(inbox.poll()) == 1
    assert inbox.unread is None


def test_a_file_that_could_not_be_removed_is_removed_later(home: Home, inbox: Inbox, monkeypatch) -> None:
    drop(home, RingEvent(event="ringing"))
    (event,) = inbox.poll()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_a, **_k: (_ for _ in ()).throw(OSError(30, "read-only")))
        inbox.done(event)
    assert len(list(home.inbox.iterdir())) == 1
    for _ in range(25):
        assert inbox.poll() == []
    assert list(home.inbox.iterdir()) == []


def test_a_flood_is_taken_in_portions_and_whole(home: Home, inbox: Inbox) -> None:
    for count in range(450):
        put(home, {"event": "ringing", "call_id": str(count)}, f"{count}.json")
    portions = [len(inbox.poll()) for _ in range(4)]
    assert sum(portions) == 450
    assert max(portions) < 450


@given(st.binary(max_size=300))
def test_no_content_of_a_file_raises(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    home = find_home(str(tmp_path_factory.getbasetemp() / "any"), {})
    home.prepare()
    put(home, content)
    inbox = Inbox(home.inbox, home.quarantine)
    for event in inbox.poll():
        inbox.done(event)
    assert not any(home.inbox.iterdir())


def test_a_file_is_claimed_by_one_desk_and_by_none_once_it_is_done_with(home: Home, inbox: Inbox) -> None:
    path = put(home, {"event": "ringing"})
    assert inbox.claim(path, "desk-1")
    assert inbox.claim(path, "desk-1")
    assert not inbox.claim(path, "desk-2")
    inbox.done(path)
    assert not inbox.claim(path, "desk-2")
    assert list(home.inbox.iterdir()) == []


def test_what_this_desk_had_marked_before_it_died_is_its_own_again_at_once(home: Home, inbox: Inbox) -> None:
    path = put(home, {"event": "ringing"})
    path.with_name(f".{path.name}.1.taken").symlink_to("desk-1 999999")
    assert not inbox.claim(path, "desk-2"), "the desk may be about to say that it is open"
    assert inbox.claim(path, "desk-1")
    assert not inbox.claim(path, "desk-2")
    inbox.done(path)
    assert list(home.inbox.iterdir()) == []
