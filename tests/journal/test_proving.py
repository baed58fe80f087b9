"""Proving whole files at one go finds what looking at every line by itself does, in the same words, and no more."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.damage.harm import harm, harmed
from tests.damage.home import DESK, a_home

from callpilot.journal import blocks, verifying
from callpilot.journal import proofs as proofs_room
from callpilot.journal.blocks import lines_at_one_go
from callpilot.journal.chain import Tip, change_in
from callpilot.journal.codec import may_harm
from callpilot.journal.day_files import day_files
from callpilot.journal.proofs import proofs
from callpilot.journal.reading import Line, lines
from callpilot.journal.verifying import Report, verify
from callpilot.records.entry import GENESIS

JOURNAL = {
    name.removeprefix("data/"): content
    for name, content in a_home().files.items()
    if name.startswith("data/journal/")
}  # fmt: skip
NAMES = sorted(JOURNAL)
DAY = f"journal/2026/11/2026-11-22.{DESK}.jsonl"
SALT = b'"salt":"0e76c8bf1f7970e93d0e76c8bf1f7970"}'


@contextmanager
def laid_out(files: dict[str, bytes]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for name, content in files.items():
            path = data / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield data


def both(data: Path) -> tuple[Report, Report]:
    """What is said when files are proven, and when each line is looked at by itself."""
    with patch.object(verifying, "proofs", lambda files: {}):
        by_line = verify(data)
    return verify(data), by_line


# -- damage -----------------------------------------------------------------------------------------------


@settings(max_examples=int(os.environ.get("CALLPILOT_EXAMPLES", "150")), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), harm), min_size=1, max_size=3), st.sampled_from([600, 4000, 1 << 18]))
def test_a_damaged_journal_is_told_in_the_very_words_of_looking_at_every_line(harms, block):
    files = dict(JOURNAL)
    for name, how in harms:
        files[name] = harmed(files[name], how)
    with laid_out(files) as data, patch.object(blocks, "BLOCK", block):
        at_one_go, by_line = both(data)
    assert at_one_go == by_line


@settings(max_examples=int(os.environ.get("CALLPILOT_EXAMPLES", "150")), deadline=None)
@given(st.sampled_from(NAMES), st.lists(harm, max_size=2), st.sampled_from([600, 4000, 1 << 18]), st.integers(0, 5))
def test_lines_read_at_one_go_are_those_that_are_read_one_by_one(name, harms, block, first):
    content = JOURNAL[name]
    for how in harms:
        content = harmed(content, how)
    with laid_out({name: content}) as data, patch.object(blocks, "BLOCK", block):
        one_by_one = list(lines(data / name))
        here = one_by_one[first:] if first < len(one_by_one) else []
        begin = (here[0].offset, here[0].line) if here else (len(content), 1)
        at_one_go = list(lines_at_one_go(data / name, *begin))
    sound = [line for line in at_one_go if isinstance(line, Line) and line.is_sound]
    assert [replace(line, is_sound=False) if line in sound else line for line in at_one_go] == here
    assert all(change_in(line.raw, line.entry) == "" and not may_harm(line.raw) for line in sound)
    assert harms or len(sound) == len(here)


# -- what somebody wrote who knew how to reckon the hashes --------------------------------------------------


def sealed(tip: Tip, head: bytes, data: bytes, end: bytes = b"}", digest: bytes = b"") -> tuple[Tip, bytes]:
    """Return a line whose hashes fit, whatever stands in it. `head`: its members before the digest, to be filled in."""
    head = head.replace(b"SEQ", b"%d" % (tip.seq + 1))
    whole = b"{%b,%b}" % (head, b'"digest":"%b"' % (digest or sha256(data).hexdigest().encode()))
    own = sha256(b"%b\n%b" % (tip.hash.encode(), whole)).hexdigest()
    line = b'%b,"data":%b,"prev":"%b","hash":"%b"%b\n' % (whole[:-1], data, tip.hash.encode(), own.encode(), end)
    return Tip(tip.seq + 1, own), line


def head_of(seq=b"SEQ", at=b'"T"', desk=b'"desk-3"', by=b'"maria"', kind=b'"call"', id=b'"c-1"', rev=b"1", why=b"null"):
    members = (b'"seq":', seq), (b'"at":', at), (b'"desk":', desk), (b'"by":', by), (b'"kind":', kind)
    more = (b'"id":', id), (b'"rev":', rev), (b'"why":', why)
    return b",".join(name + value for name, value in (*members, *more))


TEXTS = (
    b'"maria"', b'"Zo\xc3\xab"', b'"\\u005a"', b'"a\\"b\\\\"', b'"\\n"', b'"\\u0007"', b'"\x7f"', b'"\xe2\x80\xae"',
    b'"\xe2\x80\x8b"', b'"\\ud800"', b'"\xff"', b'"a\nb"', b'"\\/"', b'"\xf0\x9f\x98\x80"', b'"\\"data\\":"', b"null",
    b"17", b'""', b'"\xed\xa0\x80"',
)  # fmt: skip
NUMBERS = b"SEQ", b"SEQ.0", b"-0", b"1e0", b"01", b"9007199254740993", b"99999999999999999999", b"true", b'"1"'
ERASED = b'{"erased":"2026-12-01T00:00:00.000Z"}'
ERASES = b'{"id":"c-1","seq":1,' + SALT
VALUES = (
    b"{" + SALT, ERASED, ERASES, b"{}", b"17", b'"text"', b"[1]", b"null", b"", b"{", b'{"a":1', b"{}}", b"{} ",
    b'{"a":\n1}', b'{"a":1}\n{}', b'{"a":1,"a":2}', b'{"a":"\\q"}', b'{"a":"\xff"}', b'{"a":"\\n\xff"}',
    b'{"a":"\x01"}', b'{"a":NaN}', b'{"id":"c\\u0007","seq":1}', b'{"id":"c\x7f","seq":true}', b'{"id":7,"seq":1}',
    b'{"erased":"once"}', b'{"a":' + ERASED + b"}", b"[" * 3000 + b"]" * 3000, b'{"a":' * 200 + b"1" + b"}" * 200,
    b'{"a":"%b"}' % (b"x" * 900),
)  # fmt: skip
HEADS = st.builds(
    head_of, seq=st.sampled_from((b"SEQ",) * 9 + NUMBERS), by=st.sampled_from(TEXTS), why=st.sampled_from(TEXTS),
    id=st.sampled_from((b'"c-1"', b'"c-2"', b'"c\\u0007"', b'"c\x7f"', b'"c\xe2\x9f\xa87F\xe2\x9f\xa9"')),
    kind=st.sampled_from((b'"call"', b'"erasure"', b'"erasure\x7f"')), rev=st.sampled_from((b"1", *NUMBERS[1:])),
    desk=st.sampled_from((b'"desk-3"',) * 9 + (b'"desk-4"', b'"desk-3\x7f"')),
)  # fmt: skip
PLAIN = st.builds(head_of, id=st.sampled_from((b'"c-1"', b'"c-2"')), kind=st.sampled_from((b'"call"', b'"erasure"')))
LINES = st.tuples(
    st.one_of(PLAIN, PLAIN, HEADS, HEADS.map(lambda head: head + b',"rev":1'), HEADS.map(lambda head: b" " + head)),
    st.sampled_from((*VALUES[:3], *VALUES)),
    st.sampled_from((b"}",) * 12 + (b" }", b"} ", b"}\r", b',"new":1}', b'}{"a":1}', b"}\n", b'},{"a":1}')),
    st.sampled_from((b"",) * 6 + (b"0" * 64, b"\\u0030" * 64)),
)


@settings(max_examples=int(os.environ.get("CALLPILOT_EXAMPLES", "400")), deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12), st.integers(0, 12), st.sampled_from([300, 1 << 18]))
@example([(head_of(), ERASED, b"}", b""), (head_of(kind=b'"erasure"'), ERASES, b"}", b"")], 1, 300)
@example([(head_of(id=b'"c\\u0007"'), ERASED, b"}", b"0" * 64), (head_of(), b"{}", b"}", b"")], 2, 300)
def test_a_line_that_was_forged_with_fitting_hashes_is_judged_as_by_itself(drawn, first_day, block):
    tip, lines = Tip(0, GENESIS), list[bytes]()
    for line in drawn:
        tip, written = sealed(tip, *line)
        lines.append(written)
    files = {DAY: b"".join(lines[:first_day]), DAY.replace("11-22", "11-23"): b"".join(lines[first_day:])}
    with laid_out(files) as data, patch.object(blocks, "BLOCK", block):
        at_one_go, by_line = both(data)
    assert at_one_go == by_line


# -- sound files ------------------------------------------------------------------------------------------


def test_of_a_sound_journal_no_line_is_looked_at_by_itself_but_in_a_days_second_segment(tmp_path):
    looked_at: list[str] = []
    lines = verifying.settled_lines

    def counting(data: Path, desk: str, path: Path) -> Iterator[Any]:
        looked_at.append(path.name)
        return lines(data, desk, path)

    with laid_out(JOURNAL) as data, patch.object(verifying, "settled_lines", counting):
        report = verify(data)
    assert report.problems == []
    assert report.entries == sum(content.count(b"\n") for content in JOURNAL.values())
    assert looked_at == ["2026-11-23.desk-4.jsonl", "2026-11-23.desk-4.2.jsonl"]


def test_names_and_reasons_in_any_script_and_erased_entries_are_proven_like_others():
    tip, lines = Tip(0, GENESIS), list[bytes]()
    for head, data, digest in (
        (head_of(by='"Zoë"'.encode(), why='"sagt: \\"später\\"\\n"'.encode()), b"{" + SALT, b""),
        (head_of(by='"山田"'.encode()), ERASED, b"0" * 64),
        (head_of(kind=b'"erasure"', id=b'"x"'), b'{"id":"c-1","seq":2,' + SALT, b""),
    ):
        tip, written = sealed(tip, head, data, digest=digest)
        lines.append(written)
    with laid_out({DAY: b"".join(lines)}) as data:
        (stretch,) = proofs(day_files(data)).values()
        assert (stretch.entries, stretch.tip, stretch.tombstones) == (3, tip, {("c-1", 2): 2})
        assert stretch.erasures == [("c-1", 2)]
        assert verify(data).problems == []


def test_a_block_may_end_anywhere_in_a_line():
    with laid_out(JOURNAL) as data:
        whole = proofs(day_files(data))
        assert len(whole) == len(JOURNAL)
        for block in range(1, 2000, 97):
            with patch.object(blocks, "BLOCK", block):
                assert proofs(day_files(data)) == whole


# -- on several processors ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 9])
def test_several_processes_prove_what_one_does(count):
    with laid_out(JOURNAL) as data:
        files = day_files(data)
        assert proofs(files, count) == proofs(files, 1)
        (data / DAY).write_bytes(JOURNAL[DAY].replace(b"Anna", b"Anne", 1))
        assert proofs(files, count) == proofs(files, 1)
        assert len(proofs(files, count)) == len(files) - 1


def dies(*_args: Any) -> None:
    os._exit(9)


@pytest.mark.parametrize("how", ["dies", "can't be started"])
def test_a_process_that_fails_costs_time_and_nothing_else(how, monkeypatch):
    with laid_out(JOURNAL) as data:
        files = day_files(data)
        expected = proofs(files, 1)
        if how == "dies":
            monkeypatch.setattr(proofs_room, "_answer", dies)
        else:
            monkeypatch.setattr("multiprocessing.Process.start", lambda self: (_ for _ in ()).throw(BlockingIOError()))
        assert proofs(files, 3) == expected


def test_a_small_journal_is_proven_by_one_process(monkeypatch):
    monkeypatch.setattr(proofs_room, "available_processors", lambda: 64)
    monkeypatch.setattr(proofs_room, "_begun", None)
    with laid_out(JOURNAL) as data:
        assert len(proofs(day_files(data))) == len(JOURNAL)


def test_shares_keep_their_order_and_are_of_about_the_same_size():
    with laid_out(JOURNAL) as data:
        files = day_files(data)
        assert proofs_room._shares(files, [10, 20, 30, 20, 10], 2) == [files[:3], files[3:]]
        assert proofs_room._shares(files, [90, 1, 1, 1, 1], 2) == [files[:1], files[1:]]
        assert proofs_room._shares(files, [0] * 5, 2) == [files]
        assert proofs_room._shares([], [], 2) == []
