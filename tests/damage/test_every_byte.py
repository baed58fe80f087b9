"""Every single byte of the journal: changed to anything else, the verifying finds it.

`CALLPILOT_DAMAGE=long` (`make damage`) tries all 255 other values of each byte instead of a few.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.damage.home import DESK, OTHER, a_home

from callpilot.journal.verifying import verify

IS_LONG = os.environ.get("CALLPILOT_DAMAGE") == "long"
DAY = f"journal/2026/11/2026-11-22.{DESK}.jsonl"
NEXT = f"journal/2026/11/2026-11-23.{DESK}.jsonl"
SEGMENT = f"journal/2026/11/2026-11-23.{OTHER}.2.jsonl"


@pytest.fixture
def data(tmp_path) -> Path:
    """The journal of the home alone, sound."""
    for name, content in a_home().files.items():
        if name.startswith("data/journal"):
            path = tmp_path / name.removeprefix("data/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    assert verify(tmp_path).problems == []
    return tmp_path


def alone(data: Path, lines: int = 100) -> tuple[Path, bytes]:
    """Leave the first lines of one desk's first day, so that a look at all of it costs little."""
    for path in data.rglob("*.jsonl"):
        if path != data / DAY:
            path.unlink()
    (data / DAY).write_bytes(b"".join(lines_of(data / DAY)[:lines]))
    assert verify(data).problems == []
    return data / DAY, (data / DAY).read_bytes()


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def others(place: int, byte: int) -> Iterator[int]:
    """Other values for a byte: all, or two that it could be taken for."""
    if IS_LONG:
        yield from (value for value in range(256) if value != byte)
        return
    yield byte ^ (1 << place % 8)
    likely = b'9a"\n\0 }\xff'[place % 8]
    if likely != byte:
        yield likely


@pytest.mark.timeout(3600 if IS_LONG else 120)
def test_any_byte_of_a_day_with_all_kinds_of_entries_changed_to_another_is_found(data):
    path, sound = alone(data)
    assert len({json.loads(line)["kind"] for line in sound.splitlines()}) == 12
    unseen = []
    with path.open("r+b", buffering=0) as file:
        for place, byte in enumerate(sound):
            for other in others(place, byte):
                os.pwrite(file.fileno(), bytes([other]), place)
                problems = verify(data).problems
                line = sound.count(b"\n", 0, place) + 1
                if not problems or problems[0].source != path or problems[0].line not in (line, line + 1, 0):
                    unseen.append((place, byte, other, problems))
            os.pwrite(file.fileno(), bytes([byte]), place)
    assert unseen == []
    assert verify(data).problems == []


def test_a_byte_put_in_or_taken_out_anywhere_is_found(data):
    path, sound = alone(data, 3)
    for place in range(0, len(sound), 1 if IS_LONG else 3):
        for changed in (
            sound[:place] + b" " + sound[place:],
            sound[:place] + sound[place : place + 1] + sound[place:],
            sound[:place] + sound[place + 1 :],
        ):
            path.write_bytes(changed)
            assert verify(data).problems, (place, sound[max(0, place - 20) : place + 20])


def test_a_line_written_in_another_way_that_says_the_same_is_found(data):
    """Spaces, escapes and members said twice: another program would read the same, and yet it isn't what was hashed."""
    path, sound = alone(data, 2)
    line, rest = sound.split(b"\n", 1)
    said = json.loads(line)
    for changed in (
        line.replace(b'","hash":', b'", "hash":'), line + b" ", line + b"\r", line[:-1] + b',"new":1}',
        line[:-1] + b" }", line.replace(b'"prev":', b'"pre\\u0076":'), line.replace(b',"prev":', b',"data":{},"prev":'),
        line.replace(said["hash"].encode(), said["hash"].upper().encode()),
        line.replace(b'"hash":"' + said["hash"][:1].encode(), b'"hash":"\\u00%02x' % ord(said["hash"][0])),
        line[:-1] + b',"hash":"%s"}' % said["hash"].encode(), line[:-1] + b',"prev":"%s"}' % said["prev"].encode(),
    ):  # fmt: skip
        assert changed != line
        path.write_bytes(changed + b"\n" + rest)
        assert verify(data).problems, changed[-200:]


def test_lines_swapped_taken_out_put_in_or_doubled_are_found(data):
    path = data / DAY
    sound = lines_of(path)
    for first in range(len(sound)):
        for second in range(first + 1, len(sound)):
            swapped = [*sound]
            swapped[first], swapped[second] = sound[second], sound[first]
            path.write_bytes(b"".join(swapped))
            assert verify(data).problems, (first, second)
        for changed in (sound[:first] + sound[first + 1 :], [*sound[:first], sound[first], *sound[first:]]):
            path.write_bytes(b"".join(changed))
            assert verify(data).problems, first
        path.write_bytes(b"".join([*sound[:first], b"\n", *sound[first:]]))
        assert verify(data).problems, first


def test_lines_swapped_or_doubled_in_one_of_two_segments_are_found(data):
    """Between two segments a line may stand twice, after an fsync that failed; within one it may not."""
    path = data / SEGMENT
    first, second = lines_of(path)
    path.write_bytes(second + first)
    assert verify(data).problems
    path.write_bytes(first + first + second)
    assert verify(data).problems
    path.write_bytes(b"".join(lines_of(data / f"journal/2026/11/2026-11-23.{OTHER}.jsonl")) + first + second)
    assert verify(data).problems == []


def test_a_file_taken_away_doubled_renamed_or_brought_from_another_desk_is_found(data):
    first, second, segment = data / DAY, data / NEXT, data / SEGMENT
    kept = {path: path.read_bytes() for path in data.rglob("*.jsonl")}

    def again() -> None:
        for path in data.rglob("*.jsonl"):
            path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)
        assert verify(data).problems == []

    first.unlink()
    assert "missing" in str(verify(data).problems[0])
    again()
    (data / f"journal/2026/11/2026-11-23.{OTHER}.jsonl").unlink()  # the first segment of two
    assert "missing" in str(verify(data).problems[0])
    again()
    first.rename(first.with_name(f"2026-11-24.{DESK}.jsonl"))  # a day put behind the one that follows it
    assert verify(data).problems
    again()
    first.with_name(f"2026-11-24.{DESK}.jsonl").write_bytes(kept[first])
    assert "repeated" in str(verify(data).problems[0])
    again()
    second.write_bytes(kept[second] + kept[data / SEGMENT])
    assert f"an entry of '{OTHER}'" in str(verify(data).problems[0])
    again()
    first.with_name("2026-11-22.desk-9.jsonl").write_bytes(kept[first])
    assert f"an entry of '{DESK}' in a file of 'desk-9'" in str(verify(data).problems[0])
    again()
    segment.write_bytes(kept[segment].replace(b"Per Lund", b"Per Lind"))
    assert verify(data).problems[0].source == segment


def test_what_isnt_promised_entries_cut_off_at_the_end_of_a_chain_leave_no_trace_in_the_journal_itself(data):
    """The hash that a handover printed is what tells: it is of no entry that is left."""
    path = data / NEXT
    before = verify(data).heads[DESK]
    path.write_bytes(b"".join(lines_of(path)[:-1]))
    assert verify(data).problems == []
    assert verify(data).heads[DESK] != before


def test_a_tombstone_may_say_when_and_nothing_else(data):
    path, sound = alone(data)
    line = sound.splitlines()[1]
    content = json.dumps(json.loads(line)["data"], separators=(",", ":"), ensure_ascii=False).encode()
    assert content in line
    stone = b'{"erased":"2026-12-01T00:00:00.000Z"}'
    for tampered in (
        b'{"erased":"2026-12-01T00:00:00.000Z","name":"Tom"}', b'{"erased":"Tom Ward rang"}', b'{"erased":null}',
        b'{"erased": "2026-12-01T00:00:00.000Z"}', b'{"name":"Tom","erased":"2026-12-01T00:00:00.000Z"}', b"{}",
    ):  # fmt: skip
        path.write_bytes(sound.replace(content, tampered))
        assert "doesn't fit its digest" in str(verify(data).problems[0]), tampered
    path.write_bytes(sound.replace(content, stone))
    assert "no erasure entry" in str(verify(data).problems[0])
