"""All calls as data: byte for byte as they were recorded, from files read in large pieces and held a few at a time."""

import json
import os
from pathlib import Path

import pytest

from callpilot.journal import index_streaming
from callpilot.journal.chain import Tip, salted, seal
from callpilot.journal.codec import encode, without_salt
from callpilot.journal.day_files import day_path
from callpilot.journal.index import Index, LogFilter
from callpilot.records.kinds import Call
from callpilot.reports.log import as_json_lines

FOREIGN = b'{"name": "Tom \\u00c5", "id":"%s","later":[1, 2]}'


def call(number: int, desk: str = "desk-3") -> Call:
    at = f"2026-11-23T10:{number // 60:02}:{number % 60:02}.000Z"
    name = (
        f"Åsa {number}" if number % 5 else f"Åsa \u202e {number}"
    )  # one in five is shown otherwise than it was written
    return Call(id=f"20261123-{desk}-{number:04}", name=name, notes='a "quote"', answered_at=at)


def write(data: Path, desk: str, calls: list[tuple[str, bytes]]) -> None:
    tip, lines = Tip(), b""
    for identity, raw in calls:
        entry, line = seal(
            tip, at="2026-11-23T12:00:00.000Z", desk=desk, by="maria", kind="call", id=identity, rev=1, why=None,
            data=salted(raw),
        )  # fmt: skip
        tip, lines = Tip(entry.seq, entry.hash), lines + line
    path = day_path(data, "2026-11-23", desk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lines)


@pytest.fixture
def index(data: Path, tmp_path: Path):
    for desk in ("desk-1", "desk-2", "desk-3"):
        known = [(one.id, encode(one)) for one in (call(number, desk) for number in range(1, 40))]
        foreign = f"20261123-{desk}-0900"
        write(data, desk, [*known, (foreign, FOREIGN % foreign.encode())])
    made = Index(data, tmp_path / "cache", country="GB")
    made.catch_up()
    yield made
    made.close()


def expected(index: Index, wanted: LogFilter) -> list[bytes]:
    return [without_salt(bytes(index.revisions(row.id)[-1].data)) for row in index.log(wanted, 1000)]


@pytest.mark.parametrize("batch", [1, 7, 120, 5000])
@pytest.mark.parametrize("window", [1, 1500, 256 * 1024])
@pytest.mark.parametrize("wanted", [LogFilter(), LogFilter(desk="desk-2"), LogFilter(text="åsa")])
def test_each_call_is_given_once_newest_first_as_it_was_recorded(index, wanted, batch, window, monkeypatch):
    monkeypatch.setattr(index_streaming, "_BATCH", batch)
    monkeypatch.setattr(index_streaming, "_WINDOW", window)
    monkeypatch.setattr(index_streaming, "_FILES", 2)
    found = list(index.calls(wanted))
    assert found == expected(index, wanted)
    assert [list(index.calls(wanted, limit)) for limit in (0, 1, 8, 500)] == [found[:0], found[:1], found[:8], found]


def test_what_another_program_wrote_otherwise_is_given_as_compact_json(index):
    others = [one for one in index.calls(LogFilter()) if b"later" in one]
    assert len(others) == 3
    assert all(json.loads(one)["name"] == "Tom Å" and b": " not in one for one in others)


def test_a_day_is_read_in_a_few_pieces(index, monkeypatch):
    opened, read = [], []
    real_open, real_read = os.open, os.read
    monkeypatch.setattr(index_streaming.os, "open", lambda *words: opened.append(words) or real_open(*words))
    monkeypatch.setattr(index_streaming.os, "read", lambda *words: read.append(words) or real_read(*words))
    assert len(list(index.calls(LogFilter(text="åsa")))) == 117
    assert len(opened) == 3
    assert len(read) <= 6


def test_a_line_that_changed_since_is_never_given_as_it_was(index, data):
    path = day_path(data, "2026-11-23", "desk-1")
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"quote", b"quota", 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert list(index.calls(LogFilter())) == expected(index, LogFilter())


def test_what_another_program_called_sensitive_is_hidden_however_it_wrote_that(data, tmp_path):
    ran = b'"procedures":[{"id":"p","version":"1","sha256":"0","sensitive" : [ "pin" ]}]'
    secret = b'{"id":"20261123-desk-1-0001",%b,"fields":{"pin":"4711"}}' % ran
    no_text = b'{"id":"20261123-desk-1-0002",%b,"name":"\xff"}' % ran  # it is no text: damage, and no call
    write(data, "desk-1", [("20261123-desk-1-0001", secret), ("20261123-desk-1-0002", no_text)])
    index = Index(data, tmp_path / "cache", country="GB")
    index.catch_up()
    lines = b"".join(as_json_lines(index.calls(LogFilter()))).decode().splitlines()
    index.close()
    assert [json.loads(line)["fields"] for line in lines] == [{"pin": "•••"}]


@pytest.mark.parametrize("least", [1, 3, 1000])
@pytest.mark.parametrize(
    "wanted",
    [
        LogFilter(),
        LogFilter(account="law"),
        LogFilter(since="2026-11-03T12:00:00.000Z", until="2026-11-08T12:00:00.000Z"),
        LogFilter(since="2026-11-03", until="2026-11-03"),
        LogFilter(until="2026-11-05T10:00:00.000Z"),
        LogFilter(text="anna"),
    ],
)
def test_the_parts_of_the_log_give_the_same_calls_in_the_same_order(data, tmp_path, monkeypatch, wanted, least):
    monkeypatch.setattr(index_streaming, "_PART", least)
    calls = []
    for number in range(60):
        at = ("", "odd", f"2026-11-{1 + number // 6:02}T{number % 24:02}:00:00.000Z")[min(number, 2)]
        account = ("law", "surgery")[number % 2]
        calls.append(Call(id=f"20261123-desk-1-{number:04}", name="Anna", answered_at=at or None, account=account))
    write(data, "desk-1", [(one.id, encode(one)) for one in calls])
    index = Index(data, tmp_path / "cache", country="GB")
    index.catch_up()
    parts = index.parts(wanted)
    assert [one for part in parts for one in index.calls(part)] == list(index.calls(wanted))
    is_short = least == 1000 or wanted.text or (wanted.since and wanted.since == wanted.until)
    assert (len(parts) == 1) == bool(is_short)
    index.close()
