"""Every file call of a start fails: the console opens or says in one line why not; nothing is lost, nothing doubled."""

import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.desk.place import live_state
from tests.faults.layer import CODES, SHORT, Fault, Layer
from tests.faults.scripted import Shift, turned_by_hand
from tests.faults.watched import records

from callpilot.console.configuration import Config
from callpilot.desk import signing
from callpilot.journal.disk import JournalError
from callpilot.journal.verifying import verify
from callpilot.site.home import HomeError

Base = tuple[Path, Config]

pytestmark = pytest.mark.timeout(0)  # bounded by its count: hundreds of shifts, thousands with `all`


def killed(base: Base, folder: Path) -> None:
    """A home whose console was killed in a call and an emergency, with half a line at the end of each file."""
    shutil.copytree(base[0], folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        turned_by_hand(patch)
        layer = Layer(folder)
        shift = Shift(folder, layer, base[1], "Maria")
        for name, deed in shift.deeds():
            deed()
            shift.crank.turn()
            if name == "type 12 Mill":
                break
        shutil.copytree(folder, folder.with_name("killed"), symlinks=True)
        shift.session.close()
        shift.session.index.close()
    shutil.rmtree(folder)
    folder.with_name("killed").rename(folder)
    for path in [*folder.glob("data/open/*-i1.jsonl"), *folder.glob("data/journal/**/*.jsonl")]:
        with path.open("ab") as file:
            file.write(b'{"n":99,"at":"2026')


@pytest.fixture(scope="module")
def left(base: Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("left") / "home"
    killed(base, folder)
    return folder


class Start:
    """A start with a fault, a few deeds, an end; and then a start on a sound disk."""

    def __init__(self, folder: Path, config: Config, fault: Fault | None) -> None:
        self.wrong: list[str] = []
        self.layer = layer = Layer(folder)
        self.says = ""
        with pytest.MonkeyPatch.context() as patch:
            turned_by_hand(patch)
            layer.patch(patch)
            layer.begin(fault)
            self._first(folder, config)
            layer.mended()
            self.sites = layer.sites[:]
            layer.stop()
        with pytest.MonkeyPatch.context() as patch:
            turned_by_hand(patch)
            shift = Shift(folder, Layer(folder), config, "Maria", 60)
            signing.sign_on(shift.desk)
            shift.crank.turn()
            shift.read()
            self.live = live_state(shift.desk)
            assert shift.session.close()
            shift.session.index.close()
        self.records = records(folder / "data")
        self.wrong += [f"verify: {problem}" for problem in verify(folder / "data").problems]

    def _first(self, folder: Path, config: Config) -> None:
        try:
            shift = Shift(folder, self.layer, config, "Maria", 30)
        except (HomeError, JournalError, OSError) as refusal:  # the command says it in one line, and ends with status 3
            self.says = str(refusal)
            if "\n" in self.says or not self.says:
                self.wrong.append(f"not one line: {self.says}")
            return
        except Exception as error:
            self.wrong.append(f"the start: {error!r}")
            return
        try:
            signing.sign_on(shift.desk)
            shift.crank.turn()
            self.layer.mended()
            shift.crank.turn()
            if not shift.session.close():
                self.wrong.append("closing says that not everything is saved")
            shift.session.index.close()
        except Exception as error:
            self.wrong.append(f"after the start: {error!r}")


def values(live: dict[str, Any]) -> dict[str, Any]:
    """What was typed, ticked and noted of everything open."""
    return {
        identity: (one.values, [run.marks for run in one.runs], getattr(one, "notes", ""))
        for identity, one in live.items()
        if not identity.startswith("pad-")
    }


def kept(found: list[Any]) -> list[str]:
    """The records, without the shifts that a start may begin."""
    return sorted(json.dumps(one[1:4]) + json.dumps(one[7], sort_keys=True) for one in found if one[1] != "shift")


@pytest.fixture(scope="module")
def sound(left: Path, base: Base, tmp_path_factory: pytest.TempPathFactory) -> Start:
    folder = tmp_path_factory.mktemp("sound") / "home"
    shutil.copytree(left, folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Layer, "records_sites", True)
        start = Start(folder, base[1], None)
    assert start.wrong == []
    assert len(start.live) == 3
    return start


def faults(sound: Start, *, every: int) -> Iterator[Fault]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for turn, (kind, nth, site) in enumerate(sound.sites):
        # A folder that lists a file which isn't there is no fault of a disk.
        codes = (*CODES, SHORT) if kind == "write" else CODES[:-1] if kind in ("scandir", "stat") else CODES
        if every:
            yield from (Fault(kind, nth, code, lasts=lasts) for code in codes for lasts in {False, kind != "unlock"})
        elif (kind, site) not in seen:
            yield Fault(kind, nth, codes[turn % len(codes)], lasts=turn % 3 == 0 and kind != "unlock")
        seen.add((kind, site))


def test_every_file_call_of_a_start_fails_in_turn(left, sound, base, tmp_path, every):
    wrong: dict[str, str] = {}
    count = 0
    for count, fault in enumerate(itertools.islice(faults(sound, every=every), 0, None, every or 1), 1):
        folder = tmp_path / str(count)
        shutil.copytree(left, folder, symlinks=True)
        start = Start(folder, base[1], fault)
        found = start.wrong
        if kept(start.records) != kept(sound.records):
            found.append(f"the journal differs: {set(kept(start.records)) ^ set(kept(sound.records))}")
        if values(start.live) != values(sound.live):
            found.append("what was open differs")
        if found:
            wrong[str(fault)] = f"{found[0]} (and {len(found) - 1} more); it said {start.says!r}"
        shutil.rmtree(folder)
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(f"{fault}: {line}" for fault, line in wrong.items())
    assert count > 50
