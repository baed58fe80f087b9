"""What an index looks at when it looks again and again: not at thousands of files that no desk writes any more."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callpilot.journal import index_filling, index_looking
from callpilot.journal.index import Index, LogFilter
from callpilot.journal.store import Draft, Journal
from callpilot.plain.clock import ManualClock
from callpilot.records.kinds import Call

DAYS = ("2026-09-30", "2026-11-20", "2026-11-23")


def put(data: Path, day: str, desk: str = "desk-3", number: int = 1) -> str:
    """Have a desk close a call on a day; return its id."""
    journal = Journal(data, desk, clock=ManualClock(datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)))
    call = Call(id=f"{day.replace('-', '')}-{desk}-{number:04}", answered_at=f"{day}T10:00:00.000Z")
    journal.append([Draft("call", call.id, "maria", call)]).result(5)
    assert journal.close()
    return call.id


def settle(data: Path) -> None:
    """Let some time pass since anything was added to a folder."""
    for folder, _folders, _files in os.walk(data / "journal"):
        os.utime(folder, (1, 1))


def ids(index: Index) -> list[str]:
    return sorted(call.id for call in index.log(LogFilter(), 100))


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are looked at."""
    names: list[str] = []
    standing = index_filling.standing

    def noted(path: str) -> tuple[int, int, int]:
        names.append(Path(path).name)
        return standing(path)

    monkeypatch.setattr(index_filling, "standing", noted)
    return names


@pytest.fixture
def index(data: Path, tmp_path: Path) -> Iterator[Index]:
    """An index that has three days of one desk and one of another, written some time ago."""
    for day in DAYS:
        put(data, day)
    put(data, "2026-10-10", "desk-7")
    settle(data)
    made = Index(data, tmp_path / "cache", country="GB")
    assert made.catch_up() == 4
    yield made
    made.close()


def test_only_each_desks_newest_day_is_looked_at_again(index: Index, data: Path, seen: list[str]):
    assert index.catch_up() == 0
    assert seen == ["2026-10-10.desk-7.jsonl", "2026-11-23.desk-3.jsonl"]
    put(data, "2026-11-23", number=2)
    put(data, "2026-10-10", "desk-7", number=2)
    assert index.catch_up() == 2
    assert len(ids(index)) == 6


@pytest.mark.parametrize(
    ("day", "desk"), [("2026-11-24", "desk-3"), ("2026-10-11", "desk-9"), ("2027-01-01", "desk-3")]
)
def test_a_new_file_is_seen_at_once_wherever_it_stands(index: Index, data: Path, day: str, desk: str):
    assert put(data, day, desk) not in ids(index)
    assert index.catch_up() == 1
    settle(data)
    assert index.catch_up() == 0
    put(data, day, desk, number=2)
    assert index.catch_up() == 1


def test_a_file_that_vanished_is_missed_at_once(index: Index, data: Path):
    (data / "journal/2026/11/2026-11-20.desk-3.jsonl").unlink()
    assert index.catch_up() == 3
    assert "20261120-desk-3-0001" not in ids(index)


def test_what_happens_to_an_older_file_is_seen_within_a_minute(
    index: Index, data: Path, seen: list[str], monkeypatch: pytest.MonkeyPatch
):
    older = data / "journal/2026/11/2026-11-20.desk-3.jsonl"
    older.write_bytes(older.read_bytes() * 2)
    index.catch_up()
    assert older.name not in seen
    monkeypatch.setattr(index_looking, "EVERY", 0.0)
    index.catch_up()
    assert older.name in seen


def test_folders_that_changed_just_now_are_not_trusted(index: Index, data: Path, seen: list[str]):
    os.utime(data / "journal/2026/11")
    assert index.catch_up() == 0
    seen.clear()
    assert index.catch_up() == 0
    assert len(seen) == 4


def test_what_a_filling_that_failed_has_left_is_filed_by_the_next(data: Path, tmp_path: Path):
    for day in DAYS:
        put(data, day)
    settle(data)
    index = Index(data, tmp_path / "cache", country="GB")

    def fails(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.catch_up(fails)
    index.catch_up()
    assert len(ids(index)) == 3
    index.close()


def test_an_index_that_another_one_emptied_is_filled_whole(index: Index, data: Path, tmp_path: Path):
    other = Index(data, tmp_path / "cache", country="GB")
    with other._base.writing() as base:
        other._empty(base)
    assert index.catch_up() == 4
    other.close()
