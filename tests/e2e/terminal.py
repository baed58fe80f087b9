"""The installed program in a real pseudo-terminal: what an operator sees and presses, and what reaches the wire."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pexpect
import pyte

PATIENCE = 10
"""Seconds until a text that doesn't come counts as missing. Far above what the program needs: no timing test."""

PACE = 0.04
"""Seconds from one key that leads somewhere to the next: a quick hand's."""

KEYS = {
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
    "esc": "\x1b", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "backspace": "\x7f", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pagedown": "\x1b[6~", "pageup": "\x1b[5~",
}  # fmt: skip

# Keyboard protocol, which pyte takes for text.
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*u")
_OSC = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def environment(**more):
    """The same in every run, whoever runs it."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "SYSTEMROOT", "COVERAGE_PROCESS_START")
        if name in os.environ
    }
    return {**kept, "HOME": "/nonexistent", "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
            "TZ": "UTC", "PYTHONWARNINGS": "default", **more}  # fmt: skip


def command(home, *words):
    """The command line that starts the program as it is installed for the running interpreter."""
    return [sys.executable, "-m", "callpilot", "--home", str(home), *words]


class Wanted:
    """A condition with a name for the message when it isn't met."""

    def __init__(self, name, holds):
        self.name = name
        self.holds = holds

    def __call__(self, text):
        return self.holds(text)

    def __repr__(self):
        return self.name


class Gone(AssertionError):
    """The program has ended while something was waited for."""


def _heed_interrupts():
    """A job in the background of a script is started deaf to Ctrl+C, and so would be all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """One program in one pseudo-terminal. `screen` is what stands there, `raw` every byte that was sent to it."""

    def __init__(self, home, *words, columns=120, rows=30, argv=None, **env):
        argv = argv or command(home, *words)
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""
        self.child = pexpect.spawn(
            argv[0], argv[1:], dimensions=(rows, columns), env=environment(**env), encoding=None, timeout=PATIENCE,
            preexec_fn=_heed_interrupts,
        )  # fmt: skip
        self.child.delaybeforesend = None
        self.child.ptyproc.delayafterclose = self.child.ptyproc.delayafterterminate = 0.02
        self.child.delayafterclose = self.child.delayafterterminate = 0.02

    # -- looking ------------------------------------------------------------------------------------

    def read(self, seconds=0.02):
        """Take in what the program has written; wait `seconds` for the first of it. Tell whether it still runs."""
        try:
            while True:
                data = self.child.read_nonblocking(65536, timeout=seconds)
                self.raw += data
                self._feed(data)
                seconds = 0
        except pexpect.TIMEOUT:
            return True
        except (pexpect.EOF, OSError):
            return False

    def _feed(self, data):
        data = self._held + data
        cut = data.rfind(b"\x1b")
        # A sequence that isn't whole yet waits for its end.
        whole = cut < 0 or re.match(rb"\x1b(?:\[[0-9;<=>?$]*[@-~]|\][^\x07\x1b]*\x07|[^\[\]])", data[cut:], re.DOTALL)
        data, self._held = (data, b"") if whole else (data[:cut], data[cut:])
        before, left, after = _OSC.sub(b"", _NOT_FOR_PYTE.sub(b"", data)).rpartition(b"\x1b[?1049l")
        self._stream.feed(before)
        if left:
            # pyte has no second screen: what stood on the program's own is gone when it leaves.
            self._screen.reset()
        self._stream.feed(after)

    @property
    def lines(self):
        """The rows of the screen as they stand, without the space at their ends."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self):
        """The screen as one text."""
        return "\n".join(self.lines)

    def row(self, words):
        """The first row on which `words` stand."""
        return next((line for line in self.lines if words in line), "")

    def until(self, *wanted, gone=(), within=PATIENCE):
        """Wait until all of `wanted` stand on the screen and none of `gone`; a callable is asked instead."""
        gone = (gone,) if isinstance(gone, str) else gone
        end = time.monotonic() + within
        while True:
            runs = self.read()
            text = self.text
            lacks = [w for w in wanted if not (w(text) if callable(w) else w in text)]
            stays = [g for g in gone if g in text]
            if not lacks and not stays:
                return self
            if not runs or time.monotonic() > end:
                kind = AssertionError if runs else Gone
                raise kind(f"{'waited for' if runs else 'ended before'} {lacks or ''} without {stays or ''}\n{text}")

    def settled(self, quiet=0.15, within=PATIENCE):
        """Wait until nothing more is written for a moment (a clock that ticks is written once a second)."""
        end, seen = time.monotonic() + within, -1
        while seen != len(self.raw) and time.monotonic() < end:
            seen = len(self.raw)
            time.sleep(quiet)
            self.read()
        return self

    def before_cursors(self):
        """What stands before every cell that may be the cursor: one with the text's colour for its ground.

        There is one at most in front; a dialog dims the one beneath it. It blinks: at times there is none.
        """
        rows = [self._screen.buffer[y] for y in range(self._screen.lines)]
        inks = {ink for ink, _count in Counter(cell.fg for row in rows for cell in row.values()).most_common(4)}
        for row in rows:
            for x in sorted(row):
                if row[x].bg in inks and row[x].bg != "default":
                    yield "".join(row[column].data for column in range(x))

    def until_cursor(self, *before):
        """Wait until the cursor stands right behind the last of `before`, with the others before it on its row."""

        def is_there(_text):
            return any(
                found.endswith(before[-1]) and all(words in found for words in before)
                for found in self.before_cursors()
            )

        return self.until(Wanted(f"the cursor behind {before}", is_there))

    @property
    def bells(self):
        """How often the bell was rung."""
        return _OSC.sub(b"", bytes(self.raw)).count(b"\x07")

    # -- pressing -----------------------------------------------------------------------------------

    def press(self, *names):
        """Press keys by name, such as `f9`, `ctrl+t`, `esc` or `a`."""
        for name in names:
            self.child.send(_bytes(name))
            # Esc alone is not the beginning of another key.
            time.sleep(0.15 if name == "esc" else PACE)
        return self

    def type(self, text):
        """Type a text."""
        self.child.send(text.encode())
        return self

    def paste(self, text):
        """Paste as a terminal does when the program asked for brackets around it."""
        data = b"\x1b[200~" + text.encode() + b"\x1b[201~"
        for start in range(0, len(data), 4096):
            self.child.send(data[start : start + 4096])
            self.read(0)
        return self

    def resize(self, columns, rows):
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)
        return self

    def leave_out_all(self, why="/not asked"):
        """In the closing list: leave out, with a reason, all that is asked for, and close the call."""
        self.until("still asked for").settled()
        for _ in range(int(re.search(r"(\d+) things? (?:is|are) still asked", self.text)[1])):
            self.type(why).press("enter")
        return self.press("f8")

    # -- the end ------------------------------------------------------------------------------------

    def kill(self):
        """End it as a power cut does: nothing may be finished any more."""
        self.child.kill(signal.SIGKILL)
        self.ended()
        return self

    def hang_up(self):
        """Close the terminal under the program, as when its window is closed; wait for its end."""
        self.child.ptyproc.fileobj.close()
        end = time.monotonic() + PATIENCE
        while True:
            pid, status = os.waitpid(self.child.pid, os.WNOHANG)
            if pid:
                break
            assert time.monotonic() < end, "it outlives its terminal"
            time.sleep(0.02)
        self.child.ptyproc.terminated = self.child.terminated = True
        self.child.ptyproc.closed = self.child.closed = True
        return os.waitstatus_to_exitcode(status)

    def signal(self, number):
        """Send a signal to the program."""
        self.child.kill(number)
        return self

    def ended(self, within=PATIENCE):
        """Wait for its end; return the exit status, or the negative number of the signal that ended it."""
        end = time.monotonic() + within
        while self.read() and time.monotonic() < end:
            pass
        while self.child.isalive():
            if time.monotonic() > end:
                raise AssertionError(f"it still runs\n{self.text}")
            time.sleep(0.02)
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus

    def close(self):
        """Leave nothing behind."""
        if self.child.closed:
            return
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
        self.child.close(force=True)


def _bytes(name):
    if name in KEYS:
        return KEYS[name].encode()
    if name.startswith("ctrl+"):
        return bytes([ord(name[5:].upper()) - 64])
    return name.encode()


class Place:
    """A throwaway home: consoles open on it, commands run on it, and all that is on its disk."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.config = self.folder / "config"
        self._terminals = []

    def console(self, *words, operator="Maria", desk="desk-3", **how):
        """Open the console, signed on unless `operator` is empty; wait for nothing."""
        who = ["--operator", operator, "--desk", desk] if operator else []
        return self._kept(Terminal(self.folder, *who, *words, **how))

    def started(self, *words, **how):
        """Open the console and wait until the desk is on the screen."""
        return self.console(*words, **how).until("F1 Help", "desk-3")

    def wrapped(self, argv, **how):
        """Open a terminal on another command."""
        return self._kept(Terminal(self.folder, argv=argv, **how))

    def _kept(self, terminal):
        self._terminals.append(terminal)
        return terminal

    def run(self, *words, status=0, home=None):
        """Run a command with pipes and return what it printed. Fails on another exit status, and on any traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "callpilot", *words, "--home", str(home or self.folder)],
            capture_output=True, text=True, encoding="utf-8", env=environment(), timeout=60, stdin=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        self.err = done.stderr
        return done.stdout

    @staticmethod
    def command(home, *words):
        """The command line of the program on another home."""
        return command(home, *words)

    def signal_console(self, number):
        """Send a signal to the console that holds the desk, whoever started it."""
        holder = json.loads(next(self.data.glob("locks/*.json")).read_text("utf-8"))
        os.kill(holder["pid"], number)

    def ring(self, number, *words):
        """Let a softphone's hook tell of a call."""
        return self.run("ring", number, *words)

    def calls(self):
        """What `callpilot log --json` says, newest first."""
        return [json.loads(line) for line in self.run("log", "--json").splitlines()]

    def entries(self, kind=""):
        """The journal as it stands on disk."""
        files = sorted(self.data.glob("journal/**/*.jsonl"))
        found = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
        return [entry for entry in found if not kind or entry["kind"] == kind]

    def sheets(self):
        """What is unfinished on disk, as one text a sheet."""
        return {file.stem: file.read_text("utf-8") for file in sorted(self.data.glob("open/*.jsonl"))}

    def write(self, name, text):
        """Write a file of the site's configuration."""
        path = self.config / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def close(self):
        """End whatever still runs; nothing may have gone wrong unseen."""
        for terminal in self._terminals:
            terminal.close()

    def assert_no_fault(self):
        """No traceback on any screen, and nothing in the log of faults."""
        for terminal in self._terminals:
            if not terminal.child.closed:
                terminal.read(0)
            assert b"Traceback" not in terminal.raw, terminal.text
        log = self.data / "errors.log"
        assert not log.exists(), log.read_text("utf-8")
