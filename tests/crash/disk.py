"""What is on the disk of a home: sheets folded as a restart folds them, with all that ever stood in them; journal."""

import json
import re
from dataclasses import dataclass, field

from rich.cells import cell_len

from callpilot.desk.on_sheets import changes_of
from callpilot.journal.recovery import read_sheets
from callpilot.journal.sheet import sheet_files
from callpilot.journal.sheet_lines import whole_lines
from callpilot.journal.verifying import verify
from callpilot.records.changes import Focused, Typed
from callpilot.records.folding import begin, fold
from callpilot.records.live import LiveCall, LiveIncident, Pad


@dataclass
class Sheet:
    """One sheet: its lines, the state they fold to, and every text, tick and cursor that stood in it on the way."""

    lines: list[bytes]
    live: LiveCall | LiveIncident | Pad
    texts: dict[str, set[str]]
    ticked: set[tuple[str, str]]
    dealt: set[tuple[str, str]]
    wrong: list[str]

    @property
    def place(self):
        """Where the cursor is: field and character."""
        return self.live.focus, self.live.cursor


@dataclass
class Disk:
    """Everything under a home's data folder at one moment."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    journal: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def pad(self):
        """The desk's own sheet, if it is there."""
        return next((s.live for s in self.sheets.values() if isinstance(s.live, Pad)), None)

    @property
    def front(self):
        """The id of what is in front; empty: nothing."""
        pad = self.pad
        return pad.front if pad and pad.front in self.sheets else ""

    @property
    def focus(self):
        """Which sheet, field and character the cursor is at; a dialog of the pad's own comes first."""
        pad = self.pad
        if pad and ("." in pad.focus or pad.focus == "notes"):
            return pad.id, pad.focus, pad.cursor
        sheet = self.sheets.get(self.front)
        if sheet:
            return sheet.live.id, *sheet.place
        return (pad.id, pad.focus, pad.cursor) if pad else ("", "", 0)

    def value(self, identity, name):
        """What stands in a field."""
        sheet = self.sheets.get(identity)
        return sheet.live.values.get(name, "") if sheet else ""

    def entries(self):
        """The journal's entries, in order."""
        return [json.loads(line) for name in sorted(self.journal) for line in self.journal[name].splitlines()]


def look(home, before=None, *, journal=True):
    """Read the disk, the journal only if it is asked for. Sheets that are as `before` aren't folded again."""
    data = home.data
    found = Disk()
    for path in sorted((data / "journal").rglob("*.jsonl")) if journal else ():
        found.journal[str(path.relative_to(data))] = path.read_bytes()
    for identity, lines in read_sheets(data).items():
        known = before.sheets.get(identity) if before else None
        found.sheets[identity] = known if known and known.lines == lines else _folded(identity, lines)
    return found


def sheet_now(home, identity):
    """Read one sheet alone, while the console writes it."""
    files = sheet_files(home.data / "open", identity).get(identity, [])
    lines = list(whole_lines(files).values())
    return _folded(identity, lines) if lines else None


def _folded(identity, lines):
    changes, problems = changes_of(identity, lines)
    wrong = [str(problem) for problem in problems]
    numbers = [json.loads(line)["n"] for line in lines]
    if numbers != list(range(len(numbers))):
        wrong.append(f"{identity}: its lines are numbered {numbers[:5]}…{numbers[-5:]}")
    state = begin(changes[0])
    texts = {name: {"", text} for name, text in state.values.items()}
    ticked, dealt = set(), set()
    runs = ()
    for change in changes[1:]:
        state = fold(state, change)
        if isinstance(change, Typed):
            texts.setdefault(change.field, {""}).add(state.values[change.field])
        elif not isinstance(change, Focused) and state.runs is not runs:
            runs = state.runs
            marks = [(run.procedure, mark) for run in runs for mark in run.marks if mark.outcome != "open"]
            ticked |= {(procedure, mark.id) for procedure, mark in marks if mark.outcome == "done"}
            dealt |= {(procedure, mark.id) for procedure, mark in marks}
    for name, text in state.values.items():  # a deed may write whole values too
        texts.setdefault(name, {""}).add(text)
    return Sheet(lines=lines, live=state, texts=texts, ticked=ticked, dealt=dealt, wrong=wrong)


def journal_faults(home, found):
    """What is wrong with the journal by itself: the chain, or an entry that is there twice."""
    faults = [str(problem) for problem in verify(home.data).problems]
    seen = set()
    for entry in found.entries():
        mark = entry["id"], entry["rev"]
        if mark in seen:
            faults.append(f"{mark} is in the journal twice")
        seen.add(mark)
    return faults


def closed_and_open(home, found):
    """The calls that are closed in the journal and whose sheets were taken up all the same."""
    closed = {e["id"] for e in found.entries() if e["kind"] == "call" and e["data"].get("closed_at")}
    return closed & {path.name.split(".")[0] for path in (home.data / "open").iterdir()}


def texts_of(entry):
    """Every text that a journal entry holds, at any depth."""
    found, rest = set(), [entry["data"]]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest += one.values()
        elif isinstance(one, list):
            rest += one
        elif isinstance(one, str):
            found.add(one.strip())
    return found


FREE = frozenset((
    "name", "company", "message", "instructions", "location", "nature", "people", "hazards", "told", "note",
    "esc.reason", "esc.steps_taken", "follow.what",
))  # fmt: skip
"""Fields of calls and incidents whose texts go into a record as they are."""

_SHOWN = re.compile(r"\d{4,}(?:-i\d+)?")


def short(identity):
    """An id as it is shown: `0042-e1` of `20261123-desk-3-0042-e1`."""
    return identity.rpartition("desk-3-")[2]


def number(identity):
    """The number of the call that an id comes from."""
    return short(identity)[:4]


def shown_number(title):
    """The short id in a pane's title; empty when there is none."""
    found = _SHOWN.search(title)
    return found[0] if found else ""


def cells(text):
    """How many cells a text takes."""
    return cell_len(text)
