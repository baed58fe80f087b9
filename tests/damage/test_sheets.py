"""Every byte of a sheet: whatever it is changed to, the call is back, named, with sound times and under its own id."""

from functools import cache
from pathlib import Path

import pytest
from tests.damage.home import DESK, a_home

from callpilot.desk.on_sheets import restored
from callpilot.journal.recovery import damage_in_sheets, read_sheets
from callpilot.journal.sheet_lines import is_as_written, whole_lines, written
from callpilot.plain.times import moment
from callpilot.records.live import AnyLive, LiveCall

CALL = f"20261123-{DESK}-0001"


@pytest.fixture
def path(tmp_path) -> Path:
    """The sheet of a call, alone."""
    made = tmp_path / "open" / f"{CALL}.jsonl"
    made.parent.mkdir()
    made.write_bytes(sheet())
    return made


@cache
def sheet() -> bytes:
    return a_home().files[f"data/open/{CALL}.jsonl"]


def back(path: Path) -> tuple[AnyLive, list[str]]:
    (live,), problems = restored(read_sheets(path.parent.parent))
    return live, [str(one) for one in (*problems, *damage_in_sheets(path.parent.parent))]


def test_any_byte_changed_costs_at_most_its_own_line_and_is_named(path):
    sound = sheet()
    (before,), _none = restored(read_sheets(path.parent.parent))
    assert isinstance(before, LiveCall)
    assert before.values["message"] == "The lift stands"
    for place in range(0, len(sound), 3):
        for other in (sound[place] ^ 1, sound[place] ^ 0x12):
            path.write_bytes(sound[:place] + bytes([other]) + sound[place + 1 :])
            live, said = back(path)
            assert path.name in " ".join(said), (place, other)
            assert isinstance(live, LiveCall)
            assert live.id == CALL
            for at in (live.answered_at, live.changed_at):
                assert abs((moment(at) - moment(before.answered_at)).total_seconds()) < 60, (place, other)
            assert 0 <= live.mono - live.since <= 60_000, (place, other)
            assert live.runs, (place, other)


def test_a_byte_put_in_or_taken_out_is_named_too(path):
    sound = sheet()
    for place in range(0, len(sound), 5):
        for content in (sound[:place] + sound[place + 1 :], sound[: place + 1] + sound[place:]):
            path.write_bytes(content)
            live, said = back(path)
            assert live.id == CALL
            ends = content.count(b"\n") != sound.count(b"\n") or not content.endswith(b"}\n")
            in_sum = _touches_a_sum(sound, place)
            assert said or ends or in_sum, (place, content[max(0, place - 30) : place + 30])


def _touches_a_sum(sound: bytes, place: int) -> bool:
    """A sum of another length is taken for that of an earlier version, which had none: what it is of is as it was."""
    start = sound.rfind(b',"sum":"', 0, place + 8)
    return start >= 0 and place < start + len(b',"sum":"00000000"}')


def test_a_number_that_changed_hides_no_other_line(tmp_path):
    lines = [written(number, b'{"text":"%d"}' % number) for number in range(5)]
    path = tmp_path / "x.jsonl"
    for wrong in (b'{"n":4', b'{"n":3', b'{"n":900'):
        path.write_bytes(lines[0] + lines[1].replace(b'{"n":1', wrong) + b"".join(lines[2:]))
        found = whole_lines([path])
        assert list(found) == [0, 1, 2, 3, 4]
        assert [number for number, line in found.items() if is_as_written(line[:-1])] == [0, 2, 3, 4]


def test_a_torn_piece_without_a_sum_takes_no_other_lines_place(tmp_path):
    lines = [written(number, b'{"text":"%d"}' % number) for number in range(4)]
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"".join(lines[:2]) + b'{"n":2,"um":"f3049e70"}\n' + b"".join(lines[2:]))
    assert list(whole_lines([path]).values()) == lines


def test_lines_of_an_earlier_version_have_no_sum_and_are_as_good(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"n":0,"do":"held","at":"x","mono":1}\n' + written(1, b"{}"))
    assert len(whole_lines([path])) == 2
    assert all(is_as_written(line[:-1]) for line in whole_lines([path]).values())
