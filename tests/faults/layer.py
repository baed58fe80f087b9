"""A layer under Python's own file calls: counts those on one folder by kind, fails the one that it is told to, and
remembers which bytes an fsync has brought to the disk itself.
"""

import builtins
import errno
import fcntl
import io
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SHORT = -1
"""As an error: a write takes half of what it is given."""

CODES = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EMFILE, errno.EINTR, errno.ENOENT)


@dataclass(frozen=True)
class Fault:
    """The `nth` call of a kind fails (from 0); with `lasts` also every later one of that kind, until it is mended.

    `torn`: a write takes half, and the next one fails. `also`: from the first failure on, calls of that kind fail too.
    """

    kind: str
    nth: int
    code: int
    lasts: bool = False
    torn: bool = False
    also: str = ""

    def __str__(self) -> str:
        name = "SHORT" if self.code == SHORT else errno.errorcode[self.code]
        words = f"{self.kind}-{self.nth}-{name}{'-lasting' if self.lasts else ''}{'-torn' if self.torn else ''}"
        return f"{words}-also-{self.also}" if self.also else words


class Layer:
    """The calls on files below `root`. What is done on other files isn't touched."""

    records_sites = False

    def __init__(self, root: Path) -> None:
        self._root = f"{root}{os.sep}"
        self.fault: Fault | None = None
        self.counts: Counter[str] = Counter()
        self.sites: list[tuple[str, int, tuple[str, ...]]] = []
        """Every call: its kind, its number among those of its kind, and where in the product it was made."""
        self.failed = 0
        self.is_of_reading = False
        """Whether the fault is in the inbox or the index; one elsewhere leaves them alone: the shift goes on."""
        self.distrusted_writes: list[str] = []
        self.writes: list[str] = []
        self.fds: dict[int, tuple[str, int]] = {}
        self._durable: dict[int, bytes] = {}
        self._dirty: dict[int, bytes] = {}
        self._broken: set[int] = set()
        self._named: set[tuple[str, int]] = set()
        self._is_off = True

    # -- what a test asks -------------------------------------------------------------------------------

    def begin(self, fault: Fault | None) -> None:
        """Count from here on, and fail as `fault` says."""
        self.counts.clear()
        self.sites.clear()
        self.fault = fault

    def stop(self) -> None:
        """Touch no call any more."""
        self._is_off = True

    def mended(self) -> None:
        """Let the fault be over."""
        self.fault = None

    @contextmanager
    def off(self) -> Iterator[None]:
        """Look or write from outside: nothing is counted and nothing fails."""
        was, self._is_off = self._is_off, True
        try:
            yield
        finally:
            self._is_off = was

    def lines(self, folder: Path) -> set[bytes]:
        """Every line below `folder` that is on the disk itself, in a file whose name is there too."""
        found: set[bytes] = set()
        with self.off():
            for path in folder.rglob("*.jsonl"):
                node = path.stat().st_ino
                if (str(path), node) in self._named:
                    found |= set(self._durable.get(node, b"").splitlines(keepends=True))
        return {line for line in found if line.endswith(b"\n")}

    # -- how a call goes --------------------------------------------------------------------------------

    def ours(self, place: Any) -> str:
        """The path of a call's first argument when it is one of ours; else empty."""
        if self._is_off or isinstance(place, int):
            return "" if self._is_off else self.fds.get(place, ("", 0))[0]
        try:
            path = os.fspath(place)
        except TypeError:
            return ""
        return path if isinstance(path, str) and path.startswith(self._root) else ""

    def may(self, kind: str, path: str) -> bool:
        """Count a call; raise when it is the one that fails. True: it is to be cut short."""
        place, self.counts[kind] = self.counts[kind], self.counts[kind] + 1
        if self.records_sites:
            self.sites.append((kind, place, _site()))
        fault = self.fault
        if fault is None or not self._fails(fault, kind, place):
            return False
        self.failed += 1
        if fault.code == SHORT or (fault.torn and self.failed == 1):
            return True
        raise OSError(fault.code, os.strerror(fault.code), path)

    def _fails(self, fault: Fault, kind: str, place: int) -> bool:
        if self.failed and kind == fault.also:
            return True
        if kind != fault.kind:
            return False
        if place == fault.nth:
            self.is_of_reading = _is_of_reading()
            return True
        if place < fault.nth or not (fault.lasts or (fault.torn and self.failed == 1)):
            return False
        return self.is_of_reading or not _is_of_reading()

    # -- the calls --------------------------------------------------------------------------------------

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand under `os`, `io.open` and `fcntl.flock` from now on."""
        for name, kind in _ON_PATHS.items():
            monkeypatch.setattr(os, name, self._on_path(getattr(os, name), kind))
        for name in ("open", "write", "fsync", "ftruncate", "fstat", "close", "replace", "rename", "unlink"):
            monkeypatch.setattr(os, name, getattr(self, f"_{name}")(getattr(os, name)))
        monkeypatch.setattr(fcntl, "flock", self._flock(fcntl.flock))
        for module in (io, builtins):
            monkeypatch.setattr(module, "open", self._io_open(io.open))
        for path in Path(self._root).rglob("*"):  # what is there already is safe
            if path.is_file():
                self._named.add((str(path), path.stat().st_ino))
        self._is_off = False

    def _on_path(self, real: Any, kind: str) -> Any:
        def call(path: Any = ".", *more: Any, **named: Any) -> Any:
            if ours := self.ours(path):
                self.may(kind, ours)
            return real(path, *more, **named)

        return call

    def _open(self, real: Any) -> Any:
        def open_(path: Any, flags: int, *more: Any, **named: Any) -> int:
            ours = self.ours(path)
            if not ours:
                return real(path, flags, *more, **named)
            self.may("open", ours)
            fd: int = real(path, flags, *more, **named)
            self._hold(fd, ours, new=bool(flags & os.O_EXCL))
            return fd

        return open_

    def _hold(self, fd: int, path: str, *, new: bool) -> None:
        node = self._fstat_raw(fd).st_ino
        self.fds[fd] = path, node
        if new:  # the number of a file that was removed may be given out again
            self._durable.pop(node, None)
            self._dirty.pop(node, None)
            self._broken.discard(node)
            self._named.discard((path, node))
        if node not in self._durable and path.endswith(".jsonl"):
            with self.off():
                self._durable[node] = Path(path).read_bytes() if (path, node) in self._named else b""

    def _write(self, real: Any) -> Any:
        def write(fd: int, data: Any) -> int:
            if not (ours := self.ours(fd)):
                return real(fd, data)
            if self.may("write", ours):
                data = bytes(data)[: max(1, len(data) // 2)] if len(data) > 1 else data
            taken: int = real(fd, data)
            node = self.fds[fd][1]
            self._dirty[node] = self._dirty.get(node, b"") + bytes(data)[:taken]
            self.writes.append(ours)
            if node in self._broken and ours.endswith(".jsonl"):
                self.distrusted_writes.append(ours)
            return taken

        return write

    def _fsync(self, real: Any) -> Any:
        def fsync(fd: int) -> None:
            if not (ours := self.ours(fd)):
                if not self._is_off:
                    real(fd)
                return
            node = self.fds[fd][1]
            with self.off():
                is_folder = Path(ours).is_dir()
            try:
                self.may("fsync-folder" if is_folder else "fsync", ours)
            except OSError:
                if not is_folder:
                    self._broken.add(node)
                    self._dirty[node] = b""  # the kernel takes them for written, and they never are
                raise
            if is_folder:
                with self.off():
                    self._named |= {(one.path, one.inode()) for one in os.scandir(ours)}
            elif node not in self._broken:
                self._durable[node] = self._durable.get(node, b"") + self._dirty.pop(node, b"")

        return fsync

    def _ftruncate(self, real: Any) -> Any:
        def ftruncate(fd: int, size: int) -> None:
            if ours := self.ours(fd):
                self.may("ftruncate", ours)
                node = self.fds[fd][1]
                cut = self._fstat_raw(fd).st_size - size
                dirty = self._dirty.get(node, b"")
                self._dirty[node] = dirty[: max(0, len(dirty) - cut)]
                if cut > len(dirty) and node in self._durable:
                    self._durable[node] = self._durable[node][: len(dirty) - cut]
            real(fd, size)

        return ftruncate

    def _fstat(self, real: Any) -> Any:
        self._fstat_raw = real

        def fstat(fd: int) -> os.stat_result:
            if ours := self.ours(fd):
                self.may("fstat", ours)
            return real(fd)

        return fstat

    def left_open(self) -> list[str]:
        """The files that were opened and never closed; a file object closes its own, past `os`."""
        return [path for fd, (path, node) in self.fds.items() if _node_of(fd) == node]

    def _close(self, real: Any) -> Any:
        def close(fd: int) -> None:
            ours = self.ours(fd)
            self.fds.pop(fd, None)
            real(fd)  # Linux lets the descriptor go whatever it answers
            if ours:
                self.may("close", ours)

        return close

    def _replace(self, real: Any) -> Any:
        return self._moving(real)

    def _rename(self, real: Any) -> Any:
        return self._moving(real)

    def _moving(self, real: Any) -> Any:
        def move(source: Any, target: Any, **named: Any) -> None:
            if ours := self.ours(source):
                self.may("rename", ours)
            real(source, target, **named)

        return move

    def _unlink(self, real: Any) -> Any:
        return self._on_path(real, "unlink")

    def _flock(self, real: Any) -> Any:
        def flock(fd: int, how: int) -> None:
            if ours := self.ours(fd):
                self.may("unlock" if how & fcntl.LOCK_UN else "flock", ours)
            real(fd, how)

        return flock

    def _io_open(self, real: Any) -> Any:
        def open_(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            ours = self.ours(file) if not isinstance(file, int) else ""
            if ours and named.get("opener") is None:  # an opener comes by `os.open`
                self.may("open", ours)
            return real(file, mode, *more, **named)

        return open_


def _site() -> tuple[str, ...]:
    """The last places in the product's code on the way to this call."""
    places: list[str] = []
    frame = sys._getframe(2)
    while frame is not None and len(places) < 4:
        file = frame.f_code.co_filename
        if "callpilot" in file and "tests" not in file:
            places.append(f"{Path(file).name}:{frame.f_lineno}")
        frame = frame.f_back
    return tuple(places)


def _is_of_reading() -> bool:
    frame = sys._getframe(3)
    while frame is not None:
        if Path(frame.f_code.co_filename).name in ("inbox.py", "index.py", "index_base.py", "index_file.py"):
            return True
        frame = frame.f_back
    return False


_ON_PATHS = {
    "stat": "stat", "lstat": "stat", "mkdir": "mkdir", "chmod": "chmod", "scandir": "scandir", "listdir": "scandir",
}  # fmt: skip


def _node_of(fd: int) -> int:
    try:
        return os.fstat(fd).st_ino
    except OSError:
        return -1
