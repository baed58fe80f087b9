"""Every file call of a shift fails once: nothing is lost, nothing is doubled, nothing is called saved that isn't.

`CALLPILOT_FAULTS=all` fails every single call with every error; without it each place in the code is failed.
"""

import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.desk.place import live_state
from tests.faults.layer import CODES, SHORT, Fault, Layer
from tests.faults.scripted import DESK, Shift, make_home, turned_by_hand

from callpilot.console.configuration import Config
from callpilot.desk.restoring import restored
from callpilot.desk.state import DeedRefused
from callpilot.journal.reading import entries
from callpilot.journal.recovery import read_sheets, recover
from callpilot.journal.verifying import verify
from callpilot.records.entry import Entry

ALL = os.environ.get("CALLPILOT_FAULTS") == "all"
"""Whether every call fails with every error; else every place in the code that makes one, with one error."""

_CALL = re.compile(rf"(\d{{8}}-{DESK}-)(\d{{4,}})")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the layer stands under POSIX calls")


class Watched:
    """One shift with one fault, and what was seen to be wrong."""

    def __init__(self, folder: Path, config: Config, fault: Fault | None) -> None:
        self.wrong: list[str] = []
        self.data = folder / "data"
        self.layer = Layer(folder)
        with pytest.MonkeyPatch.context() as patch:
            turned_by_hand(patch)
            self.layer.patch(patch)
            self.shift = shift = Shift(folder, self.layer, config, "Maria")
            shift.crank.turn()
            self.layer.begin(fault)
            for name, deed in shift.deeds():
                self._do(name, deed)
            self.layer.mended()
            self.sites = self.layer.sites[:]
            self._recover()
            self.live = live_state(shift.desk)
            if not shift.session.close():
                self.wrong.append("closing says that not everything is saved")
            self._promises("closing")
            shift.session.index.close()
            self.layer.stop()
            self.wrong += [f"left open: {path}" for path, _node in self.layer.fds.values()]
            self.wrong += [f"written though an fsync failed: {path}" for path in self.layer.distrusted_writes]
        self.records = records(self.data)

    def _do(self, name: str, deed: Any) -> None:
        try:
            deed()
        except DeedRefused as refusal:
            self.wrong.append(f"{name}: refused, {refusal}")
        except Exception as error:
            self.wrong.append(f"{name}: {error!r}")
        self._turn(name)
        self._promises(name)

    def _turn(self, name: str) -> None:
        try:
            self.shift.crank.turn()
        except Exception as error:
            self.wrong.append(f"the syncing thread after {name}: {error!r}")

    def _recover(self) -> None:
        """The fault is over: within a few attempts everything is on the disk."""
        shift = self.shift
        for _ in range(12):
            shift.crank.turn()
            if shift.journal.saved:
                break
        shift.read()
        shift.poll()
        shift.crank.turn()
        if not shift.journal.saved:
            self.wrong.append(f"not saved after the fault was over; it says {shift.journal.trouble}")
        if shift.journal.trouble:
            self.wrong.append(f"still says after the fault: {shift.journal.trouble}")

    def _promises(self, name: str) -> None:
        shift = self.shift
        on_disk = {line[-67:-3].decode() for line in self.layer.lines(self.data / "journal")}
        for ids, future in shift.futures:
            if future.done() and future.exception() is None:
                lost = [entry.id for entry in future.result() if entry.hash not in on_disk]
                self.wrong += [f"{name}: {one} of {ids} is called saved and isn't on the disk" for one in lost]
        written = self.layer.lines(self.data / "open")
        unsaved = not shift.journal._writer.is_settled
        for identity, sheet in shift.sheets.items():
            if sheet.saved and not set(sheet._lines) <= written and not sheet.is_discarded:
                self.wrong.append(f"{name}: the sheet {identity} is called saved and isn't on the disk")
            unsaved |= not sheet.saved and not sheet.is_discarded
        line = shift.journal.trouble
        if unsaved and not line:
            self.wrong.append(f"{name}: something isn't saved and nothing says so")
        if line and (problem := unclear(line, self.data)):
            self.wrong.append(f"{name}: {problem}: {line}")


def unclear(line: str, data: Path) -> str:
    """Say what the line of a trouble lacks: one line has to say what happened, where, and what to do."""
    if "\n" in line:
        return "not one line"
    if str(data) not in line:
        return "doesn't say where"
    if "; " not in line:
        return "doesn't say what to do"
    return "doesn't say what happened" if "saving failed (" in line or "None" in line else ""


def records(data: Path) -> list[Any]:
    """The journal as it reads, in order, without what is drawn at random.

    A call's number is counted anew: while the journal can't be read, numbers beyond all that it holds are given out.
    """
    numbers: dict[str, str] = {}

    def counted(found: re.Match[str]) -> str:
        return found[1] + numbers.setdefault(found[2], f"{len(numbers) + 1:04}")

    found: list[Any] = []
    for entry in entries(data):
        if not isinstance(entry, Entry):
            found.append(("damage", entry.path.name, entry.line))
            continue
        held = json.loads(bytes(entry.data))
        held.pop("salt")
        identity = _CALL.sub(counted, entry.id)
        held = json.loads(_CALL.sub(counted, json.dumps(held)))
        found.append((entry.seq, entry.kind, identity, entry.rev, entry.by, entry.why, entry.at, held))
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Config]:
    folder = tmp_path_factory.mktemp("base") / "home"
    with pytest.MonkeyPatch.context() as patch:
        turned_by_hand(patch)
        return folder, make_home(folder)


@pytest.fixture(scope="module")
def clean(base: tuple[Path, Config], tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The shift on a disk that never fails."""
    folder = tmp_path_factory.mktemp("clean") / "home"
    shutil.copytree(base[0], folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Layer, "records_sites", True)
        watched = Watched(folder, base[1], None)
    assert watched.wrong == []
    assert len(watched.records) > 15
    return watched


def faults(clean: Watched) -> Iterator[Fault]:
    """What is failed: every call with every error, or every place in the code once, the errors in turn."""
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for turn, (kind, nth, site) in enumerate(clean.sites):
        often = seen[kind, site] = seen.get((kind, site), 0) + 1
        codes = (*CODES, SHORT) if kind == "write" else CODES
        if ALL:
            yield from (Fault(kind, nth, code, lasts=lasts) for code in codes for lasts in (False, kind != "unlock"))
        elif often == 1:
            yield Fault(kind, nth, codes[turn % len(codes)])
        elif often == 2 and kind != "unlock":  # a lock that can't be let go is held until its process ends
            yield Fault(kind, nth, codes[(turn + 3) % len(codes)], lasts=True)
        if kind == "write" and (ALL or often == 1):
            for also in ("", "ftruncate", "fstat", "close"):
                yield Fault(kind, nth, errno.ENOSPC, torn=True, also=also)
                yield Fault(kind, nth, errno.EIO, torn=True, also=also)


def after(base: tuple[Path, Config], folder: Path, clean: Watched, fault: Fault) -> list[str]:
    """Work the shift with a fault; return what was wrong."""
    shutil.copytree(base[0], folder)
    watched = Watched(folder, base[1], fault)
    wrong, data = watched.wrong, watched.data
    if not watched.layer.failed:
        wrong.append("the fault never came")
    recover(data, DESK)  # as the next start does: a half line that could not be cut is cut then
    wrong += [f"verify: {problem}" for problem in verify(data).problems]
    if watched.records != clean.records:
        wrong.append(f"the journal differs: {difference(clean.records, watched.records)}")
    found, problems = restored(read_sheets(data, DESK))
    wrong += [f"restoring: {problem}" for problem in problems]
    if {live.id: live for live in found} != watched.live or watched.live != clean.live:
        wrong.append("what is open differs from what was on the screen")
    if rings := [path.name for path in (data / "inbox").iterdir()]:
        wrong.append(f"left in the inbox: {len(rings)}")
    shutil.rmtree(folder)
    return wrong


def difference(before: list[Any], now: list[Any]) -> str:
    for one, other in zip(before, now, strict=False):
        if one != other:
            return f"{one[:5]} became {other[:5]}" if one[:7] != other[:7] else f"the data of {one[2]} {one[3]}"
    return f"{len(before)} entries became {len(now)}"


def test_every_file_call_of_a_shift_fails_in_turn(base, clean, tmp_path):
    wrong: dict[str, list[str]] = {}
    count = 0
    for fault in faults(clean):
        count += 1
        if found := after(base, tmp_path / str(count), clean, fault):
            wrong[str(fault)] = found
    text = "\n".join(f"{fault}: {found[0]} (+{len(found) - 1})" for fault, found in wrong.items())
    assert not wrong, f"{len(wrong)} of {count} faults:\n{text}"
    assert count > 300
