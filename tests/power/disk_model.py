"""A disk as a power cut leaves it: what was fsynced is there, of the rest what the file system happened to write."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path, PurePosixPath

HOLE = "zeros before its end"
TAILS = ("all", "none", "first byte", "half", "all but one byte", "zeros", "garbage", HOLE)
"""What may stand where bytes were written and not fsynced."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call that reached the disk. `what`: mkdir, create, rename, unlink (names); write, truncate (bytes);
    fsync, fsync folder. `file` names a file whatever it is called; paths are relative to what may be cut.
    """

    what: str
    path: str = ""
    file: int = 0
    data: bytes = b""
    size: int = 0
    to: str = ""


@dataclass(slots=True)
class _File:
    safe: bytes = b""
    changes: list[Operation] = field(default_factory=list)
    distrusted: bool = False  # an fsync of it failed: a later one that succeeds tells nothing


Found = dict[str, bytes | None]
"""A disk: every path that is there, with its bytes; None is a folder."""


class CutDisk:
    """Folds operations one by one; `states` gives the disks that a cut behind the last one may leave."""

    def __init__(self, before: Found | None = None) -> None:
        self._names: dict[str, int | None] = {}  # names that are on the disk itself; None is a folder
        self._waiting: list[Operation] = []  # changes of names that are not, in order
        self._files: dict[int, _File] = {}
        for number, (path, data) in enumerate(sorted((before or {}).items()), 1):
            self._names[path] = None if data is None else -number
            if data is not None:
                self._files[-number] = _File(data)

    def take(self, op: Operation) -> None:
        match op.what:
            case "mkdir" | "create" | "rename" | "unlink":
                self._waiting.append(op)
                if op.file:
                    self._files.setdefault(op.file, _File())
            case "write" | "truncate":
                self._files.setdefault(op.file, _File()).changes.append(op)
            case "fsync":
                file = self._files.setdefault(op.file, _File())
                if not file.distrusted:
                    file.safe, file.changes = _after(file.safe, file.changes), []
            case "failed fsync":
                self._files.setdefault(op.file, _File()).distrusted = True
            case "fsync folder":
                kept = [one for one in self._waiting if op.path not in _folders_of(one)]
                for one in self._waiting:
                    if op.path in _folders_of(one):
                        _rename(self._names, one)
                self._waiting = kept
            case _:
                raise AssertionError(op)

    def file_at(self, path: str) -> int:
        """The file of that name among those that were there before the first operation."""
        return self._names[path] or 0

    def states(self, *, thorough: bool) -> Iterator[tuple[Found, bool]]:
        """Every choice of names with the bytes whole and missing; every kind of tail with the names all there. True:
        whole lines that nobody was told of may stand behind damaged ones.
        """
        choices = list(_choices(len(self._waiting), thorough))
        changed = any(file.changes for file in self._files.values())
        for choice in choices:
            yield self._state(choice, "all"), False
            if changed:
                yield self._state(choice, "none"), False
        if changed:
            yield from self._one_behind()
            for tail in TAILS[2:]:
                yield self._state(range(len(self._waiting)), tail), tail == HOLE

    def _one_behind(self) -> Iterator[tuple[Found, bool]]:
        """Of each file in turn nothing was written that wasn't fsynced, of all others everything, and the other way
        round.
        """
        changed = [number for number, file in self._files.items() if file.changes]
        for one in changed if len(changed) > 1 else ():
            for tails in ({one: "none"}, {other: "none" for other in changed if other != one}):
                yield self._state(range(len(self._waiting)), "all", tails), False

    def _state(self, kept: "range | tuple[int, ...]", tail: str, tails: dict[int, str] | None = None) -> Found:
        names = dict(self._names)
        for place in kept:
            _rename(names, self._waiting[place])
        found: Found = {}
        for path in sorted(names):
            parent = str(PurePosixPath(path).parent)
            if parent != "." and found.get(parent, b"") is not None:
                continue  # its folder has no name on the disk: nobody finds what is in it
            file = names[path]
            found[path] = None if file is None else _torn(self._files[file], (tails or {}).get(file, tail))
        return found


def _choices(count: int, thorough: bool) -> Iterator["range | tuple[int, ...]"]:
    """Which of the waiting changes of names reached the disk: all, none, each alone, each missing, and every first
    part; all subsets where there are few.
    """
    every = range(count)
    if count <= (5 if thorough else 2):
        for size in range(count, -1, -1):
            yield from combinations(every, size)
        return
    seen = set()
    firsts = [tuple(every[:end]) for end in range(count + 1)]
    alone = [(place,) for place in every]
    missing = [tuple(one for one in every if one != place) for place in every]
    for choice in (tuple(every), (), *missing, *alone, *(firsts if thorough else ())):
        if choice not in seen:
            seen.add(choice)
            yield choice


def _folders_of(op: Operation) -> set[str]:
    return {str(PurePosixPath(path).parent) for path in (op.path, op.to) if path}


def _rename(names: dict[str, int | None], op: Operation) -> None:
    match op.what:
        case "mkdir":
            names[op.path] = None
        case "create":
            names[op.path] = op.file
        case "unlink":
            names.pop(op.path, None)
        case "rename":
            names.pop(op.path, None)
            names[op.to] = op.file


def _after(data: bytes, changes: list[Operation]) -> bytes:
    for op in changes:
        data = data + op.data if op.what == "write" else data[: op.size].ljust(op.size, b"\0")
    return data


def _torn(file: _File, tail: str) -> bytes:
    if not file.changes or tail == "none":
        return file.safe
    whole = _after(file.safe, file.changes)
    if tail == "all":
        return whole
    base = min([len(file.safe), *(op.size for op in file.changes if op.what == "truncate")])
    fresh = whole[base:]
    half = len(fresh) // 2
    match tail:
        case "first byte":
            return whole[:base] + fresh[:1]
        case "half":
            return whole[:base] + fresh[:half]
        case "all but one byte":
            return whole[:base] + fresh[:-1]
        case "zeros":
            return whole[:base] + bytes(len(fresh))
        case "garbage":
            return whole[:base] + (b"\xa5\x00{\xff" * len(fresh))[: len(fresh)]
        case _:
            return whole[:base] + bytes(half) + fresh[half:]


def write_out(found: Found, folder: Path) -> None:
    """Make the disk `found` under `folder`, which is there and empty."""
    for path, data in sorted(found.items()):
        if data is None:
            (folder / path).mkdir(mode=0o700)
        else:
            (folder / path).write_bytes(data)
            (folder / path).chmod(0o600)
