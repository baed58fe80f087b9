"""A program in a pseudo-terminal: keys in, bytes out, the moment of each, and the screen that they make."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence

import pyte

from benchmarks import TREE
from benchmarks.processes import Unmeasurable, cpu_seconds

COLUMNS, ROWS = 120, 30
PATIENCE = 90.0
"""Seconds until a measure that doesn't end is given up."""
_FIRST = 1 << 20  # bytes that are kept as they came
_PAUSE = 0.01  # seconds without a byte after which what came is looked at
_STILL = 0.06  # seconds without a byte and without work after which a program has answered
_LITTLE = 0.25  # of the time: the work of a program that only keeps its clocks going
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*u|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\")
_WHOLE = re.compile(rb"\x1b(?:\[[0-9;<=>?$]*[ -/]*[@-~]|\][^\x07\x1b]*\x07|[^\[\]P])", re.DOTALL)
_SIGNS = re.compile(r"[^\w]")


def environment() -> dict[str, str]:
    """The same for every program that is measured."""
    return {
        "PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": f"{TREE / 'src'}{os.pathsep}{TREE}",
        "HOME": "/nonexistent", "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TZ": "UTC",
        "LC_TELEPHONE": "en_GB.UTF-8",  # the country of the homes
    }  # fmt: skip


class Terminal:
    """One program and its end of the line.

    Bytes are stamped as they are read and put on the emulated screen later, so that the emulator's own time is in no
    figure. `written`: how many bytes the program has written so far; `first`: the first of them as they came.
    """

    def __init__(self, argv: Sequence[str], **more: str) -> None:
        self.written = 0
        self.first = bytearray()
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._pending: list[tuple[float, bytes]] = []
        self._held = b""
        self._runs = True
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), environment() | more)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_fault: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.close(self._fd)
        os.waitpid(self.pid, 0)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return [str(line) for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def has_word(self, word: str) -> bool:
        """Tell whether `word` stands on the screen with nothing right before or behind it."""
        return any(f" {word} " in f" {_SIGNS.sub(' ', line)} " for line in self.lines)

    def send(self, keys: str) -> float:
        """Write keys once all that was painted before is taken in; return the moment just before."""
        self.rest(0)
        now = time.perf_counter()
        os.write(self._fd, keys.encode())
        return now

    def rest(self, seconds: float) -> None:
        """Take in what comes within `seconds`."""
        end = time.perf_counter() + seconds
        while self._read(max(0.0, end - time.perf_counter())) or time.perf_counter() < end:
            if not self._runs:
                break
        self._feed_all(lambda: False)

    def until(self, *words: str) -> float:
        """Wait until all of `words` stand on the screen; return the moment they were painted."""
        return self.until_so(lambda: all(word in self.text for word in words), f"{words}")

    def until_so(self, holds: Callable[[], bool], name: str) -> float:
        """Wait until `holds` says so of the screen; return the moment it became so. Raises Unmeasurable."""
        if holds():
            return time.perf_counter()
        end = time.perf_counter() + PATIENCE
        while self._runs and time.perf_counter() < end:
            self._read(end - time.perf_counter())
            while self._read(_PAUSE):
                pass
            if moment := self._feed_all(holds):
                return moment
        why = "waited in vain for" if self._runs else f"the program ended ({self._end()}) before"
        raise Unmeasurable(f"{why} {name}; the screen says: {' '.join(self.text.split())[:300]}")

    def settled(self, part: slice, *, quiet: float = _STILL) -> float:
        """Wait until the program has nothing more to do; return the moment when the rows `part` last changed."""
        changed = began = time.perf_counter()
        before, worked = self.lines[part], cpu_seconds(self.pid)
        while time.perf_counter() - began < PATIENCE and self._runs:
            since = time.perf_counter()
            while self._read(max(0.0, since + quiet - time.perf_counter())):
                pass
            came = bool(self._pending)
            for moment, data in self._taken():
                self._feed(data)
                if (lines := self.lines[part]) != before:
                    before, changed = lines, moment
            now = cpu_seconds(self.pid)
            is_busy, worked = now - worked > _LITTLE * (time.perf_counter() - since), now
            if not came and not is_busy:
                return changed
        raise Unmeasurable("the program never comes to rest")

    def _end(self) -> str:
        """How the program ended, in words; it is taken from the system later."""
        self._runs = False
        how = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        if how is None:
            return "it is not known how"
        return f"status {how.si_status}" if how.si_code == os.CLD_EXITED else f"signal {how.si_status}"

    def _read(self, seconds: float) -> bool:
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            data = b""
        self._runs = self._runs and bool(data)
        if data:
            self._pending.append((time.perf_counter(), data))
            self.written += len(data)
            if len(self.first) < _FIRST:
                self.first += data
        return bool(data)

    def _taken(self) -> list[tuple[float, bytes]]:
        taken, self._pending = self._pending, []
        return taken

    def _feed_all(self, holds: Callable[[], bool]) -> float:
        """Put on the screen all that came; return the moment after which `holds` was so first, or 0."""
        found = 0.0
        for moment, data in self._taken():
            self._feed(data)
            if not found and holds():
                found = moment
        return found

    def _feed(self, data: bytes) -> None:
        data = self._held + data
        cut = data.rfind(b"\x1b")
        is_whole = cut < 0 or _WHOLE.match(data[cut:])
        data, self._held = (data, b"") if is_whole else (data[:cut], data[cut:])
        self._stream.feed(_NOT_FOR_PYTE.sub(b"", data))


KEYS = {
    "f2": "\x1bOQ", "f3": "\x1bOR", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "esc": "\x1b",
    "enter": "\r", "tab": "\t", "backspace": "\x7f", "down": "\x1b[B", "home": "\x1b[H", "end": "\x1b[F",
    "pagedown": "\x1b[6~", "ctrl+w": "\x17",
}  # fmt: skip
"""What a terminal sends for the keys that are pressed here."""


def console(home: os.PathLike[str], *words: str) -> list[str]:
    """The command line that opens the console, signed on."""
    return callpilot("--home", os.fspath(home), "--operator", "Maria", "--desk", "desk-3", *words)


def callpilot(*words: str) -> list[str]:
    """The command line of callpilot itself."""
    return [sys.executable, "-m", "callpilot", *words]


def yard(name: str) -> list[str]:
    """The command line of a yardstick."""
    return [sys.executable, "-m", f"benchmarks.yard.{name}"]
