"""What an operator reads on the painted screen: the fields with their texts, the ticks, the clocks, what is saved."""

import re
import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len

FORM = {
    "Caller": "name", "Company": "company", "Callback": "callback", "Type": "type", "For": "for", "Urgency": "urgency",
    "Message": "message", "Instructions": "instructions", "Ends as": "close.disposition",
}  # fmt: skip
INCIDENT = {
    "Location": "location", "Callback": "callback", "What": "nature", "People": "people", "Hazards": "hazards",
    "Told caller": "told", "Priority": "priority",
}  # fmt: skip
DIALOGS = {
    "esc.": {"Severity": "esc.severity", "To": "esc.to", "Reason": "esc.reason", "Done so far": "esc.steps_taken"},
    "follow.": {
        "What": "follow.what", "Due": "follow.due", "Owner": "follow.owner", "Priority": "follow.priority",
    },
    "begin.": {"Number": "begin.number", "Name": "begin.name"},
    "work.": {"Note": "work.note", "Why": "work.why", "Outcome": "work.why"},
}  # fmt: skip
AREAS = frozenset({"message", "esc.steps_taken"})
LABEL = 13
_BAR = "▁▂▃▄▅▆▇█▔▕▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class Shown:
    """A field as it is painted: its text, where it stands, and how many cells it has."""

    name: str
    text: str
    y: int
    x: int
    width: int
    rows: int = 1

    def shows(self, text):
        """Whether this is what is painted of a field that holds `text`: all of it, or a window onto it."""
        if self.rows > 1:
            seen, whole = _squashed(self.text), _squashed(text)
            fits = (
                text.count("\n") + sum(cell_len(line) // (self.width - 3) + 1 for line in text.split("\n")) <= self.rows
            )
            return seen == whole if fits else seen in whole
        line = text.replace("\t", " ")
        if cell_len(line) < self.width:
            return self.text == line.rstrip(" ")
        return self.text.strip(" ") in line


def _squashed(text):
    return "".join(text.split())


def divider(screen):
    """The column between the procedure and the record; 0 when there is none."""
    for y in range(2, 8):
        row = screen.cells[y]
        if "┐" in row:
            return row.index("┐")
    return 0


def form(screen, labels, x, last, *, top=2):
    """The fields of a form whose labels begin in column `x` and whose texts end before column `last`."""
    found = {}
    y = top
    while y < screen.rows - 2:
        label = "".join(screen.cells[y][x : x + LABEL]).rstrip(" !")
        name = labels.get(label)
        if name is None or screen.cells[y][x - 1] != " ":
            y += 1
            continue
        rows = 1
        if name in AREAS:
            while not "".join(screen.cells[y + rows][x : x + LABEL]).strip(" │╰─"):
                rows += 1
                if y + rows >= screen.rows - 2:
                    break
        parts = [screen.part(y + row, x + LABEL, last) for row in range(rows)]
        bar = int(screen.cells[y][last - 1] in _BAR)  # the whole form scrolls
        text = "\n".join(_without_bar(part) for part in parts) if name in AREAS or bar else parts[0]
        found.setdefault(name, Shown(name, text, y, x + LABEL, last - x - LABEL - bar, rows))
        y += rows
    return found


def _without_bar(part):
    return part.rstrip(f" {_BAR}")


def desk_form(screen, labels=FORM):
    """The fields of the record in front; none while a dialog is over them."""
    between = 0 if has_dialog(screen) else divider(screen)
    return form(screen, labels, between + 2, screen.columns - 1, top=3) if between else {}


def has_dialog(screen):
    """Whether a dialog or a list is open over the desk."""
    return any("╭" in row for row in screen.cells[2:])


def dialog_form(screen, labels):
    """The fields of the dialog on top."""
    for y in range(2, screen.rows - 2):
        row = screen.cells[y]
        if "╭" in row:
            x = row.index("╭")
            last = screen.columns - 1 - row[::-1].index("╮") if "╮" in row else screen.columns
            return form(screen, labels, x + 2, last - 1, top=y + 1)
    return {}


_TICK = re.compile(r"^ ?([✔·↷▸]) (.+?)(?: +\d+:\d\d(?:/\d+:\d\d)?)?$")

_HEADING = re.compile(r"(.+?) +(\d+) (?:of \d+|to come)\b")

_AT_END = ("All is done.", "Read to the end.", "Every step is dealt with.", "Signed off by")
_PLACE = re.compile(r"^\d+ +")


def steps(screen):
    """The steps of the procedure as they are painted: (glyph, beginning of the title)."""
    between = divider(screen)
    found = []
    for y in range(3, screen.rows - 2) if between else ():
        match = _TICK.match(screen.part(y, 0, between).rstrip(" ▁▂▃▄▅▆▇█"))
        if match and not _HEADING.match(match[2]) and not match[2].startswith(_AT_END):
            found.append((match[1], _PLACE.sub("", match[2]).rstrip("…").strip()))
    return found


def headings_done(screen):
    """The headings of the procedure that are painted as dealt with, each with how many steps were."""
    between = divider(screen)
    rows = (screen.part(y, 0, between) for y in range(3, screen.rows - 2)) if between else ()
    return [(m[1].strip(), int(m[2])) for row in rows if "✔" in row and (m := _HEADING.match(row.strip("✔ ")))]


_CLOCKS = (
    ("live", re.compile(r"● (\d{4}) [^│]*? (\d+(?::\d\d)+)(?= |$)")),
    ("held", re.compile(r"⏸ hold (\d{4})[^│]*? (\d+(?::\d\d)+)(?= |$)")),
    ("wrap-up", re.compile(r"✎ wrap-up (\d{4})[^│]*? (\d+(?::\d\d)+)(?= |$)")),
    ("incident", re.compile(r"▲ [A-Z]+ (\d{4}-i\d+) (\d+(?::\d\d)+)(?= |$)")),
)


def clocks(screen):
    """Every clock of a call or incident in the top strip: {(stage, number): seconds}."""
    line = screen.lines[1].rstrip()
    return {(stage, m[1]): _seconds(m[2]) for stage, pattern in _CLOCKS for m in pattern.finditer(line)}


def _seconds(text):
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


SAVED = re.compile(rb"(\d{4}(?:-[mefi]\d+)?) saved")


def saved_claims(raw):
    """Every record that was said to be saved, by its short id, in all that reached the terminal whole."""
    whole = raw[: raw.rfind(b"\x1b[?2026l") + 1]
    return {found.decode() for found in SAVED.findall(whole)}


def plain(text):
    """A text for comparing across what composes characters differently."""
    return unicodedata.normalize("NFC", text)
