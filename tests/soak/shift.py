"""A long shift as its operator works it: every kind of call in a round that comes again, as fast as the keys are taken.

What is waited for is on the disk or on the screen; nothing is waited for by the clock.
"""

import json
import os
import re
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.console.pictures import write_guide
from tests.soak import counters
from tests.soak.console import Console

from callpilot.intake.ring import RingEvent, drop
from callpilot.plain.times import stamp
from callpilot.site.home import find_home
from callpilot.site.sample import write_sample

ROUND = (
    "message", "information", "message", "procedure", "abandoned", "message", "escalation", "information", "find",
    "follow-up", "message", "second caller", "picture", "information", "message", "held", "questions", "checklist",
    "emergency", "open work",
)  # fmt: skip
"""What is done one after another, again and again; every item but the last is one call."""

OUTAGE_EVERY = 5
"""Rounds from one outage to the next."""

WORDS = "please ring about the lease"
_STILL_ASKED = re.compile(rb"(\d+) things? (?:is|are) still asked")
_OPEN = re.compile(rb"Open work \xe2\x80\x93 (\d+) item")
_KIND = re.compile(rb'"kind":"(\w+)","id":"([^"]*)","rev":(\d+)')


@dataclass
class Watched:
    """What the journal holds, read as it grows."""

    folder: object
    kinds: Counter = field(default_factory=Counter)
    _read: dict = field(default_factory=dict)

    def look(self):
        for path in self.folder.glob("*/*/*.jsonl"):
            done = self._read.get(path, 0)
            if path.stat().st_size > done:
                data = path.read_bytes()[done:]
                data = data[: data.rfind(b"\n") + 1]
                self.kinds.update(kind.decode() for kind, _id, _rev in _KIND.findall(data))
                self._read[path] = done + len(data)
        return self.kinds

    def total(self):
        return self.look().total()


class Shift:
    """One operator's shift in one console, and what was measured in it."""

    def __init__(self, folder, *, argv=None, **env):
        self.home = find_home(str(folder), {})
        self.home.prepare()
        if not (self.home.config / "site.toml").exists():
            write_sample(self.home.config)
            write_guide(self.home.config / "procedures", "pictures/halves.png")
        self.journal = Watched(self.home.data / "journal")
        self.console = Console(folder, argv=argv, **env)
        self.console.until("F1")
        self.calls = 0
        self.echoes = []
        self._rung = 0

    # -- what comes ------------------------------------------------------------------------------------

    def _drop(self, event, number, name="", line="law", **what):
        at = stamp(datetime.now(UTC))
        drop(self.home, RingEvent(event=event, number=number, name=name, line=line, at=at, **what))

    def ring(self, line="law"):
        """A call rings: callers come again, as they do, and some are new."""
        self._rung += 1
        number = f"+4420794600{self._rung % 80:02}"
        self.console.look_away()
        self._drop("ringing", number, f"Caller {self._rung}", line, call_id=f"ring-{self._rung}")
        # What rang before may still be on its way to the screen: this one is waited for by its name.
        self.console.until(f"RINGING Caller {self._rung} ")
        return f"ring-{self._rung}", number

    # -- what is done ----------------------------------------------------------------------------------

    def do(self, what):
        """Do one item of the round."""
        getattr(self, "_" + what.replace(" ", "_").replace("-", "_"))()

    def answer(self, line="law"):
        self.ring(line)
        self.console.look_away().send("f2").until("on disk")
        self.calls += 1

    def close(self):
        """The caller has gone; what is asked for is left out with a reason."""
        before = self.journal.look()["call"]
        self.console.look_away().send("f8", "f8")

        def is_kept():
            return self.journal.look()["call"] > before

        self.console.until(lambda: is_kept() or _STILL_ASKED.search(self.console.fresh))
        if not is_kept():
            asked = int(_STILL_ASKED.search(self.console.fresh)[1])
            self.console.look_away().send(*["/not asked", "enter"] * asked, "f8")
            self.console.until(is_kept)

    def kept(self, kind, *keys):
        """Press keys, and wait until they have made a record of that kind."""
        before = self.journal.look()[kind]
        self.console.look_away().send(*keys).until(lambda: self.journal.look()[kind] > before)

    def ask(self, key, title):
        """Press a key that opens a dialog, and wait for it: a busy machine may take the next key before it is there."""
        return self.console.look_away().send(key).until(title)

    def _message(self):
        self.answer()
        self.console.send("enter", "enter", "enter", "1", "Mr Webb", "tab", "2", "tab")
        self.console.until("Mr Webb")
        self.console.quiet(0.05)
        self.echoes.append((self.calls, self.console.echo(WORDS)))
        self.close()

    def _information(self):
        self.answer("plumbing")
        self.console.send("ctrl+t", "ctrl+t", "ctrl+s")
        self.close()

    def _procedure(self):
        self.answer("property")
        self._follow("Complaint", 4)

    def _questions(self):
        self.answer("plumbing")
        self._follow("Common queries", 0, "down", "down", "1")

    def _checklist(self):
        self.answer("surgery")
        self._follow("Start-of-day opening", 6)

    def _picture(self):
        self.answer("plumbing")
        self._follow("The gate", 1)

    def _follow(self, name, ticks, *keys):
        self.ask("f11", "Open another procedure").look_away().send(name, "enter").until("opened by hand")
        self.console.send(*["ctrl+t"] * ticks, *keys)
        self.close()

    def _abandoned(self):
        name, number = self.ring()
        before = self.journal.look()["call"]
        self._drop("ended", number, call_id=name)
        self.console.until(lambda: self.journal.look()["call"] > before)
        self.calls += 1

    def _escalation(self):
        self.answer()
        self.ask("f7", "Escalate ")
        self.kept("escalation", "2", "enter", "No heating", "enter")
        self.close()

    def _follow_up(self):
        self.answer()
        self.ask("ctrl+u", "Promise a follow-up")
        self.kept("follow_up", f"ring back {self.calls}", "ctrl+u")
        self.close()

    def _find(self):
        self.answer("plumbing")
        self.ask("f3", "Find").look_away().send("lift").until("PEOPLE")
        self.ask("ctrl+f", "Call log")
        self.console.look_away().send("caller").until("caller").send(*["backspace"] * 6)
        for _leave in range(2):  # the filter, then the log; Esc alone is not the beginning of another key
            self.console.send("esc").quiet(0.2)
        self.close()

    def _second_caller(self):
        self.answer("plumbing")
        self.answer("law")
        self.close()
        self.console.send("f5")
        self.close()

    def _held(self):
        self.answer("surgery")
        for _again in range(2):
            self.console.look_away().send("f5").until("hold")
            self.console.look_away().send("f5").until("●")
        self.close()

    def _emergency(self):
        self.answer("property")
        self.ask("f9", "TELL 0/3").send("Mill Lane 4", "ctrl+k", "ctrl+k", "ctrl+k").until("TELL 3/3")
        self._outcome("3")
        self.close()

    def outage(self):
        """The telephone system fails, and works again."""
        self.console.look_away().send("ctrl+p").until("Search for commands")
        self.console.look_away().send("Declare an outage").until("protocol with its own timeline")
        self.console.quiet(0.2)
        self.console.look_away().send("enter").until("TELL 0/")
        self.console.send("Telephones", "ctrl+k", "ctrl+k").until("TELL 2/")
        self._outcome("1")

    def _outcome(self, digit):
        before = self.journal.look()["incident"]
        self.console.look_away().send("f8").until("How did")
        self.console.look_away().send(digit).until(lambda: self.journal.look()["incident"] > before)

    def _open_work(self):
        """Everything open is noted on and given up."""
        self.console.look_away().send("ctrl+w").until(self._count_open)
        while self._count_open() != b"0":
            before = self.journal.total()
            self.ask("w", "Note on").send("looked at", "enter")
            self.console.until(lambda was=before: self.journal.total() > was, "Noted on")
            before = self.journal.total()
            self.ask("c", "Close ").look_away().send("2", "enter").until("Give ").look_away().send("over", "enter")
            self.console.until(lambda was=before: self.journal.total() > was, "closed: over", self._count_open)
        self.console.look_away().send("ctrl+w").until("is ready for calls")

    def _count_open(self):
        found = _OPEN.findall(self.console.fresh)
        return found[-1] if found else None

    # -- the end ---------------------------------------------------------------------------------------

    def sign_off(self):
        """Sign the handover; return the exit status."""
        self.ask("f10", "Shift and handover").send("all quiet", "f10")
        return self.console.ended()

    def sample(self, answer):
        """Look at the process once nothing is going on in it; what it holds it writes to the path `answer`."""
        self.console.quiet(0.4)
        answer.unlink(missing_ok=True)
        os.kill(self.console.pid, signal.SIGUSR1)
        self.console.until(answer.exists)
        return counters.sample(self.console.pid), json.loads(answer.read_text("utf-8"))


def handovers(home):
    """The handovers in the journal, by id, at their last revision."""
    found = {}
    for path in sorted((home.data / "journal").glob("*/*/*.jsonl")):
        for line in path.read_bytes().splitlines():
            if b'"kind":"handover"' in line:
                entry = json.loads(line)
                found[entry["id"]] = entry["data"]
    return found
