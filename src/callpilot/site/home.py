"""Where the product keeps its files: three folders, private to one user (DESIGN: data on disk)."""

import contextlib
import errno
import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from callpilot.plain.private_file import private_open

if TYPE_CHECKING:
    from callpilot.plain.problems import Problem

__all__ = ["Home", "HomeError", "find_home", "make_private", "private_open"]

_FOLDER_MODE = 0o700


class HomeError(Exception):
    """The home can't be used. Its text is one line: what, where, what to do."""


class Home(NamedTuple):
    """The three folders of one installation. Nothing is made or read until it is asked for."""

    config: Path
    data: Path
    cache: Path

    @property
    def open(self) -> Path:
        """Live calls, one file each."""
        return self.data / "open"

    @property
    def journal(self) -> Path:
        """Finished records, append-only."""
        return self.data / "journal"

    @property
    def inbox(self) -> Path:
        """Rings that other programs dropped."""
        return self.data / "inbox"

    @property
    def quarantine(self) -> Path:
        """What was found damaged, kept whole."""
        return self.data / "quarantine"

    @property
    def locks(self) -> Path:
        """Lock files; never deleted."""
        return self.data / "locks"

    def prepare(self) -> None:
        """Make every folder that is missing, each 0700 whatever the umask. Raises HomeError if it can't.

        The three may be links, as a home on another disk is. What is in the data folder is ours, and no link. The
        cache alone is done without: nothing in it is missed.
        """
        within = (self.open, self.journal, self.inbox, self.quarantine, self.locks)
        made = [_made(folder) for folder in (self.config, self.data)]
        for folder in within:
            if folder.is_symlink():
                raise HomeError(f"{folder}: is a link; put the folder itself there, or name another home with --home")
            made.append(_made(folder))
        with contextlib.suppress(HomeError):
            made.append(_made(self.cache))
        _keep_names(made)

    def exposed(self) -> "list[Problem]":
        """Say which of the three folders others can read, or own, and what to do about it."""
        from callpilot.plain.problems import Problem

        folders = (self.config, self.data, self.cache)
        return [Problem(source=folder, message=words) for folder in folders if (words := _exposure(folder))]


def find_home(option: str | None, environ: Mapping[str, str]) -> Home:
    """Return the home that `option` (`--home DIR`) names, else `CALLPILOT_HOME`, else the user's own folders.

    Makes and checks nothing on disk. Raises HomeError when the name itself can't be used.
    """
    if option is not None and not option.strip():
        raise HomeError("--home needs a folder's name; it was empty")
    chosen = option or environ.get("CALLPILOT_HOME", "").strip()
    if chosen:
        base = _absolute(Path(chosen))
        return Home(config=base / "config", data=base / "data", cache=base / "cache")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("callpilot", appauthor=False)
    folders = (dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path)
    config, data, cache = (_absolute(folder) for folder in folders)
    return Home(config=config, data=data, cache=cache)


def make_private(folder: Path) -> None:
    """Make `folder` and the parents it lacks, each 0700 whatever the umask; tighten an existing `folder`.

    Parents that exist are left as they are. Raises HomeError when a file is in the way or the disk says no.
    """
    _keep_names([_made(folder)])


def _made(folder: Path) -> list[Path]:
    """Make `folder` and the parents it lacks; return those that were made, the outermost first. Raises HomeError."""
    try:
        missing, made = [folder], list[Path]()
        while not os.path.lexists(missing[-1].parent):
            missing.append(missing[-1].parent)
        for path in reversed(missing):
            # Another console may be making the same folder at this moment.
            with contextlib.suppress(FileExistsError):
                path.mkdir(mode=_FOLDER_MODE)
                made.append(path)
            _tighten(path)
    except OSError as fault:
        raise HomeError(_refusal(folder, fault)) from fault
    return made


def _exposure(folder: Path) -> str:
    """Say what is wrong with who may look into a folder; empty when all is well, or nothing can be known."""
    if os.name != "posix":
        return ""
    try:
        found = folder.stat()
    except OSError:
        return ""
    if found.st_uid != os.geteuid():
        whose, me = _user(found.st_uid), _user(os.geteuid())
        return f"belongs to {whose}, who can read all of it; run callpilot as {whose}, or: sudo chown -R {me} {folder}"
    if found.st_mode & 0o077:
        return f"can be read by other users of this machine; chmod 700 {folder}"
    return ""


def _user(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _keep_names(made: Iterable[Sequence[Path]]) -> None:
    """Return when the names of folders just made, each with the parents it lacked, are on the disk itself, where the
    system can do that.

    So is that of the folder in which the first of them stands: whoever made it may have been killed at once. A folder
    that many were made in is asked once.
    """
    if os.name != "posix":
        return
    within = [folder for group in made for folder in (*(path.parent for path in group), *_above(group))]
    for folder in dict.fromkeys(within):
        with contextlib.suppress(OSError):  # a folder that we may not read, or a file system that can't
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _above(group: Sequence[Path]) -> list[Path]:
    return [path.parent.parent for path in group[:1]]


@contextlib.contextmanager
def named(path: Path) -> Generator[None]:
    """Let an OSError say which file or folder it is about, where the system doesn't: a write knows a number only."""
    try:
        yield
    except OSError as fault:
        if fault.filename is None:
            fault.filename = str(path)
        raise


def _tighten(folder: Path) -> None:
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file is in the way")
    if os.name == "posix" and folder.stat().st_mode & 0o777 != _FOLDER_MODE:
        with contextlib.suppress(OSError):  # somebody else's folder, or a file system without modes
            folder.chmod(_FOLDER_MODE)


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise HomeError(f"{path}: no such user's home folder; name another with --home DIR") from None


def _refusal(folder: Path, fault: OSError) -> str:
    for path in (folder, *folder.parents):
        # Unlike Path's own, these don't raise where the parent may not be looked into.
        if os.path.lexists(path) and not os.path.isdir(path):  # noqa: PTH112
            return f"{path}: is a file, not a folder; name another with --home DIR"
    return f"{folder}: can't make this folder ({fault.strerror or fault}); name another with --home DIR"
