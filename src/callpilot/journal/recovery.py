"""Coming back after an end nobody asked for: what the open sheets hold, and what was found damaged."""

import re
import time
from collections.abc import Container, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from msgspec import Struct

from callpilot.journal.chain import change_in
from callpilot.journal.day_files import NO_FILE_OF_OURS, day_files, newest_days, strangers
from callpilot.journal.disk import Disk, JournalError
from callpilot.journal.finished import finished_in, remove_finished
from callpilot.journal.lock import AppendLock
from callpilot.journal.reading import Damage, lines
from callpilot.journal.sheet import sheet_files
from callpilot.journal.sheet_lines import lines_in, whole_lines
from callpilot.journal.tail import cut_torn_part, quarantine, torn_part
from callpilot.plain.private_file import is_plain_file
from callpilot.plain.problems import Problem

_Wrong = tuple[int, bytes, str]  # a line's number from 1, its bytes without newline, what is wrong with it
_EACH = 10  # damaged lines of one file that are named and copied one by one; more are taken together
_SETTLED = 2.0  # seconds after which a line without an end is no longer one that is just being written
_PATIENCE = 2.0  # seconds for another program's append to end
_DAYS = 7  # whose files' ends are looked at: what an fsync failed for may be torn only after a later power cut


class Recovered(Struct, frozen=True, kw_only=True):
    """What a desk left unfinished: the undamaged lines of each sheet by id, in order, and what was wrong."""

    sheets: dict[str, list[bytes]]
    problems: list[Problem]


def recover(data: Path, desk: str, *, disk: Disk | None = None) -> Recovered:
    """Mend what `desk` left and return its open sheets. Only for who holds the desk's lock.

    A torn last line is copied to the quarantine and cut; a damaged line inside stays, is copied to the
    quarantine and passed over. Sheets whose record is closed in the journal are removed. Nothing raises: what
    can't be read or mended is a problem.
    """
    disk = disk or Disk()
    problems = [*_strangers(data), *_mended_journal(data, desk, disk)]
    sheets: dict[str, list[bytes]] = {}
    try:
        files = {name: paths for name, paths in sheet_files(data / "open").items() if is_of_desk(name, desk)}
        for identity in sorted(finished_in(data, files, desk)):
            remove_finished(data, desk, files.pop(identity), disk)
    except OSError as fault:
        return Recovered(sheets={}, problems=[*problems, _unreadable(data / "open", fault)])
    for identity, paths in files.items():
        problems += _mended_sheet(data, paths, disk)
        try:
            found = whole_lines(paths)
            problems += _gaps(paths[-1], found)
        except OSError as fault:
            problems.append(_unreadable(paths[0], fault))
            continue
        if found:
            sheets[identity] = list(found.values())
    return Recovered(sheets=sheets, problems=[*problems, *_emptied(files, sheets)])


def _strangers(data: Path) -> list[Problem]:
    """Name what stands in the place of a sheet or of a day's file of the newest month, and isn't one."""
    try:
        found = [
            *strangers(data, newest=True),
            *(path for path in (data / "open").iterdir() if not is_plain_file(path)),
        ]
    except FileNotFoundError:
        return []
    except OSError as fault:
        return [_unreadable(data, fault)]
    return [Problem(source=path, message=NO_FILE_OF_OURS) for path in found]


def read_sheets(data: Path, desk: str | None = None, only: Container[str] | None = None) -> dict[str, list[bytes]]:
    """Return the undamaged lines of every open sheet, of one desk or of all, without touching anything.

    `only`: of these ids alone.

    Sheets whose record is closed in the journal are left out. Raises OSError when the folder can't be read.
    """
    files = sheet_files(data / "open")
    if desk is not None:
        files = {name: paths for name, paths in files.items() if is_of_desk(name, desk)}
    if only is not None:
        files = {name: paths for name, paths in files.items() if name in only}
    finished = finished_in(data, files, desk)
    sheets: dict[str, list[bytes]] = {}
    for identity, paths in files.items():
        if identity in finished:
            continue
        try:
            found = whole_lines(paths)
        except OSError:
            continue  # closed this moment; what can't be read is named by `damage_in_sheets`
        if found:
            sheets[identity] = list(found.values())
    return sheets


def damage_in_sheets(data: Path) -> list[Problem]:
    """Return what is damaged in the open sheets of all desks, without touching anything. Raises OSError."""
    problems: list[Problem] = []
    files, sheets = sheet_files(data / "open"), dict[str, list[bytes]]()
    for identity, paths in files.items():
        try:
            for path in paths:
                wrong = [Problem(source=path, line=number, message=what) for number, _raw, what in _in_sheet(path)]
                problems += wrong[:_EACH]
                if time.time() - path.stat().st_mtime > _SETTLED and torn_part(path):
                    problems.append(Problem(source=path, message="its last line is torn: the line has no end"))
            found = whole_lines(paths)
            problems += _gaps(paths[-1], found)
            if found:
                sheets[identity] = list(found.values())
        except FileNotFoundError:
            continue  # closed this moment
        except OSError as fault:
            problems.append(_unreadable(paths[0], fault))
    return [*problems, *_emptied(files, sheets)]


def last_number(data: Path, desk: str, day: date) -> int:
    """Return the highest call number that `desk` gave out on the local `day`, 0 for none. Raises OSError."""
    given = re.escape(f"{day:%Y%m%d}-{desk}-").encode() + rb"(\d{4,})(?=[\"\-.])"
    head = re.compile(rb'"id":"' + given)
    highest = 0
    (data / "journal").stat()  # a folder that is away has given out none, and knows of none
    for file in day_files(data, desk, since=(day - timedelta(days=1)).isoformat()):
        highest = max(highest, max((int(n) for n in head.findall(file.path.read_bytes())), default=0))
    name = re.compile(given)
    for folder in ("open", "quarantine"):
        for path in _names(data / folder):
            if (found := name.match(path.encode())) and is_of_desk(path.split(".")[0], desk):
                highest = max(highest, int(found[1]))
    return highest


def is_of_desk(identity: str, desk: str) -> bool:
    """Tell whether a sheet is `desk`'s: its pad, a call, or what comes from one. `desk-3` doesn't own
    `desk-3-b`'s.
    """
    return identity == f"pad-{desk}" or bool(
        re.fullmatch(rf"\d{{8}}-{re.escape(desk)}-(?:\d{{4,}}|[a-z]\d+)(?:-[a-z]\d+)?", identity)
    )


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []


# -- the journal ------------------------------------------------------------------------------------------


def _mended_journal(data: Path, desk: str, disk: Disk) -> list[Problem]:
    """Mend the newest day of a desk's chain, every segment of it, and bring to the disk itself what a console that
    was killed had only written: from now on it is shown.
    """
    problems: list[Problem] = []
    try:
        newest, *earlier = list(islice(newest_days(data, desk), _DAYS)) or [[]]
        if newest:
            with AppendLock(data, desk, disk, _PATIENCE):
                for file in newest:
                    problems += _mended(data, file.path, disk, _in_journal(file.path))
                    disk.sync_whole(file.path, data)
                for file in (file for day in earlier for file in day):
                    problems += _mended_end(data, file.path, disk)
    except JournalError as fault:
        problems.append(Problem(source=data / "journal", message=str(fault)))
    except OSError as fault:
        problems.append(_unreadable(data / "journal", fault))
    return problems


# -- sheets -----------------------------------------------------------------------------------------------


def _mended_sheet(data: Path, paths: list[Path], disk: Disk) -> list[Problem]:
    problems: list[Problem] = []
    for path in paths:
        try:
            problems += _mended(data, path, disk, _in_sheet(path))
        except OSError as fault:  # a full disk, say: what can be read of it is still worth having
            problems.append(_unreadable(path, fault))
    return problems


def _mended(data: Path, path: Path, disk: Disk, found: Iterable[_Wrong]) -> list[Problem]:
    """Mend one file, in which so much was `found` to be wrong; return that. What is inside it stays as it is."""
    problems: list[Problem] = []
    wrongs = list(found)
    for number, raw, wrong in wrongs[:_EACH]:
        quarantine(data, path.name, "damaged", raw + b"\n", disk)
        problems.append(Problem(source=path, line=number, message=f"{wrong}; a copy is in quarantine"))
    if more := wrongs[_EACH:]:
        quarantine(data, path.name, "damaged", b"".join(raw + b"\n" for _number, raw, _wrong in more), disk)
        message = f"{len(more)} more lines from here on are damaged; a copy of them is in quarantine"
        problems.append(Problem(source=path, line=more[0][0], message=message))
    return problems + _mended_end(data, path, disk)


def _mended_end(data: Path, path: Path, disk: Disk) -> list[Problem]:
    cut = cut_torn_part(path, data, disk)
    message = f"its last line was torn: {cut} bytes were moved to quarantine"
    return [Problem(source=path, message=message)] if cut else []


def _in_journal(path: Path) -> Iterator[_Wrong]:
    """Find the lines of a day's file that aren't as they were written."""
    for found in lines(path):
        if isinstance(found, Damage):
            if found.raw.endswith(b"\n"):
                yield found.line, found.raw[:-1], found.reason
        elif wrong := change_in(found.raw, found.entry):
            yield found.line, found.raw, f"was changed since it was written: {wrong}"


def _in_sheet(path: Path) -> Iterator[_Wrong]:
    """Find the lines of a sheet's file that aren't as they were written."""
    for line in lines_in(path):
        if line.wrong:
            yield line.place, line.raw, line.wrong


def _gaps(path: Path, found: dict[int, bytes]) -> list[Problem]:
    missing = (max(found) + 1 - len(found)) if found else 0
    if not missing:
        return []
    message = f"{missing} changes in it can't be read; check what was typed"
    return [Problem(source=path, message=message)]


def _emptied(files: dict[str, list[Path]], sheets: dict[str, list[bytes]]) -> list[Problem]:
    """Name the sheets in which nothing stands though others speak of them: one that was just made is empty, too."""
    message = "is empty: what stood in it can't be brought back; it may be removed"
    return [
        Problem(source=paths[0], message=message)
        for identity, paths in files.items()
        if identity not in sheets and any(_speaks_of(identity, other, lines) for other, lines in sheets.items())
    ]


def _speaks_of(identity: str, other: str, lines: list[bytes]) -> bool:
    """Tell whether another sheet shows that a sheet was written to: a call or incident is named, a pad was there."""
    if identity.startswith("pad-"):
        return is_of_desk(other, identity.removeprefix("pad-"))
    return any(f'"{identity}"'.encode() in line for line in lines)


def _unreadable(path: Path, fault: OSError) -> Problem:
    message = f"can't be read or mended: {fault.strerror or type(fault).__name__}; check the disk and the folder"
    return Problem(source=path, message=message)
