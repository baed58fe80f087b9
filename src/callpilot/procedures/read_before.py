"""What was read of the procedures' files before, for the next start: true as long as a file has not changed since."""

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from callpilot import __version__
from callpilot.plain.private_file import private_open
from callpilot.plain.problems import Problem
from callpilot.procedures.model import Approval, Choice, FaqEntry, Field, Procedure, Revision, Step
from callpilot.procedures.reading import FORMAT, read_procedure

_NAME = "procedures.msgpack"
_DIGEST = hashlib.sha256().digest_size
_TOO_NEW = 2_000_000_000
"""Nanoseconds: a file changed so shortly before it was read may be changed again without a newer time on it."""

Found = tuple[Procedure | None, Sequence[Problem]]


class _Fault(Struct, frozen=True, array_like=True):
    message: str
    key: str
    line: int


class _File(Struct, frozen=True, array_like=True):
    """What one file said when it was looked at: the procedure and what was wrong in it, yet harmless."""

    stamp: tuple[int, ...]
    procedure: Procedure
    faults: tuple[_Fault, ...]


class _Kept(Struct, frozen=True, array_like=True):
    form: str
    files: dict[str, _File]


class ReadBefore:
    """Reads procedures' files, each only if it has changed since it was last read and kept in the folder `cache`.

    What is kept there is done without when it is damaged, of another version, or can't be written.
    """

    def __init__(self, cache: Path | None) -> None:
        self._path = cache / _NAME if cache else None
        self._kept, self._kept_at = _read(self._path) if self._path else ({}, 0)
        self._now: dict[str, _File] = {}
        self._is_new = False

    def read(self, path: Path) -> Found:
        """Return the procedure of the file `path` and what is wrong in it, as `read_procedure` does."""
        stamp, kept = _stamp(path), self._kept.get(str(path))
        if stamp and kept and kept.stamp == stamp and max(stamp[1:3]) + _TOO_NEW < self._kept_at:
            self._now[str(path)] = kept
            return kept.procedure, [
                Problem(source=path, message=one.message, key=one.key, line=one.line) for one in kept.faults
            ]
        procedure, problems = read_procedure(path)
        if procedure is not None and stamp:
            faults = tuple(_Fault(one.message, one.key, one.line) for one in problems)
            self._now[str(path)] = _File(stamp, procedure, faults)
            self._is_new = True
        return procedure, problems

    def keep(self) -> None:
        """Keep what was read for the next time, if anything in it is new."""
        if self._path and (self._is_new or self._now.keys() != self._kept.keys()):
            _write(self._path, _Kept(_FORM, self._now))


def _form() -> str:
    """What is another one as soon as procedures are read in another way, or hold something else."""
    members = (cls.__struct_fields__ for cls in (Procedure, Step, Choice, Field, FaqEntry, Revision, Approval))
    return f"{__version__} {FORMAT} {' '.join(','.join(names) for names in members)}"


_FORM = _form()


def _stamp(path: Path) -> tuple[int, ...]:
    """What tells one state of a file from another; empty when it can't be looked at."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _read(path: Path) -> tuple[dict[str, _File], int]:
    """Return what was kept, and when it was (ns); nothing when it is damaged."""
    try:
        kept_at, raw = path.stat().st_mtime_ns, path.read_bytes()
        if hashlib.sha256(raw[_DIGEST:]).digest() != raw[:_DIGEST]:
            return {}, 0
        kept = msgspec.msgpack.decode(memoryview(raw)[_DIGEST:], type=_Kept, dec_hook=_as_path)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return {}, 0
    return (kept.files, kept_at) if kept.form == _FORM else ({}, 0)


def _write(path: Path, kept: _Kept) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}")
    payload = msgspec.msgpack.encode(kept, enc_hook=str)
    with contextlib.suppress(OSError):
        with open(new, "wb", opener=private_open) as file:
            file.write(hashlib.sha256(payload).digest() + payload)
        new.replace(path)


def _as_path(_type: type[Any], value: Any) -> Path:
    return Path(value)
