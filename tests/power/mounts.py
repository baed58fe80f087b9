"""A small file system of our own that can be shut down under whoever writes to it, as a power cut does."""

import ctypes
import fcntl
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN
FLUSH, LOG_FLUSH, NO_FLUSH = 0, 1, 2
"""What is written out before it ends: everything, the log of what was done to names, nothing at all."""

_OPTIONS = ("commit=1", "commit=5", "data=writeback,commit=1", "commit=300")
KINDS = {
    "ext4": (("mkfs.ext4", "-q", "-F", "-m", "0"), 24, _OPTIONS),
    "xfs": (("mkfs.xfs", "-q", "-f"), 320, ("", "logbsize=32k")),
}
"""The file systems: what makes one, how many MiB it takes, and the options that it is mounted with in turn."""


def why_not(kind: str = "ext4") -> str:
    """Why a file system of that kind can't be cut here, in one line; empty when it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux may mount a file system and shut it down"
    for program in (KINDS[kind][0][0], "mount", "umount", "unshare"):
        if shutil.which(program) is None:
            return f"{program} isn't installed here"
    if not Path("/dev/loop-control").exists():
        return "this machine has no loop devices"
    tried = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    if tried.returncode:
        return "this machine allows no mounts of our own"
    tried = subprocess.run(
        ["unshare", "-m", "--propagation", "private", sys.executable, "-m", "tests.power.mounts", kind],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return tried.stdout.strip() if tried.returncode else ""


class Image:
    """One file system in a file. Each `mounted` block ends with it unmounted, shut down or not."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._file = folder / f"{kind}.img"
        self._fresh = folder / f"{kind}.fresh"
        self.place = folder / "mnt"
        self.place.mkdir(exist_ok=True)

    def renew(self) -> None:
        """Begin with an empty file system."""
        make, size, _options = KINDS[self._kind]
        if not self._fresh.exists():
            with self._fresh.open("wb") as file:
                file.truncate(size << 20)
            _run(*make, str(self._fresh))
        _run("cp", "--sparse=always", str(self._fresh), str(self._file))

    @contextmanager
    def mounted(self, options: str = "") -> Iterator[Path]:
        words = f"loop,{options}" if options else "loop"
        _run("mount", "-t", self._kind, "-o", words, str(self._file), str(self.place))
        try:
            yield self.place
        finally:
            _run("umount", str(self.place))

    def shut_down(self, how: int) -> None:
        """From now on nothing reaches the disk any more."""
        fd = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, _SHUTDOWN, struct.pack("I", how))
        finally:
            os.close(fd)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(words)}: {done.stderr.strip()}")


def die_with_parent() -> None:
    """See to it that this process is killed when the one that started it ends, in whatever way."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder in memory for images. It is mounted: it goes with the process, even with one that is killed."""
    folder = Path(tempfile.mkdtemp(prefix="cuts-"))
    try:
        _run("mount", "-t", "tmpfs", "tmpfs", str(folder))
        yield folder
    finally:
        with suppress(OSError):
            _run("umount", str(folder))
            folder.rmdir()


def _try(kind: str) -> str:
    """Mount one and shut it down; say why that fails."""
    die_with_parent()
    with a_folder() as folder:
        image = Image(kind, folder)
        try:
            image.renew()
            with image.mounted():
                image.shut_down(NO_FLUSH)
        except OSError as fault:
            return f"{kind} can't be cut here: {fault}"
    return ""


if __name__ == "__main__":
    reason = _try(sys.argv[1])
    sys.stdout.write(reason)
    sys.exit(1 if reason else 0)
