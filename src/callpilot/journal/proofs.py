"""The proofs of many files at once, made on all the processors there are."""

import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from callpilot.journal.day_files import DayFile
from callpilot.journal.proving import Stretch, proven
from callpilot.plain.processors import available_processors

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_WORTH_IT = 32 << 20  # bytes for which it pays to start another process
_MOST = 8


def proofs(files: list[DayFile], processors: int | None = None) -> dict[str, Stretch]:
    """Return what was proven of `files`, by path: a file that can't be read, or isn't plainly sound, is left out.

    `processors`: on how many; by itself as many as are worth it.
    """
    sizes = [_size(file) for file in files]
    shares = _shares(files, sizes, processors or min(_MOST, available_processors(), 1 + sum(sizes) // _WORTH_IT))
    if len(shares) < 2:
        return _proofs_here(files)
    return _proofs_beside(shares)


def _size(file: DayFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def _shares(files: list[DayFile], sizes: list[int], count: int) -> list[list[DayFile]]:
    """Divide `files`, in their order, into `count` shares of about as many bytes; fewer where some were empty."""
    shares: list[list[DayFile]] = [[] for _share in range(count)]
    before, total = 0, sum(sizes) + 1
    for file, size in zip(files, sizes, strict=True):
        shares[(before + size // 2) * count // total].append(file)
        before += size
    return [share for share in shares if share]


def _proofs_here(files: list[DayFile]) -> dict[str, Stretch]:
    found: dict[str, Stretch] = {}
    for file in files:
        with suppress(OSError):  # who looks at it line by line says so
            if stretch := proven(file):
                found[file.where] = stretch
    return found


def _proofs_beside(shares: list[list[DayFile]]) -> dict[str, Stretch]:
    """Prove the last share here, each other one in a process of its own; what one of those doesn't bring, here too."""
    *others, mine = shares
    begun = [(share, _begun(share)) for share in others]
    found = _proofs_here(mine)
    for share, answer in begun:
        try:
            found |= answer.recv() if answer else _proofs_here(share)
        except (EOFError, OSError):
            found |= _proofs_here(share)
    return found


def _begun(files: list[DayFile]) -> "Connection[Any, Any] | None":
    """Have another process prove `files`; return where its answer comes from, None when none could be started."""
    from multiprocessing import Pipe, Process

    ours, theirs = Pipe(duplex=False)
    try:
        Process(target=_answer, args=(ours, theirs, files), daemon=True).start()
    except OSError:
        return None
    finally:
        theirs.close()
    return ours


def _answer(ours: "Connection[Any, Any]", theirs: "Connection[Any, Any]", files: list[DayFile]) -> None:
    """What the other process does. A Ctrl+C is not for it; when nobody waits for its answer any more, it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ours.close()
    with suppress(OSError):
        theirs.send(_proofs_here(files))
