"""The journal line, byte for byte, checked with nothing but json and hashlib."""

import hashlib
import json
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.journal import chain, codec
from callpilot.journal.chain import Tip
from callpilot.plain.untrusted import visible
from callpilot.records.kinds import Call

KEYS = ["seq", "at", "desk", "by", "kind", "id", "rev", "why", "digest", "data", "prev", "hash"]


def proven(lines: list[bytes]) -> None:
    """Check a desk's lines as another program would."""
    prev = "0" * 64
    for number, line in enumerate(lines, 1):
        text = line.decode()
        record = json.loads(text)
        assert list(record) == KEYS
        assert record["seq"] == number
        assert record["prev"] == prev
        head, _, rest = text.partition(',"data":')
        data = rest[: rest.rindex(',"prev":')]
        assert hashlib.sha256(data.encode()).hexdigest() == record["digest"]
        prev = hashlib.sha256(f"{prev}\n{head}}}".encode()).hexdigest()
        assert prev == record["hash"]
        assert list(record["data"])[-1] == "salt"
        assert re.fullmatch("[0-9a-f]{32}", record["data"]["salt"])


def test_lines_stand_in_the_desks_day_file_and_prove_themselves(journal, call, data: Path):
    for number in range(1, 4):
        journal.append([call(number, name='Anna "Ä" ,"data":{} Petrov', notes="a\nb\t\u2028")]).result(5)
    file = data / "journal/2026/11/2026-11-23.desk-3.jsonl"
    lines = file.read_bytes().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(b'{"seq":1,"at":"2026-11-23T10:42:17.031Z","desk":"desk-3","by":"maria","kind":"call"')
    proven(lines)


def test_the_chain_runs_across_days_and_across_runs(journal_at, clock, call, data: Path):
    for _ in range(3):
        journal = journal_at()
        journal.append([call(1)]).result(5)
        journal.append([call(2)]).result(5)
        journal.close()
        clock.advance(86400)
    files = sorted((data / "journal").rglob("*.jsonl"))
    assert [file.name[:10] for file in files] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    proven([line for file in files for line in file.read_bytes().splitlines()])


def test_a_clock_set_back_writes_on_in_the_newest_file(journal, clock, call, data: Path):
    journal.append([call(1)]).result(5)
    clock.advance(-3 * 86400)
    journal.append([call(2)]).result(5)
    (file,) = (data / "journal").rglob("*.jsonl")
    assert file.name == "2026-11-23.desk-3.jsonl"
    proven(file.read_bytes().splitlines())


def test_desks_have_chains_of_their_own_even_when_one_name_begins_like_another(journal_at, call, data: Path):
    for desk in ("desk-3", "desk-3-b", "desk"):
        journal_at(desk).append([call(1, desk)]).result(5)
    for file in (data / "journal").rglob("*.jsonl"):
        proven(file.read_bytes().splitlines())


def test_revisions_are_counted_per_record_whoever_wrote_the_one_before(journal_at, call):
    one, two = journal_at("desk-3"), journal_at("desk-4")
    assert one.append([call(1)]).result(5)[0].rev == 1
    assert one.append([call(2)]).result(5)[0].rev == 1
    assert one.append([call(1)]).result(5)[0].rev == 2
    assert two.append_now([call(1)])[0].rev == 3
    assert one.append([call(1)]).result(5)[0].rev == 4


@pytest.mark.skipif(not hasattr(__import__("os"), "fchmod"), reason="the mode of a file is a thing of POSIX")
def test_files_and_folders_are_private_whatever_the_umask(journal, call, data: Path):
    import os

    old = os.umask(0)
    try:
        journal.sheet("20261123-desk-3-0009").write(Call(id="x"))
        journal.append([call(1)]).result(5)
    finally:
        os.umask(old)
    for path in (data / "journal").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (data / "open").iterdir())


def test_a_record_given_as_a_table_keeps_what_this_version_does_not_know(journal):
    from callpilot.journal.store import Draft

    table = {"id": "20261123-desk-3-0001", "new": {"a": [1, None]}, "salt": "old"}
    (entry,) = journal.append([Draft("call", table["id"], "maria", table, why="x")]).result(5)
    written = json.loads(bytes(entry.data))
    assert written["new"] == {"a": [1, None]}
    assert written["salt"] != "old"


@given(st.text(), st.text(), st.text())
def test_any_text_is_written_as_it_is_and_comes_back_harmless(name: str, by: str, why: str):
    raw = codec.encode(Call(id="1", name=name))
    assert codec.decode(raw, Call).name == visible(name)
    entry, line = chain.seal(
        Tip(), at="x", desk="d", by=by, kind="call", id="1", rev=1, why=why, data=chain.salted(raw)
    )
    proven([line[:-1]])
    record = json.loads(line)
    assert (record["by"], record["why"], record["data"]["name"]) == (by, why, name)
    assert json.loads(codec.without_salt(bytes(entry.data))) == {**json.loads(raw), "name": visible(name)}


def test_half_a_surrogate_does_not_stop_a_record():
    assert codec.decode(codec.encode(Call(id="1", name="a\ud800b")), Call).name == "a?b"
