"""The real console in a pseudo-terminal, with hands that don't wait for it and eyes that look for words only.

An emulator of a terminal takes longer than the program that paints on it: here what is painted is searched as text,
and the emulator is asked only when something doesn't come.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

import pyte
from tests.e2e.terminal import KEYS, command, environment

PATIENCE = float(os.environ.get("SOAK_PATIENCE", 60.0))
"""Seconds until what doesn't come counts as missing; far above what the program needs on a busy machine."""

_CODES = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;<=>?$]*[ -/]*[@-~]|\x1b[^\[\]]")
_TAIL = 400_000


class Missing(AssertionError):
    """What was waited for didn't come."""


class Console:
    """One console under way. Whatever it paints is taken in whenever something is waited for."""

    def __init__(self, home, *, operator="Maria K.", desk="desk-3", columns=120, rows=30, argv=None, **env):
        words = argv or command(home, "--operator", operator, "--desk", desk)
        self.size = columns, rows
        self.raw = bytearray()
        self._held = b""
        self._fresh = bytearray()
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.execve(words[0], words, environment(**env))
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))
        os.set_blocking(self.fd, False)

    # -- hands ------------------------------------------------------------------------------------------

    def send(self, *keys):
        """Press keys by name, or type texts, all at once."""
        data = b"".join(_bytes(key) for key in keys)
        while data:
            try:
                data = data[os.write(self.fd, data) :]
            except BlockingIOError:
                self.take(0.01)
        return self

    # -- eyes -------------------------------------------------------------------------------------------

    def take(self, seconds):
        """Take in what is painted; wait `seconds` for the first of it. False when the program has gone."""
        while select.select([self.fd], [], [], seconds)[0]:
            seconds = 0
            try:
                data = os.read(self.fd, 65536)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not data:
                return False
            self.raw += data
            self._fresh += data
            if len(self.raw) > _TAIL * 2:
                del self.raw[:-_TAIL]
        return True

    def look_away(self):
        """Forget what was painted so far: what is waited for must be painted after this."""
        self.take(0)
        self._fresh.clear()
        return self

    @property
    def fresh(self):
        """What was painted since the last `look_away`, without the codes for colours and places."""
        return _CODES.sub(b"", bytes(self._fresh))

    def until(self, *wanted, within=PATIENCE):
        """Wait until all of these texts have been painted, or these questions are answered yes."""
        asked = [word.encode() if isinstance(word, str) else word for word in wanted]
        end = time.monotonic() + within
        while True:
            painted = self.fresh
            lacks = [one for one in asked if not (one() if callable(one) else one in painted)]
            if not lacks:
                return self
            if not self.take(0.02) or time.monotonic() > end:
                raise Missing(f"waited in vain for {lacks}; the screen says:\n{self.screen()}")

    def echo(self, letters, before=b""):
        """Press letters one by one, each once the one before is painted; return the seconds that each took."""
        spans, shown = [], before
        for letter in letters:
            self.look_away()
            shown = (shown + letter.encode())[-4:]
            began = time.perf_counter()
            os.write(self.fd, letter.encode())
            while shown not in self.fresh:
                if not self.take(PATIENCE) or time.perf_counter() - began > PATIENCE:
                    raise Missing(f"{shown} is never painted; the screen says:\n{self.screen()}")
            spans.append(time.perf_counter() - began)
        return spans

    def quiet(self, seconds=0.3):
        """Wait until nothing is painted for a moment, or only the clock's second."""
        end, still = time.monotonic() + PATIENCE, time.monotonic() + seconds
        self.look_away()
        while time.monotonic() < min(end, still):
            self.take(0.02)
            if len(self._fresh) > 4000:
                self.look_away()
                still = time.monotonic() + seconds
        return self

    def screen(self):
        """The screen as an emulator shows it, made of the last that was painted."""
        screen = pyte.Screen(*self.size)
        text = re.sub(rb"\x1b\[[<>=?][0-9;]*u|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", b"", bytes(self.raw))
        pyte.ByteStream(screen).feed(text)
        return "\n".join(line.rstrip() for line in screen.display)

    # -- the end ----------------------------------------------------------------------------------------

    def ended(self, within=PATIENCE):
        """Wait for the program's end; return its exit status."""
        end = time.monotonic() + within
        while self.status is None:
            self.take(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise Missing(f"it still runs; the screen says:\n{self.screen()}")
        return self.status

    def close(self):
        """Leave nothing behind."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def _bytes(key):
    if key in KEYS:
        return KEYS[key].encode()
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5:].upper()) - 64])
    return key.encode()
