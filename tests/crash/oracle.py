"""What a kill may do and what it may not: the screen before it, the disk, and the screen after the next start."""

import time
from collections import Counter
from dataclasses import dataclass, field

from tests.crash import disk as disks
from tests.crash import reading, rings, ticks
from tests.crash.shift import Doing, shown_field

from callpilot.records.live import LiveCall, LiveIncident

SLACK = 500
"""Milliseconds by which a clock may be off after a start: two readings of the time on a busy machine."""

_OPENS_AGAIN = ("esc.", "follow.", "begin.", "close.answer.", "close.in_list.")
_NO_TEXTS = ("close.answer.", "ask.", "skip.", "readback.", "reach.", "follow.due", "esc.severity", "note")


def clock_at(live, mono):
    """What the clock of a call or an incident shows at a moment, in milliseconds: talk, or its present stage."""
    if isinstance(live, LiveIncident):
        return mono - live.since
    return live.talk_now(mono) if live.stage == "live" else live.stage_ms(mono)


@dataclass
class Oracle:
    """Holds every start and every end of one home against the ones before. `faults` is what was lost."""

    home: object
    library: object
    disk: disks.Disk = field(default_factory=disks.Disk)
    faults: list[str] = field(default_factory=list)
    count: Counter = field(default_factory=Counter)
    clocks: dict = field(default_factory=dict)
    seen_calls: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    rung: list[str] = field(default_factory=list)

    # -- after a kill -------------------------------------------------------------------------------

    def ended(self, console, status, operator):
        """Look at what it left: what was painted last is on the disk. `operator`: who worked at it; None: nobody."""
        if operator:
            self.disk.sheets = {**self.disk.sheets, **operator.seen}
        doing = operator.doing if operator else Doing()
        if status != -9:
            self._fault(f"it ended by itself with {status}")
        self._look(console)
        if console.screen.frames:
            self._painted_is_kept(console.screen, doing)
            self.clocks = reading.clocks(console.screen) or self.clocks
        if doing.burst:
            self._typed_is_kept(console.screen, doing.burst)

    def _look(self, console):
        if b"Traceback" in console.raw:
            self._fault("a traceback reached the terminal")
        if console.screen.odd:
            self._fault(f"unknown codes reached the terminal: {console.screen.odd[:5]}")
        log = self.home.data / "errors.log"
        if log.exists():
            self._fault(f"errors.log: {log.read_text('utf-8')}")
        found = disks.look(self.home, self.disk)
        for sheet in found.sheets.values():
            self.faults += sheet.wrong
        self.faults += disks.journal_faults(self.home, found)
        if kept := sorted(path.name for path in self.home.quarantine.iterdir()):
            self._fault(f"something was damaged: {kept}")
        self._only_appended(found)
        self.disk = found
        self.claims |= reading.saved_claims(bytes(console.raw))
        ids = {disks.short(entry["id"]) for entry in found.entries()}
        self.count["records said to be saved"] += len(self.claims)
        for claim in sorted(self.claims - ids):
            self._fault(f"{claim} was said to be saved and isn't in the journal")
        self.seen_calls |= {number for stage, number in reading.clocks(console.screen) if stage != "incident"}
        open_now = {disks.number(identity) for identity in found.sheets if "pad-" not in identity}
        for number in sorted(self.seen_calls - open_now - {i[:4] for i in ids}):
            self._fault(f"call {number} was on the screen; it is neither open nor in the journal")

    def _only_appended(self, found):
        """Whatever was on the disk before is there still, as it was, with something behind it."""
        for name, content in self.disk.journal.items():
            if not found.journal.get(name, b"").startswith(content):
                self._fault(f"{name} lost what it held")
        for identity, sheet in self.disk.sheets.items():
            now = found.sheets.get(identity)
            if now is None:
                self._is_in_the_journal(sheet.live, found)
            elif now.lines[: len(sheet.lines)] != sheet.lines:
                self._fault(f"the sheet {identity} lost lines that it held")

    def _is_in_the_journal(self, live, found):
        """A sheet that is gone is a record now, with every text that stood in it."""
        entries = [entry for entry in found.entries() if entry["id"].startswith(live.id)]
        if not any(entry["id"] == live.id for entry in entries):
            self._fault(f"{live.id} was open; it is gone and not in the journal")
        kept = {reading.plain(text) for entry in entries for text in disks.texts_of(entry)}
        for name, text in live.values.items():
            if name.startswith("esc.") and not live.values.get("esc.severity"):
                continue  # a draft that says only what the console wrote into it
            if text.strip() and not name.startswith(_NO_TEXTS) and name in disks.FREE:
                self.count["texts found in closed records"] += 1
                if reading.plain(text.strip()) not in kept:
                    self._fault(f"{live.id}: {name} was {text!r}; its record doesn't hold that")

    # -- what was painted is on the disk --------------------------------------------------------------

    def _painted_is_kept(self, screen, doing):
        sheet = self._in_front_of(screen)
        if sheet is None:
            return
        labels = reading.INCIDENT if isinstance(sheet.live, LiveIncident) else reading.FORM
        # Between two calls a frame may have the one's number over the other's fields.
        both = (sheet, self.disk.sheets.get(self.disk.front, sheet))
        for name, shown in reading.desk_form(screen, labels).items():
            if (doing.burst and name == doing.burst.name) or not shown.text.strip():
                continue
            self.count["characters compared"] += len(shown.text)
            if not any(shown.shows(text) for one in both for text in one.texts.get(name, {""})):
                self._fault(f"{sheet.live.id}: {name} was painted as {shown.text!r}, which the disk never held")
        faults = [ticks.painted_and_never_kept(screen, one, self.library, self.count) for one in both]
        self.faults += min(faults, key=len)

    def _in_front_of(self, screen):
        """The sheet whose form is painted."""
        between = reading.divider(screen)
        for y in range(2, 8) if between else ():
            row = screen.lines[y]
            if "┐" in row:
                number = disks.shown_number(row[between:])
                for identity, sheet in self.disk.sheets.items():
                    if number and disks.short(identity) == number:
                        return sheet
        return None

    def _typed_is_kept(self, screen, burst):
        """The field that was typed in: on the disk stands what one of the keys sent made of it, no earlier than what
        is painted.
        """
        sheet = self.disk.sheets.get(burst.sheet)
        if sheet is None:
            return
        moments = burst.reachable
        text, cursor = sheet.live.values.get(burst.name, ""), sheet.live.cursor
        here = [n for n, one in enumerate(moments) if one.text == text]
        if not here:
            self._fault(f"{burst.name}: on the disk is {text!r}; after {burst.keys[: burst.sent]} that can't be")
            return
        shown = shown_field(screen, burst.name)
        first = 0
        if shown is not None:
            self.count["characters compared"] += len(shown.text)
            painted = [n for n, one in enumerate(moments) if shown.shows(one.text)]
            if not painted:
                self._fault(f"{burst.name}: painted as {shown.text!r}; after {burst.keys[: burst.sent]} that can't be")
                return
            first = painted[0]
            if here[-1] < first:
                self._fault(f"{burst.name}: painted as {shown.text!r}; the disk has only {text!r}")
        if sheet.live.focus == burst.name:
            self.count["cursors compared"] += 1
            if cursor not in {moments[n].cursor for n in here}:
                self._fault(f"{burst.name}: {text!r} with the cursor at {cursor}; after {burst.keys} that can't be")
            elif shown is not None and (where := self._painted_cursor(screen, shown, text)) is not None:
                seen = [n for n in painted if disks.cells(moments[n].text[: moments[n].cursor]) == where]
                if seen and not any(n >= seen[0] and moments[n].cursor == cursor for n in here):
                    self._fault(f"{burst.name}: the cursor was painted at cell {where}; on the disk it is at {cursor}")

    # -- after a start --------------------------------------------------------------------------------

    def started(self, console):
        """Look at what the next start makes of it: all of it is back, on the disk and on the screen."""
        before = self.disk
        self._look(console)
        for identity in disks.closed_and_open(self.home, self.disk):
            self._fault(f"{identity} is in the journal and its sheet was taken up")
        self.faults += rings.lost_or_doubled(self.home, self.disk, self.rung)
        self.count["rings compared"] += len(self.rung)
        self._nothing_changed(before)
        self._clocks_go_on(console.screen, before)
        focus, now = before.focus, self.disk.focus
        is_over = self._is_answered(*focus[:2]) or self._was_made(before, *focus[:2])
        if before.sheets and focus != now and "." in focus[1] and not is_over:
            self._fault(f"the cursor was at {focus}; now it is at {now}")
        self._is_shown(console.screen)

    def _is_answered(self, identity, name):
        """Whether what a field of the closing list asks for is in the record already: it isn't asked for again."""
        _answer, _close, asked = name.rpartition("close.answer.")
        asked = asked.split(".", 2)[-1]
        values = self.disk.sheets[identity].live.values if identity in self.disk.sheets else {}
        return name.startswith("close.answer.") and bool(values.get(asked) or values.get(f"skip.{asked}"))

    def _was_made(self, before, identity, name):
        """Whether what a dialog made was in the journal before its sheet said so: it isn't asked for again."""
        made = {"esc.": "escalations", "follow.": "follow_ups"}
        what = next((one for beginning, one in made.items() if name.startswith(beginning)), "")
        if not what or identity not in before.sheets or identity not in self.disk.sheets:
            return False
        was, now = before.sheets[identity].live, self.disk.sheets[identity].live
        return len(getattr(now, what, ())) > len(getattr(was, what, ()))

    def _nothing_changed(self, before):
        """A start types nothing, unticks nothing and moves no cursor; what a record took over it may clear."""
        for identity, sheet in before.sheets.items():
            now = self.disk.sheets.get(identity)
            if now is None:
                continue
            self.count["sheets compared"] += 1
            kept = None
            for name in sheet.live.values.keys() | now.live.values.keys():
                was, text = sheet.live.values.get(name, ""), now.live.values.get(name, "")
                if was == text or name not in disks.FREE:
                    continue
                if kept is None:
                    of_it = [e for e in self.disk.entries() if e["id"].startswith(identity)]
                    kept = {reading.plain(one) for entry in of_it for one in disks.texts_of(entry)}
                if text.strip() or reading.plain(was.strip()) not in kept:
                    self._fault(f"{identity}: {name} was {was!r}; after the start it is {text!r}")
            if lost := sheet.ticked - now.ticked:
                self._fault(f"{identity}: these were done: {sorted(lost)}")
            if len(now.live.runs) < len(sheet.live.runs):
                self._fault(f"{identity}: a procedure is gone")

    def _clocks_go_on(self, screen, before):
        now = reading.clocks(screen)
        mono = time.monotonic_ns() // 1_000_000
        for identity, sheet in self.disk.sheets.items():
            was = before.sheets.get(identity)
            if was and isinstance(sheet.live, LiveCall | LiveIncident):
                self.count["clocks compared"] += 1
                if abs(gap := clock_at(sheet.live, mono) - clock_at(was.live, mono)) > SLACK:
                    self._fault(f"{identity}: its clock is {gap} ms off after the start")
        live = {disks.short(identity): sheet.live for identity, sheet in self.disk.sheets.items()}
        if self._meets_midnight():
            return
        for (stage, number), seconds in now.items():
            self.count["clocks compared"] += 1
            if seconds < self.clocks.get((stage, number), 0):
                self._fault(f"{stage} {number} stood at {self.clocks[stage, number]} s; now it stands at {seconds} s")
            if number in live and seconds * 1000 > clock_at(live[number], mono) + 1000:
                self._fault(f"{stage} {number} is painted as {seconds} s; it is {clock_at(live[number], mono)} ms")
        for number, one in live.items():
            if isinstance(one, LiveCall) and number not in screen.text and len(screen.lines[1].rstrip()) < 66:
                self._fault(f"call {number} is open, and it isn't on the screen: {screen.lines[1]!r}")

    def _meets_midnight(self):
        """Whether two things that are open have one number, each of its day: what is painted of which can't be told."""
        numbers = [disks.short(identity) for identity in self.disk.sheets]
        return len(set(numbers)) < len(numbers)

    def _is_shown(self, screen):
        """The screen shows what the disk has: fields, ticks, and the cursor in its place."""
        sheet = None if self._meets_midnight() else self._in_front_of(screen)
        identity, name, cursor = self.disk.focus
        if sheet is not None:
            labels = reading.INCIDENT if isinstance(sheet.live, LiveIncident) else reading.FORM
            for field_name, shown in reading.desk_form(screen, labels).items():
                text = sheet.live.values.get(field_name, "")
                self.count["characters compared"] += len(shown.text)
                if not shown.shows(text):
                    self._fault(f"{sheet.live.id}: {field_name} is {text!r}, but {shown.text!r} is painted")
            self.faults += ticks.painted_otherwise(screen, sheet, self.library, self.count)
            self.faults += ticks.painted_and_never_kept(screen, sheet, self.library, self.count)
        shown = shown_field(screen, name)
        if shown is None:
            if name.startswith(_OPENS_AGAIN) and "╭" not in screen.text:
                self._fault(f"the cursor was in {name}; its dialog isn't open")
            return
        if not shown.shows(self.disk.value(identity, name)):
            self._fault(f"{name} is {self.disk.value(identity, name)!r}, but {shown.text!r} is painted")
        self._cursor_is_shown(screen, shown, self.disk.value(identity, name), cursor)

    def _cursor_is_shown(self, screen, shown, text, cursor):
        before, where = disks.cells(text[:cursor]), self._painted_cursor(screen, shown, text)
        if where is None:
            return
        self.count["cursors compared"] += 1
        if where != before:
            self._fault(f"{shown.name}: the cursor is painted at cell {where}, on the disk at {before}")

    def _painted_cursor(self, screen, shown, text):
        """At which cell of a line the cursor is painted; None when it blinks, or the text is longer than the field."""
        there = [x for y, x in screen.cursors() if y == shown.y and shown.x <= x < shown.x + shown.width]
        if shown.rows > 1 or not there or max(disks.cells(text), disks.cells(shown.text)) >= shown.width:
            return None
        return there[0] - shown.x

    def _fault(self, words):
        self.faults.append(words)
