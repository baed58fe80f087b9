"""A recording file layer: every call that changes a disk below one folder, in order, with its bytes.

It stands beneath the product, in `os` and `open`, so that nothing reaches the disk past it, whoever writes.
"""

import builtins
import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.power.disk_model import Operation

_REAL = {name: getattr(os, name) for name in (
    "open", "close", "write", "ftruncate", "fsync", "unlink", "remove", "rename", "replace", "mkdir", "rmdir",
    "symlink",
)}  # fmt: skip
_OPEN = builtins.open

PASSED_OVER = ("/locks/", "/cache/", "/config/")
"""What no promise hangs on: lock files, what can be thrown away, and what the console only reads."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that an operator, a hook or a script was told is safe, at this place among the operations."""

    what: str
    about: Any


class Recorder:
    """What reached the disk below `root`, and what was told meanwhile: `events`, in order."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.events: list[Operation | Told] = []
        self.fails: Callable[[str, str], bool] = lambda _what, _path: False
        """Asked before every fsync (`fsync`, path) and write; True lets it fail: EIO."""
        self.dies_at: int | None = None
        """After so many writes the process is killed, in the middle of the next one."""
        self._lock = threading.RLock()
        self._numbers: dict[int, int] = {}  # by inode, while it has a name or is open
        self._fds: dict[int, tuple[int, str]] = {}
        self._count = 0
        self.writes = 0

    def tell(self, what: str, about: Any) -> None:
        with self._lock:
            self.events.append(Told(what, about))

    def knows(self, path: str, number: int) -> None:
        """The file at `path` was there before; it is called `number`."""
        self._numbers[(self.root / path).stat().st_ino] = number

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Record what the process does until the end of the block."""
        for name in _REAL:
            setattr(os, name, getattr(self, f"_{name}"))
        builtins.open = self._builtin_open  # type: ignore[assignment]
        try:
            yield
        finally:
            for name, real in _REAL.items():
                setattr(os, name, real)
            builtins.open = _OPEN

    # -- in the place of the system's calls -----------------------------------------------------------

    def _place(self, path: Any) -> str | None:
        """The path below the root; None when it isn't there, or no promise hangs on it."""
        if isinstance(path, int):
            return None
        full = os.path.abspath(os.fspath(path))  # noqa: PTH100 - links are not followed
        root = f"{self.root}/"
        if not isinstance(full, str) or not full.startswith(root):
            return None
        place = full[len(root) :]
        return None if any(part in f"/{place}/" for part in PASSED_OVER) else place

    def _note(self, what: str, **how: Any) -> None:
        self.events.append(Operation(what, **how))

    def _new_file(self, inode: int) -> int:
        self._count += 1
        self._numbers[inode] = self._count
        return self._count

    def _file(self, path: Any) -> int:
        try:
            return self._numbers.get(os.lstat(path).st_ino, 0)
        except FileNotFoundError:
            return 0

    def _open(self, path: Any, flags: int, mode: int = 0o777, **how: Any) -> int:
        place = self._place(path)
        with self._lock:
            was_there = place is None or os.path.lexists(path)
            fd = _REAL["open"](path, flags, mode, **how)
            self._fds.pop(fd, None)
            if place is not None:
                inode = os.fstat(fd).st_ino
                if not was_there:
                    self._note("create", path=place, file=self._new_file(inode))
                self._fds[fd] = self._numbers.get(inode, 0), place
            return fd

    def _close(self, fd: int) -> None:
        with self._lock:
            self._fds.pop(fd, None)
            _REAL["close"](fd)

    def _write(self, fd: int, data: Any) -> int:
        with self._lock:
            known = self._fds.get(fd)
            if known is None:
                return _REAL["write"](fd, data)
            self.writes += 1
            if self.dies_at is not None and self.writes > self.dies_at:
                part = bytes(data)[: len(data) // 2]
                _REAL["write"](fd, part)
                self._note("write", file=known[0], data=part)
                raise Killed
            taken = _REAL["write"](fd, data)
            self._note("write", file=known[0], data=bytes(data)[:taken])
            return taken

    def _ftruncate(self, fd: int, size: int) -> None:
        with self._lock:
            _REAL["ftruncate"](fd, size)
            if fd in self._fds:
                self._note("truncate", file=self._fds[fd][0], size=size)

    def _fsync(self, fd: int) -> None:
        with self._lock:
            known = self._fds.get(fd)
            if known is None:
                if self._is_root(fd):
                    self._note("fsync folder", path=".")
                return
            file, place = known
            is_folder = (self.root / place).is_dir()
            if self.fails("fsync folder" if is_folder else "fsync", place):
                if not is_folder:
                    self._note("failed fsync", file=file)
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            if is_folder:
                self._note("fsync folder", path=place)
            else:
                self._note("fsync", file=file)

    def _is_root(self, fd: int) -> bool:
        mine, root = os.fstat(fd), self.root.stat()
        return (mine.st_dev, mine.st_ino) == (root.st_dev, root.st_ino)

    def _unlink(self, path: Any, **how: Any) -> None:
        with self._lock:
            file, place = self._file(path), self._place(path)
            _REAL["unlink"](path, **how)
            if place is not None:
                self._note("unlink", path=place, file=file)

    _remove = _unlink

    def _rename(self, source: Any, target: Any, **how: Any) -> None:
        with self._lock:
            file, place, to = self._file(source), self._place(source), self._place(target)
            _REAL["rename"](source, target, **how)
            if place is not None:
                assert to is not None, f"{source} left the home"
                self._note("rename", path=place, to=to, file=file)

    _replace = _rename

    def _mkdir(self, path: Any, mode: int = 0o777, **how: Any) -> None:
        with self._lock:
            _REAL["mkdir"](path, mode, **how)
            if (place := self._place(path)) is not None:
                self._note("mkdir", path=place)

    def _symlink(self, source: Any, target: Any, *args: Any, **how: Any) -> None:
        """What a short link says stands in its inode: it comes with its name."""
        with self._lock:
            _REAL["symlink"](source, target, *args, **how)
            if (place := self._place(target)) is not None:
                number = self._new_file(os.lstat(target).st_ino)
                self._note("write", file=number, data=os.fsencode(source))
                self._note("fsync", file=number)
                self._note("create", path=place, file=number)

    def _rmdir(self, path: Any, **how: Any) -> None:
        assert self._place(path) is None, f"{path}: the product removes no folders"
        _REAL["rmdir"](path, **how)

    def _builtin_open(self, file: Any, mode: str = "r", *args: Any, **how: Any) -> Any:
        if isinstance(file, int):
            self._fds.pop(file, None)  # to be read; whoever does closes it unseen
        if self._place(file) is None or not set(mode) & set("wax+"):
            return _OPEN(file, mode, *args, **how)
        opener = how.pop("opener", None) or (lambda path, flags: self._open(path, flags, 0o666))
        return _Writer(self, _OPEN(file, mode, *args, opener=opener, **how))


class _Writer:
    """A file opened for writing, whose every write is a call."""

    def __init__(self, recorder: Recorder, file: Any) -> None:
        self._recorder = recorder
        self._file = file

    def write(self, data: Any) -> int:
        with self._recorder._lock:
            before = os.fstat(self._file.fileno()).st_size
            taken = self._file.write(data)
            self._file.flush()
            fd = self._file.fileno()
            size = os.fstat(fd).st_size
            number, place = self._recorder._fds[fd]
            with _OPEN(self._recorder.root / place, "rb") as fresh:
                fresh.seek(before)
                self._recorder._note("write", file=number, data=fresh.read(size - before))
            return taken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_how: Any) -> None:
        self._recorder._fds.pop(self._file.fileno(), None)
        self._file.close()


class Killed(BaseException):
    """The process ends here, as by `kill -9`."""
