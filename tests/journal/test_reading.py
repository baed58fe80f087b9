"""Reading and proving the journal: damage is named, never hidden, and never stops the reading."""

import hashlib
import json
from pathlib import Path

import pytest

from callpilot.journal.day_files import desks
from callpilot.journal.reading import Damage, entries, heads
from callpilot.journal.recovery import recover
from callpilot.journal.verifying import verify

DAY = "journal/2026/11/2026-11-23.desk-3.jsonl"


@pytest.fixture
def day(journal_at, call, data: Path) -> Path:
    journal = journal_at()
    for number in range(1, 6):
        journal.append([call(number, name=f"caller {number}")]).result(5)
    journal.close()
    return data / DAY


def cut(day: Path, *numbers: int) -> None:
    lines = day.read_bytes().splitlines(keepends=True)
    day.write_bytes(b"".join(line for number, line in enumerate(lines, 1) if number not in numbers))


def swap(day: Path, number: int, old: bytes, new: bytes) -> None:
    lines = day.read_bytes().splitlines(keepends=True)
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new)
    day.write_bytes(b"".join(lines))


def test_desks_are_those_that_have_a_file_of_their_own(day: Path, data: Path):
    for name in ("2026-11-23.desk-9.jsonl.bak", "notes.txt", "2026-11-23.Desk-8.jsonl", ".2026-11-23.desk-7.jsonl"):
        (day.parent / name).write_text("")
    (day.parent / "2026-11-24.desk-5.jsonl").mkdir()
    (day.parent / "2026-11-24.desk-6.jsonl").symlink_to(day)
    older = day.parent.parent / "02"
    older.mkdir()
    (older / "2026-02-01.desk-4.jsonl").write_text("")
    assert desks(data) == ["desk-3", "desk-4"]
    assert list(heads(data)) == ["desk-3", "desk-4"]
    assert desks(data / "nothing") == []


def bad_line(data: Path) -> int:
    (problem,) = verify(data).problems
    return problem.line


def test_a_sound_journal_verifies_and_gives_its_heads(day: Path, data: Path):
    report = verify(data)
    assert (report.files, report.entries, report.problems) == (1, 5, [])
    last = json.loads(day.read_bytes().splitlines()[-1])
    assert report.heads == {"desk-3": last["hash"]}
    assert {desk: tip.hash for desk, tip in heads(data).items()} == report.heads


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"caller 3", b"caller 4"), (b'"by":"maria"', b'"by":"anna"'), (b'"seq":3', b'"seq":4'),
        (b'"rev":1', b'"rev":2'), (b'"why":null', b'"why":"x"'), (b'"desk":"desk-3","by', b'"desk":"desk-4","by'),
        (b'{"seq"', b'{seq"'), (b'"prev":"', b'"prev":"0'), (b'"hash":"', b'"hash":"0'),
        (b'"}\n', b'","seq":3,"by":"x"}\n'),
    ],
)  # fmt: skip
def test_any_change_to_a_line_is_found_and_named(day: Path, data: Path, old: bytes, new: bytes):
    swap(day, 3, old, new)
    assert bad_line(data) == 3


def test_a_line_rewritten_with_a_digest_and_hash_of_its_own_breaks_the_next(day: Path, data: Path):
    line = day.read_bytes().splitlines()[2].decode()
    head, _, rest = line.partition(',"data":')
    content = rest[: rest.rindex(',"prev":')].replace("caller 3", "nobody")
    head = head[: head.rindex(',"digest"')] + f',"digest":"{hashlib.sha256(content.encode()).hexdigest()}"'
    prev = json.loads(line)["prev"]
    own = hashlib.sha256(f"{prev}\n{head}}}".encode()).hexdigest()
    swap(day, 3, line.encode(), f'{head},"data":{content},"prev":"{prev}","hash":"{own}"}}'.encode())
    assert bad_line(data) == 4


def test_a_line_taken_out_or_put_in_twice_is_found(day: Path, data: Path):
    lines = day.read_bytes().splitlines(keepends=True)
    cut(day, 2)
    assert bad_line(data) == 2
    assert "entry 2 is missing" in str(verify(data).problems[0])
    day.write_bytes(b"".join((*lines, lines[4])))
    assert bad_line(data) == 6


def test_a_file_missing_in_the_middle_is_found(journal, clock, call, data: Path):
    for number in (1, 2, 3):
        journal.append([call(number)]).result(5)
        clock.advance(86400)
    (data / "journal/2026/11/2026-11-24.desk-3.jsonl").unlink()
    (problem,) = verify(data).problems
    assert str(problem.source).endswith("2026-11-25.desk-3.jsonl")


def test_damage_is_given_in_its_place_and_reading_goes_on(day: Path, data: Path):
    swap(day, 3, b'{"seq"', b"\x00seq")
    found = list(entries(data))
    assert [isinstance(one, Damage) for one in found] == [False, False, True, False, False]
    assert found[2].line == 3
    problems = recover(data, "desk-3").problems
    assert [problem.line for problem in problems] == [3]
    assert len(list((data / "quarantine").iterdir())) == 1
    recover(data, "desk-3")
    assert len(list((data / "quarantine").iterdir())) == 1


def test_a_torn_last_line_is_quarantined_and_cut_and_the_chain_goes_on(day: Path, data: Path, journal, call):
    whole = day.read_bytes()
    torn = whole.splitlines()[-1][:-10]
    day.write_bytes(whole + torn)
    assert "torn" in str(verify(data).problems[0])
    assert len(recover(data, "desk-3").problems) == 1
    assert day.read_bytes() == whole
    assert [file.read_bytes() for file in (data / "quarantine").iterdir()] == [torn]
    assert journal.append([call(6)]).result(5)[0].seq == 6
    assert verify(data).problems == []


def test_a_writer_never_glues_its_line_to_a_torn_one(day: Path, data: Path, journal, call):
    day.open("ab").write(b'{"seq":6,"at"')
    assert journal.append_now([call(6)])[0].seq == 6
    assert verify(data).problems == []


def test_an_entry_of_a_kind_or_with_members_not_known_here_is_read_as_it_stands(day: Path, data: Path):
    swap(day, 5, b'"}\n', b'","sealed":true}\n')
    swap(day, 5, b'"kind":"call"', b'"kind":"later"')
    newest = list(entries(data))[-1]
    assert newest.kind == "later"
    assert json.loads(bytes(newest.data))["name"] == "caller 5"


def test_an_erased_entry_is_accepted_only_when_an_erasure_names_it(day: Path, data: Path, journal):
    from callpilot.journal.store import Draft

    record = json.loads(day.read_bytes().splitlines()[1])
    content = json.dumps(record["data"], separators=(",", ":"), ensure_ascii=False).encode()
    swap(day, 2, content, b'{"erased":"2026-12-01T00:00:00.000Z"}')
    assert bad_line(data) == 2
    erasure = {"id": record["id"], "seq": record["seq"]}
    journal.append([Draft("erasure", f"{record['id']}-x1", "maria", erasure)]).result(5)
    assert verify(data).problems == []


def test_reading_can_begin_at_a_day_and_keep_to_a_desk(journal_at, clock, call, data: Path):
    for desk in ("a", "b"):
        journal_at(desk).append([call(1, desk)]).result(5)
    clock.advance(86400)
    journal_at("a").append([call(2, "a")]).result(5)
    assert [(one.desk, one.seq) for one in entries(data, since="2026-11-24")] == [("a", 2)]
    assert [one.seq for one in entries(data, desk="a")] == [1, 2]
    assert sorted(heads(data)) == ["a", "b"]


def test_no_journal_is_an_empty_one(data: Path):
    assert list(entries(data)) == []
    assert verify(data).entries == 0
    assert recover(data, "desk-3").sheets == {}
