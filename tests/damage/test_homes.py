"""Any damage to any file: the console starts, the commands answer, what is wrong is named, and all else is there.

`CALLPILOT_DAMAGE=long` (`make damage`) draws thousands of damages instead of a few.
"""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.damage.harm import harm, harmed
from tests.damage.home import DESK, NAMES, READ, Seen, a_copy, a_home, opened, run

from callpilot.journal.recovery import recover
from callpilot.journal.verifying import verify
from callpilot.site.home import Home

IS_LONG = os.environ.get("CALLPILOT_DAMAGE") == "long"
LONG_AGO = 1_700_000_000
JOURNAL = [name for name in NAMES if name.startswith("data/journal")]
SHEETS = [name for name in NAMES if name.startswith("data/open")]
OTHERS = [name for name in NAMES if name not in (*JOURNAL, *SHEETS)]
NEWEST = f"data/journal/2026/11/2026-11-23.{DESK}.jsonl"

pytestmark = pytest.mark.timeout(7200 if IS_LONG else 120)


_QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # what fails is made smaller in the long run only


def bounded(few: int, many: int):
    """So many examples: a few in every run of the tests, many in the long one."""
    return settings(
        max_examples=many if IS_LONG else few, deadline=None, phases=tuple(Phase) if IS_LONG else _QUICK,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _hasty():
    """These tests are about what is written, not about power cuts."""
    real, os.fsync = os.fsync, lambda _fd: None
    yield
    os.fsync = real


def damage(home: Home, name: str, content: bytes) -> Path:
    path = home.data.parent / name
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def answers(home: Home) -> dict[str, str]:
    """Run every command that reads; none may end in a fault. Return what they said on stderr, by their words."""
    said = {}
    for words in READ:
        done = run(home, *words)
        assert done.status in (0, 1, 3), (words, done)
        assert "unexpected" not in done.err, (words, done)
        said[" ".join(words)] = done.err
    assert not (home.data / "errors.log").exists()
    return said


def quarantined(home: Home) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home.data / "quarantine").iterdir()}


def sound_entries(home: Home, name: str, content: bytes) -> set[tuple[str, int]]:
    """What the undamaged lines of the journal hold: desk and number of each entry."""
    files = {one: content if one == name else a_home().files[one] for one in JOURNAL}
    whole = {line for one in JOURNAL for line in a_home().files[one].split(b"\n")[:-1]}
    lines = {line for raw in files.values() for line in raw.split(b"\n")[:-1] if line in whole}
    return {(said["desk"], said["seq"]) for said in map(json.loads, lines)}


def indexed(home: Home) -> set[tuple[str, int]]:
    import sqlite3

    base = sqlite3.connect(home.cache / "index.sqlite")
    try:
        return set(base.execute("SELECT desk, seq FROM entries WHERE seq > 0"))
    finally:
        base.close()


def lost_no_byte(home: Home, name: str, content: bytes) -> None:
    """What the damaged file held is in it still, but for a torn end, which is in the quarantine."""
    now = (home.data.parent / name).read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    torn = content[len(whole) :]
    assert now.startswith(whole)
    assert not torn or now.startswith(content) or torn in quarantined(home).values()


def is_shorter_only(name: str, content: bytes) -> bool:
    """Whether all that happened is that whole lines went from the end: that leaves no trace in the file."""
    return a_home().files[name].startswith(content) and (not content or content.endswith(b"\n"))


def only_first_sum(sound: bytes, content: bytes) -> bool:
    """Whether nothing but the sum of the first line was changed, so that it looks like one of an earlier version."""
    first, sep, rest = sound.partition(b"\n")
    now, _sep, rest_now = content.partition(b"\n")
    return bool(sep) and rest == rest_now and now.startswith(first[: first.rfind(b',"sum":')])


def names_file(seen: Seen | list[str], name: str) -> bool:
    lines = seen.problems if isinstance(seen, Seen) else seen
    desk = re.search(r"desk-\d", name)
    return any(Path(name).name in line or (desk and f"journal of {desk[0]}" in line) for line in lines)


@bounded(15, 3000)
@given(st.sampled_from(JOURNAL), harm)
def test_any_damage_to_the_journal_is_named_found_and_kept_and_every_other_entry_is_read(name, how):
    content = harmed(a_home().files[name], how)
    with a_copy(a_home()) as home:
        damage(home, name, content)
        is_changed = content != a_home().files[name]
        is_silent = not is_changed or is_shorter_only(name, content)
        note(f"{name}: {how[0].__name__}")
        assert bool(verify(home.data).problems) or is_silent
        said = answers(home)
        assert names_file(said["log --json"].splitlines(), name) or is_silent
        seen = opened(home)
        assert names_file(seen, name) or is_silent
        lost_no_byte(home, name, content)
        assert sound_entries(home, name, content) <= indexed(home)
        kept = quarantined(home)
        if name == NEWEST:
            for line in set(content.split(b"\n")[:-1]) - set(a_home().files[name].split(b"\n")):
                assert any(line + b"\n" in one for one in kept.values())
        opened(home)
        assert quarantined(home) == kept


@bounded(30, 3000)
@given(st.sampled_from(SHEETS), harm)
def test_any_damage_to_what_is_open_is_named_and_kept_and_every_other_change_comes_back(name, how):
    content = harmed(a_home().files[name], how)
    sound = a_home().files[name].split(b"\n")[:-1]
    with a_copy(a_home()) as home:
        path = damage(home, name, content)
        note(f"{name}: {how[0].__name__}")
        is_silent = content == a_home().files[name] or (content and is_shorter_only(name, content))
        is_silent = is_silent or only_first_sum(a_home().files[name], content)
        said = run(home, "work", "--json")
        assert said.status == 0
        assert names_file(said.err.splitlines(), name) or is_silent
        found = recover(home.data, DESK)
        assert names_file([str(one) for one in found.problems], name) or is_silent
        back = [line.removesuffix(b"\n") for line in found.sheets.get(path.stem, [])]
        there = content.split(b"\n")[:-1]
        assert [line for line in sound if line in there] == [line for line in back if line in sound]
        kept = quarantined(home)
        for line in set(there) - set(sound):
            assert only_first_sum(a_home().files[name], content) or any(line + b"\n" in one for one in kept.values())
        lost_no_byte(home, name, content)
        recover(home.data, DESK)
        assert quarantined(home) == kept
        seen = opened(home)
        if back:
            assert path.stem in (*seen.state.calls, *seen.state.incidents, seen.state.pad.id)
        lost_no_byte(home, name, content)


@bounded(15, 3000)
@given(st.sampled_from(OTHERS), harm)
def test_any_damage_to_any_other_file_stops_nobody_and_costs_no_record(name, how):
    content = harmed(a_home().files[name], how)
    with a_copy(a_home()) as home:
        damage(home, name, content)
        note(f"{name}: {how[0].__name__}")
        answers(home)
        seen = opened(home)
        assert [row.name for row in seen.log][:2] == ["Lena Voss", "Eva Holm"]
        assert len([row for row in seen.log if row.disposition != "missed"]) == 7
        assert set(seen.state.calls) == {f"20261123-{DESK}-0001"}
        if name.startswith("config/"):
            assert (home.data.parent / name).read_bytes() == content
        if name.startswith("data/inbox"):
            kept = [*home.inbox.glob("*.json"), *(home.data / "quarantine").glob("inbox-*")]
            whole = [one for one in seen.log if one.disposition == "missed"]
            assert content in [one.read_bytes() for one in kept] or whole  # it still reads well: it is a ring


@pytest.mark.parametrize("what", ["folder", "link to nothing", "link to a folder", "link to itself", "nothing"])
@pytest.mark.parametrize("name", [NEWEST, *SHEETS, *OTHERS])
def test_anything_else_in_a_files_place_stops_nobody(tmp_path, name, what):
    home = a_home().put(tmp_path / "home")
    path = home.data.parent / name
    path.unlink()
    match what:
        case "folder":
            path.mkdir()
            (path / "mine").write_text("mine")
        case "link to nothing":
            path.symlink_to(tmp_path / "nothing")
        case "link to a folder":
            path.symlink_to(tmp_path)
        case "link to itself":
            path.symlink_to(path)
    if what == "folder" or name.endswith(("index.sqlite", "site.toml")) or IS_LONG:
        answers(home)
    seen = opened(home)
    assert [row.name for row in seen.log if row.name == "Eva Holm"]
    if what == "folder":  # whatever it is, what somebody has put there is there, or in the quarantine
        assert [one.read_text() for one in (home.data.parent).rglob("mine")] == ["mine"]


def test_a_damaged_line_that_reads_as_the_end_of_another_call_removes_nothing_that_is_open(tmp_path):
    """One bit of a closed call's id makes it the id of a call that is still open."""
    home = a_home().put(tmp_path / "home")
    call = f"20261123-{DESK}-0001"
    name = f"data/open/{call}.jsonl"
    closed = (
        a_home().files[NEWEST].replace(f'"id":"20261123-{DESK}-0077","rev"'.encode(), f'"id":"{call}","rev"'.encode())
    )
    assert closed != a_home().files[NEWEST]
    damage(home, NEWEST, closed)
    seen = opened(home)
    assert call in seen.state.calls
    assert (home.data.parent / name).read_bytes().startswith(a_home().files[name])


def test_a_damaged_line_never_takes_the_place_of_a_sound_one_in_the_log(tmp_path):
    """The head of an entry says another number, id or revision: what is sound is shown as it was."""
    home = a_home().put(tmp_path / "home")
    name = "data/journal/2026/11/2026-11-23.desk-4.jsonl"
    lines = a_home().files[name].splitlines(keepends=True)
    first = json.loads(lines[0])
    for old, new in (
        (b'{"seq":%d,' % first["seq"], b'{"seq":%d,' % (first["seq"] + 1)),
        (b'-0001","rev":1', b'-0002","rev":1'),
        (b'"rev":1', b'"rev":9'),
    ):
        damage(home, name, lines[0].replace(old, new, 1) + lines[1])
        seen = opened(home)
        assert seen.names(Path(name).name, "line was changed", "hash")
        assert "Ida Berg" in [row.name for row in seen.log]
        assert ("desk-4", first["seq"] + 1) in indexed(home)
