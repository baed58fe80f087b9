"""A shift worked on a disk that fails, and all that is wrong during it and afterwards: each promise is looked at."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.desk.place import live_state
from tests.faults.layer import Fault, Layer
from tests.faults.scripted import DESK, Shift, turned_by_hand

from callpilot.console.configuration import Config
from callpilot.desk.on_sheets import restored
from callpilot.desk.state import DeedRefused
from callpilot.journal.codec import encode
from callpilot.journal.reading import entries
from callpilot.journal.recovery import read_sheets, recover
from callpilot.journal.verifying import verify
from callpilot.records.entry import Entry
from callpilot.records.live import AnyLive

_CALL = re.compile(rf"(\b\d{{8}}-{DESK}-|(?<![-\d])(?=\d{{4,6}}-[efim]\d))(\d{{4,}})")


class Watched:
    """One shift with one fault. `wrong` is what was seen to be wrong; `aside` is called before each deed."""

    def __init__(
        self, folder: Path, config: Config, fault: Fault | None, aside: Callable[[int, Shift], None] | None = None
    ) -> None:
        self.wrong: list[str] = []
        self.data = folder / "data"
        self.layer = Layer(folder)
        with pytest.MonkeyPatch.context() as patch:
            turned_by_hand(patch)
            self.layer.patch(patch)
            self.shift = shift = Shift(folder, self.layer, config, "Maria")
            shift.crank.turn()
            self.layer.begin(fault)
            self.count = 0
            for name, deed in shift.deeds():
                if aside:
                    aside(self.count, shift)
                self.count += 1
                self._do(name, deed)
            shift.mended()
            self.sites = self.layer.sites[:]
            self._recover()
            self.live = live_state(shift.desk)
            if not shift.session.close():
                self.wrong.append("closing says that not everything is saved")
            self._promises("closing")
            shift.session.index.close()
            self.layer.stop()
            self.wrong += [f"left open: {path}" for path in self.layer.left_open()]
            self.wrong += [f"written though an fsync failed: {path}" for path in self.layer.distrusted_writes]
        recover(self.data, DESK)  # as the next start does: a half line that could not be cut is cut then
        self.records = records(self.data)

    def _do(self, name: str, deed: Callable[[], Any]) -> None:
        try:
            deed()
        except DeedRefused as refusal:
            self.wrong.append(f"{name}: refused, {refusal}")
        except Exception as error:
            self.wrong.append(f"{name}: {error!r}")
        done = sum(future.done() for _ids, future in self.shift.futures)
        try:
            self.shift.crank.turn()
        except Exception as error:
            self.wrong.append(f"the syncing thread after {name}: {error!r}")
        if self.shift.is_away:
            if done != sum(future.done() for _ids, future in self.shift.futures):
                self.wrong.append(f"{name}: something is called saved while the folder is away")
            self._says_it(name)
        else:
            self._promises(name)

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
        for identity, sheet in shift.sheets.items():
            if sheet.saved and not set(sheet._lines) <= written and not sheet.is_discarded:
                self.wrong.append(f"{name}: the sheet {identity} is called saved and isn't on the disk")
        self._says_it(name)

    def _says_it(self, name: str) -> None:
        """What isn't saved is said, on one line, with its place and what to do about it."""
        journal = self.shift.journal
        sheets = [sheet for sheet in self.shift.sheets.values() if not sheet.is_discarded]
        if not (journal._writer.is_settled and all(sheet.saved for sheet in sheets)) and not journal.trouble:
            self.wrong.append(f"{name}: something isn't saved and nothing says so")
        if journal.trouble and (problem := unclear(journal.trouble, self.data)):
            self.wrong.append(f"{name}: {problem}: {journal.trouble}")

    def compared(self, clean: "Watched") -> list[str]:
        """All that was wrong, and how the disk differs now from that of a shift on which nothing failed."""
        wrong = [*self.wrong, *(f"verify: {problem}" for problem in verify(self.data).problems)]
        if self.records != clean.records:
            wrong.append(f"the journal differs: {difference(clean.records, self.records)}")
        found, problems = restored(read_sheets(self.data, DESK))
        wrong += [f"restoring: {problem}" for problem in problems]
        if {live.id: live for live in found} != self.live or opened(self.live) != opened(clean.live):
            wrong.append("what is open differs from what was on the screen")
        if rings := list((self.data / "inbox").iterdir()):
            wrong.append(f"left in the inbox: {len(rings)}")
        return wrong


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
    counted = counting()
    found: list[Any] = []
    for entry in entries(data):
        if not isinstance(entry, Entry):
            found.append(("damage", entry.path.name, entry.line))
            continue
        held = json.loads(bytes(entry.data))
        held.pop("salt")
        identity = _CALL.sub(counted, entry.id)
        held = by_number(json.loads(_CALL.sub(counted, json.dumps(held))))
        found.append((entry.seq, entry.kind, identity, entry.rev, entry.by, entry.why, entry.at, held))
    return found


def counting() -> Callable[[re.Match[str]], str]:
    """Number calls anew in the order in which they come up."""
    numbers: dict[str, str] = {}
    return lambda found: found[1] + numbers.setdefault(found[2], f"{len(numbers) + 1:04}")


def opened(live: Mapping[str, AnyLive]) -> str:
    """What is open, as one text, the calls numbered anew."""
    return _CALL.sub(counting(), encode([live[identity] for identity in sorted(live)]).decode())


def by_number(held: Any) -> Any:
    """The items of a handover in an order that no call's number decides."""
    if isinstance(held, dict) and "items" in held:
        held["items"] = sorted(held["items"], key=str)
    return held


def difference(before: list[Any], now: list[Any]) -> str:
    for one, other in zip(before, now, strict=False):
        if one != other:
            if one[:7] != other[:7]:
                return f"{one[:5]} became {other[:5]}"
            return str(
                [(name, one[7][name], other[7].get(name)) for name in one[7] if one[7][name] != other[7].get(name)]
            )
    return f"{len(before)} entries became {len(now)}"
