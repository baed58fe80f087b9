"""Every file call of a shift fails: nothing is lost, nothing is doubled, nothing is called saved that isn't.

`CALLPILOT_FAULTS=all` (`make faults`) fails every single call with every error, `CALLPILOT_FAULTS=20` every twentieth
of those; without it each place in the code that makes a call is failed once, and once for a while.
"""

import errno
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.faults.layer import CODES, SHORT, Fault
from tests.faults.scripted import Shift
from tests.faults.watched import Watched

from callpilot.console.configuration import Config

Base = tuple[Path, Config]

pytestmark = pytest.mark.timeout(0)  # bounded by its count: hundreds of shifts, thousands with `all`
MUTATING = ("write", "fsync", "fsync-folder", "open", "rename", "ftruncate", "flock", "mkdir", "unlink", "close")


def faults(clean: Watched, kinds: Callable[[str], bool], *, every: int) -> Iterator[Fault]:
    """What is failed: every call with every error, or every place in the code, the errors in turn."""
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for turn, (kind, nth, site) in enumerate(clean.sites):
        if not kinds(kind):
            continue
        often = seen[kind, site] = seen.get((kind, site), 0) + 1
        codes = (*CODES, SHORT) if kind == "write" else CODES[:-1] if kind in ("scandir", "stat") else CODES
        can_last = kind != "unlock"  # a lock that can't be let go is held until its process ends
        if every:
            yield from (Fault(kind, nth, code, lasts=lasts) for code in codes for lasts in {False, can_last})
        elif often == 1:
            yield Fault(kind, nth, codes[turn % len(codes)])
        elif often == 2 and can_last:
            yield Fault(kind, nth, codes[(turn + 3) % len(codes)], lasts=True)
        if kind == "write" and (every or often == 1):
            for also in ("", "ftruncate", "fstat", "close"):
                yield from (Fault(kind, nth, code, torn=True, also=also) for code in (errno.ENOSPC, errno.EIO))


def worked(
    base: Base, place: Path, clean: Watched, what: Iterator[Fault], step: int
) -> tuple[int, dict[str, list[str]]]:
    """Work the shift with every `step`th fault; return how many there were, and what was wrong after which."""
    wrong: dict[str, list[str]] = {}
    count = 0
    for count, fault in enumerate(itertools.islice(what, 0, None, step), 1):
        folder = place / str(count)
        shutil.copytree(base[0], folder, symlinks=True)
        watched = Watched(folder, base[1], fault)
        found = watched.compared(clean)
        if not watched.layer.failed:
            found.append("the fault never came")
        if found:
            wrong[str(fault)] = found
        shutil.rmtree(folder)
    return count, wrong


def told(wrong: dict[str, list[str]]) -> str:
    return "\n".join(f"{fault}: {found[0]} (and {len(found) - 1} more)" for fault, found in wrong.items())


def test_every_call_that_writes_fails_in_turn(base, clean, tmp_path, every):
    count, wrong = worked(base, tmp_path, clean, faults(clean, MUTATING.__contains__, every=every), every or 1)
    assert not wrong, told(wrong)
    assert count > 80


def test_every_call_that_looks_fails_in_turn(base, clean, tmp_path, every):
    count, wrong = worked(
        base, tmp_path, clean, faults(clean, lambda kind: kind not in MUTATING, every=every), every or 1
    )
    assert not wrong, told(wrong)
    assert count > 50


def test_the_folder_vanishes_at_every_moment_and_returns(base, clean, tmp_path, every):
    wrong: dict[str, list[str]] = {}
    for length in (1, 2, 5) if every else (2,):
        for first in range(0, clean.count, 1 if every else 2):
            folder = tmp_path / f"{first}-{length}"
            shutil.copytree(base[0], folder, symlinks=True)

            def aside(number: int, shift: Shift, first: int = first, length: int = length) -> None:
                if number == first:
                    shift.vanish()
                elif number == first + length:
                    shift.returns()

            found = Watched(folder, base[1], None, aside).compared(clean)
            if found:
                wrong[f"away from deed {first} for {length}"] = found
            shutil.rmtree(folder)
    assert not wrong, told(wrong)


@pytest.mark.parametrize("folder", ["open", "journal", "locks", "quarantine"])
def test_a_folder_within_is_removed_in_a_shift_and_made_anew(folder, base, clean, tmp_path):
    """What was closed before is gone with it; what is open, and what comes, is kept."""
    home = tmp_path / "home"
    shutil.copytree(base[0], home, symlinks=True)

    def aside(number: int, shift: Shift) -> None:
        if number == 15:
            with shift.layer.off():
                shutil.rmtree(shift.home.data / folder)

    found = Watched(home, base[1], None, aside)
    # What was safe and is thrown away isn't missed before it is written to again.
    assert [line for line in found.wrong if "called saved" not in line] == []
    if folder == "journal":
        assert [one[1] for one in found.records] == [one[1] for one in clean.records[-len(found.records) :]]
    else:
        assert [line for line in found.compared(clean) if "called saved" not in line] == []
