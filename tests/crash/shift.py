"""What the operator does: random deeds that fit what is on the screen, one after the other, until the kill."""

import time
from dataclasses import dataclass, field

from tests.crash import disk as disks
from tests.crash import reading
from tests.crash.hand import burst
from tests.crash.rings import ring

KEYS = {
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "esc": "\x1b",
    "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "up": "\x1b[A", "down": "\x1b[B", "end": "\x1b[F",
    "ctrl+t": "\x14", "ctrl+s": "\x13", "ctrl+u": "\x15", "ctrl+a": "\x01", "ctrl+w": "\x17", "ctrl+k": "\x0b",
}  # fmt: skip

TYPED = frozenset((
    "name", "company", "message", "instructions", "location", "nature", "people", "hazards", "told", "note",
    "esc.reason", "esc.steps_taken", "follow.what", "begin.name", "work.note", "work.why", "ask.outcome", "ask.skip",
    "ask.procedure", "find.query",
))  # fmt: skip
"""Fields that hold whatever is typed: no choices, no numbers, nothing that completes itself."""

LINES = ("+442079460101", "+442079460102", "")
_DIALOG = {  # in which dialog: what may be pressed there, each with how often
    "esc.severity": "1 2 3 4 tab esc",
    "esc.to": "tab tab esc",
    "esc.reason": "tab f7 f7 esc enter ctrl+a",
    "esc.steps_taken": "shift+tab f7 esc",
    "begin.": "f2 f2 f2 esc tab",
    "follow.": "ctrl+u ctrl+u esc",
    "close.answer.": "enter enter f8 f8 esc f4",
    "close.in_list.": "enter enter f8 f8 1 esc f4",
    "find.": "esc esc enter down",
    "work.": "enter esc",
    "reach.": "esc esc enter tab n l",
    "ask.outcome": "1 1 enter esc",
    "ask.skip": "enter esc",
    "ask.procedure": "esc enter down",
    "readback.": "esc enter",
    "procedure": "n space 1 2 b s x esc esc r v enter",
}  # fmt: skip
_BOX = ["esc", "esc", "enter", "down", "w", "c", "p", "m", "n"]
"""What is pressed in a list or dialog whose cursor is in no field."""


@dataclass
class Doing:
    """What was done last: to be held against what the disk and the screen show after the kill."""

    burst: object = None
    deeds: list[str] = field(default_factory=list)


class Operator:
    """Presses keys of a console on `home`. `instant` is told of every key, and kills when it likes."""

    def __init__(self, console, home, random, instant, known, rung, bold=False):
        self.console = console
        self.home = home
        self.random = random
        self.instant = instant
        self.disk = known
        self.seen = dict(known.sheets)
        self.rung = rung
        self.bold = bold
        self.doing = Doing()
        self.script = []
        self.faults = []
        self.typed = 0

    def act(self):
        """Do one thing that fits what is on the screen, and wait until it is done."""
        self._look()
        identity, name, cursor = self.disk.focus
        self.doing = Doing()
        has_box = reading.has_dialog(self.console.screen)
        in_dialog = "." in name and name != "close.disposition"
        if has_box and not in_dialog:
            self._press(self.random.choice(_BOX))
        elif in_dialog or name == "procedure":
            self._in_dialog(identity, name, cursor)
        else:
            self._at_the_desk(identity, name, cursor)
        self.console.settled()

    def _look(self):
        self.disk = disks.look(self.home, self.disk, journal=False)
        self.seen.update(self.disk.sheets)

    def _in_dialog(self, identity, name, cursor):
        may_type = name in TYPED or name.startswith("close.answer.")
        if may_type and self.random.random() < (0.35 if self.bold else 0.6):
            self._type(identity, name, cursor)
            return
        keys = next(keys for part, keys in _DIALOG.items() if name.startswith(part)) if self._knows(name) else "esc"
        self._press(self.random.choice(keys.split()))

    def _knows(self, name):
        return any(name.startswith(part) for part in _DIALOG)

    def _at_the_desk(self, identity, name, cursor):
        calls = [s.live for s in self.disk.sheets.values() if isinstance(s.live, disks.LiveCall)]
        incidents = [s.live for s in self.disk.sheets.values() if isinstance(s.live, disks.LiveIncident)]
        front = self.disk.sheets.get(self.disk.front)
        if not front:
            self._begin(calls)
            return
        if name in TYPED and self.random.random() < (0.25 if self.bold else 0.55):
            self._type(identity, name, cursor)
            return
        is_incident = front.live in incidents
        has_message = bool(front.live.values.get("message", "").strip()) and not is_incident
        deeds = {
            "tab": 4, "shift+tab": 3, "ctrl+t": 7, "f5": 2, "f4": 2 if len(calls) + len(incidents) > 1 else 0,
            "f7": 2 if not incidents else 0, "f9": 0.5 if not incidents else 0.2, "esc": 1, "ctrl+u": 0.7, "f3": 0.5,
            "f11": 0.5, "ctrl+w": 0.7, "ctrl+s": 1.5 if has_message else 0, "ctrl+a": 0.4, "f6": 0.4,
            "f8": 3 if len(calls) > 2 or is_incident else 1, "close": 2 if len(calls) > 1 and not is_incident else 0.6,
            "ring": 1 if len(calls) < 3 else 0, "f2": 1 if len(calls) < 3 else 0, "ctrl+k": 1 if is_incident else 0,
        }  # fmt: skip
        deed = self.random.choices(list(deeds), list(deeds.values()))[0]
        if deed == "ring":
            self._ring()
        elif deed == "close":
            self._close()
        else:
            self._press(deed)

    def _begin(self, calls):
        if self.random.random() < 0.7 and "☎" not in self.console.screen.lines[1]:
            self._ring()
            self.console.settled()
        self._press("f2")
        if self.random.random() < 0.5 and not self.console.killed_at:
            self.console.settled()
            if "Begin a call" in self.console.screen.text:
                self._press("f2")

    def _ring(self):
        self._note(f"ring {ring(self.home, self.random, self.rung, self.random.choice(LINES))}")
        for _ in range(8):
            self.console.read(0.03)
            if "RINGING" in self.console.screen.lines[1] or not self.console.runs:
                break

    def _close(self):
        """The caller has gone, and the record is closed, whatever has to be left out."""
        for _ in range(2):
            self._press("f8")
            if not self.console.settled():
                return
        for _ in range(6):
            self._look()
            identity, name, _cursor = self.disk.focus
            if not name.startswith("close.answer.") or not self.console.runs:
                return
            if not self.disk.value(identity, name):
                self._send("/no")
            self._press(self.random.choice(("enter", "enter", "f8")))
            if not self.console.settled():
                return

    # -- keys ---------------------------------------------------------------------------------------

    def _type(self, identity, name, cursor):
        area = name in reading.AREAS
        text = self.disk.value(identity, name)
        begins = "/" if name.startswith("close.answer.") else ""
        made = burst(self.random, identity, name, text, cursor, is_area=area, begins=begins)
        self.doing = Doing(burst=made)
        together = self.random.random() < 0.3
        pause = self.random.choice((0.0, 0.004, 0.02))
        n = self.random.randint(2, 9) if together else 1
        for start in range(0, len(made.keys), n):
            keys = made.keys[start : start + n]
            made.sent = start + len(keys)
            self.typed += sum(len(key) for key in keys if key.isprintable())
            self._send("".join(keys))
            if self.console.killed_at:
                return
            self.console.read(pause)
        self._arrives(made)

    def _arrives(self, made):
        """What was typed is on the disk and on the screen after a while, all of it."""
        for _ in range(60):
            if not self.console.settled(2.0):
                return
            sheet = disks.sheet_now(self.home, made.sheet)
            shown = self.shown(made.name)
            if (
                sheet
                and sheet.live.values.get(made.name, "") == made.last.text
                and (shown is None or shown.shows(made.last.text))
            ):
                return
        if not self.console.killed_at:
            self.faults.append(
                f"typed {made.keys} into {made.name}: {made.last.text!r} was expected, on the disk is "
                f"{sheet and sheet.live.values.get(made.name)!r}, on the screen {shown and shown.text!r}"
            )

    def shown(self, name):
        """The field as it is painted now; None where it can't be read off."""
        return shown_field(self.console.screen, name)

    def _press(self, key):
        self.doing.deeds.append(key)
        self._send(KEYS.get(key, " " if key == "space" else key), key)
        if key == "esc":
            self._wait(0.13)  # alone it is no beginning of another key

    def _wait(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self.console.runs:
            self.console.read(left)

    def _send(self, keys, words=""):
        if self.console.killed_at:
            return
        self._note(words or repr(keys))
        self.instant.before(words)
        self.console.send(keys.encode())
        self.instant.after(words)

    def _note(self, words):
        self.script.append(words)


def shown_field(screen, name):
    """The field `name` as it is painted; None where it isn't, or can't be told apart."""
    for part, labels in reading.DIALOGS.items():
        if name.startswith(part):
            return reading.dialog_form(screen, labels).get(name)
    if "." in name and name != "close.disposition":
        return None
    return reading.desk_form(screen, reading.INCIDENT if "▲" in screen.lines[3] else reading.FORM).get(name)
