"""Starts of the console in a pseudo-terminal of its own: forked from a warm process, or as the installed program.

A start of Python with all imports costs more than the console's own start. The process that drives the consoles has
imported what they need, but has run none of it; each start is a fork of it with a fresh terminal. It must have no
threads.
"""

import fcntl
import gc
import importlib
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import threading
import time
from pathlib import Path

from tests.crash.painted import ASKS_FOR_SYNC, HAS_SYNC, Painted

_NEEDED = (
    "callpilot.cli.main", "callpilot.cli.parsing", "callpilot.console.app", "callpilot.console.start",
    "callpilot.console.starting", "callpilot.console.hangup", "callpilot.console.pastes",
    "callpilot.console.screens.ask", "callpilot.console.screens.begin", "callpilot.console.screens.closing",
    "callpilot.console.screens.escalate", "callpilot.console.screens.find_screen",
    "callpilot.console.screens.follow_up", "callpilot.console.screens.form_ask", "callpilot.console.screens.outcome",
    "callpilot.console.screens.pick", "callpilot.console.screens.reach", "callpilot.console.screens.read_back",
    "callpilot.console.screens.work_screen", "callpilot.console.acts.work_asking", "callpilot.site.directory",
    "callpilot.site.hours_reading", "callpilot.site.people_loading", "callpilot.site.rosters",
    "callpilot.site.numbers", "callpilot.journal.verifying", "callpilot.journal.tail", "argparse",
    "concurrent.futures.thread", "encodings.ascii", "encodings.utf_8_sig", "getpass", "pwd", "tomli_w", "filelock",
    "rich._unicode_data.unicode17-0-0", "textual.drivers.linux_driver", "textual.layouts.factory",
    "textual.layouts.horizontal", "textual.scrollbar",
)  # fmt: skip

ENVIRONMENT = {
    "HOME": "/nonexistent", "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TZ": "UTC",
    "PYTHONWARNINGS": "ignore",
}  # fmt: skip


def warm():
    """Import what a console imports, and keep the collector from touching it in every fork."""
    os.environ.update(ENVIRONMENT)
    for name in ("NO_COLOR", "CALLPILOT_HOME", "CALLPILOT_PLAIN"):
        os.environ.pop(name, None)
    time.tzset()
    for name in _NEEDED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


class Console:
    """One console in a pseudo-terminal. `screen` is what is painted; `raw` every byte that reached the terminal."""

    def __init__(self, home, *words, honest=False):
        """Start it on `home`; `honest`: as a program of its own instead of a fork."""
        argv = ["--home", str(home), "--operator", "Maria", "--desk", "desk-3", *words]
        assert threading.active_count() == 1, "a fork of a process with threads is no fresh process"
        self.screen = Painted()
        self.raw = bytearray()
        self.cpu = 0.0
        self.runs = True
        self.began = time.monotonic()
        self.killed_at = 0.0
        self._asked = False
        self.deadly = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            _become(argv, honest)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.set_blocking(self.fd, False)
        self._poll = select.poll()
        self._poll.register(self.fd, select.POLLIN)

    def send(self, data):
        """Let keys reach the console; a console that has just been killed takes none."""
        try:
            os.write(self.fd, data)
        except OSError:
            self.runs = False

    def read(self, seconds=0.0):
        """Wait `seconds` at most for something painted, take in all there is, and say how many bytes it was."""
        if not self._poll.poll(seconds * 1000):
            return 0
        taken = 0
        while True:
            try:
                data = os.read(self.fd, 65536)
            except BlockingIOError:
                return taken
            except OSError:
                data = b""
            if not data:
                self.runs = False
                return taken
            taken += len(data)
            self.raw += data
            if self.deadly and self.deadly in data:
                self.kill()
            self.screen.feed(data)
            if not self._asked and ASKS_FOR_SYNC in self.raw:
                self._asked = True
                self.send(HAS_SYNC)

    def wait_for_byte(self, seconds):
        """Return as soon as something has reached the terminal, without taking it in."""
        self._poll.poll(seconds * 1000)

    def kill(self):
        """Kill it at this instant, with a signal that nobody can answer. Safe in a signal's own code."""
        if not self.killed_at:
            os.kill(self.pid, signal.SIGKILL)
            self.killed_at = time.monotonic()

    def buried(self):
        """Read what it had still painted, and take note of its end; return how it ended (-9: killed)."""
        while self.runs:
            self.read(1.0)
        _pid, status, used = os.wait4(self.pid, 0)
        self.cpu = used.ru_utime + used.ru_stime
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)

    def settled(self, patience=10.0):
        """Wait until it has done all that it was asked for: nothing is painted and it doesn't work any more."""
        end, quiet, before = time.monotonic() + patience, 0, self._worked()
        while quiet < 3 and self.runs and not self.killed_at:
            taken = self.read(0.009)
            now = self._worked()
            quiet = 0 if taken or now is None or before is None or now - before > 700_000 else quiet + 1
            before = now
            if time.monotonic() > end:
                return False
        return self.runs and not self.killed_at

    def _worked(self):
        """Nanoseconds that its threads have run; None while one of them runs, or wants to."""
        try:
            ran = [_ran(task) for task in Path(f"/proc/{self.pid}/task").iterdir()]
            return None if None in ran else sum(ran)
        except (OSError, IndexError):
            return None


def _ran(task):
    """Nanoseconds that a thread has run; None while it runs, or wants to."""
    state, *rest = _text(task / "stat").rpartition(")")[2].split()
    if state != "S":
        return None
    try:
        return int(_text(task / "schedstat").split()[0])
    except OSError:  # a kernel that counts in ticks only
        return (int(rest[10]) + int(rest[11])) * 10_000_000


def _text(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 4096).decode()
    finally:
        os.close(descriptor)


def _become(argv, honest):
    """Be a fresh process: nothing of the parent's but its modules."""
    status = 70
    try:
        os.closerange(3, 256)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        if honest:
            os.execv(sys.executable, [sys.executable, "-m", "callpilot", *argv])
        random.seed()
        sys.argv = ["callpilot", *argv]
        sys.stdin = sys.__stdin__ = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = sys.__stderr__ = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        from callpilot.cli.main import main

        status = main(argv)
    finally:
        os._exit(status)
