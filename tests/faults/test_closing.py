"""A console that is closed while its disk is dead: it says what isn't saved, and what was called saved is there."""

import errno
import shutil

import pytest
from tests.faults.layer import Fault, Layer
from tests.faults.scripted import DESK, Shift, turned_by_hand
from tests.faults.watched import records

from callpilot.desk.on_sheets import restored
from callpilot.journal.disk import JournalError
from callpilot.journal.recovery import read_sheets, recover
from callpilot.journal.verifying import verify


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("kind", ["write", "fsync", "open", "flock"])
def test_what_is_not_saved_at_the_end_is_said_and_what_was_saved_is_there(kind, code, base, tmp_path):
    folder = tmp_path / "home"
    shutil.copytree(base[0], folder, symlinks=True)
    layer = Layer(folder)
    with pytest.MonkeyPatch.context() as patch:
        turned_by_hand(patch)
        layer.patch(patch)
        shift = Shift(folder, layer, base[1], "Maria")
        for number, (_name, deed) in enumerate(shift.deeds()):
            if number == 12:
                layer.begin(Fault(kind, 0, code, lasts=True))
            if number == 22:
                break
            deed()
            shift.crank.turn()
        done = [future for _ids, future in shift.futures if future.done()]
        assert shift.session.close() is False
        shift.session.index.close()
        layer.stop()
    assert layer.failed
    late = [future for _ids, future in shift.futures if future not in done]
    assert late
    for future in late:
        assert isinstance(future.exception(timeout=0), JournalError)
        assert "\n" not in str(future.exception())
    said = {entry.hash for future in done for entry in future.result()}
    held = (folder / "data" / "journal").rglob("*.jsonl")
    written = {line[-67:-3].decode() for path in held for line in path.read_bytes().splitlines(keepends=True)}
    assert said <= written
    recover(folder / "data", DESK)
    assert verify(folder / "data").problems == []
    found, _problems = restored(read_sheets(folder / "data", DESK))
    assert next(live for live in found if live.id.endswith("0002")).values["name"] == "Anna"


def test_what_was_kept_in_memory_only_is_made_again_at_the_next_start(base, tmp_path):
    """An escalation that is on the sheet and never came into the journal is written once, when the desk opens again."""
    folder = tmp_path / "home"
    shutil.copytree(base[0], folder, symlinks=True)
    layer = Layer(folder)
    with pytest.MonkeyPatch.context() as patch:
        turned_by_hand(patch)
        layer.patch(patch)
        shift = Shift(folder, layer, base[1], "Maria")
        for name, deed in shift.deeds():
            if name == "escalate":
                layer.begin(Fault("flock", 0, errno.EIO, lasts=True))
            deed()
            shift.crank.turn()
            if name == "escalate":
                break
        assert shift.session.close() is False
        shift.session.index.close()
        layer.stop()
    assert [one[1] for one in records(folder / "data")].count("escalation") == 0
    with pytest.MonkeyPatch.context() as patch:
        turned_by_hand(patch)
        for _start in range(2):
            shift = Shift(folder, Layer(folder), base[1], "Maria", 60)
            assert shift.session.close()
            shift.session.index.close()
    assert [one[1] for one in records(folder / "data")].count("escalation") == 1


def test_a_sheet_that_can_not_be_removed_is_nothing_unsaved(base, tmp_path):
    folder = tmp_path / "home"
    shutil.copytree(base[0], folder, symlinks=True)
    layer = Layer(folder)
    with pytest.MonkeyPatch.context() as patch:
        turned_by_hand(patch)
        layer.patch(patch)
        shift = Shift(folder, layer, base[1], "Maria")
        for name, deed in shift.deeds():
            deed()
            if name == "gone":
                layer.begin(Fault("unlink", 0, errno.EACCES, lasts=True))
            shift.crank.turn()
            if name == "close":
                break
        assert shift.session.close()
        shift.session.index.close()
        layer.stop()
        assert list((folder / "data" / "open").glob("*-0002.jsonl"))
        shift = Shift(folder, Layer(folder), base[1], "Maria", 60)
        assert not list((folder / "data" / "open").glob("*-0002.jsonl"))
        assert shift.session.close()
        shift.session.index.close()
    assert [one[1] for one in records(folder / "data")].count("call") == 2
