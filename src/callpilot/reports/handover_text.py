"""The handover as plain text and as Markdown."""

import re
from collections.abc import Iterable
from datetime import tzinfo

from callpilot.plain.untrusted import clean
from callpilot.reports import handover_words as words
from callpilot.reports.columns import facts
from callpilot.reports.handover import HandoverReport


def as_text(handover: HandoverReport, zone: tzinfo | None = None) -> str:
    """The handover for a terminal or a printer; local times."""
    title = words.heading(handover)
    parts = [f"{title}\n{'=' * len(title)}\n", facts(words.shift_facts(handover, zone))]
    parts.append(f"\n{words.GRAVITY}: {words.gravity_words(handover)}\n")
    parts += (f"  - {reason}\n" for reason in handover.reasons)
    parts.append(f"\n{words.SUMMARY}\n{_indented(handover.summary)}\n")
    parts.append(f"\n  Notes\n{_indented(handover.notes.strip() or words.NO_NOTES, 4)}\n")
    parts.append(f"\n  Figures\n{facts(words.figure_facts(handover), indent='    ')}")
    parts.append(f"\n{words.actions_heading(handover)}\n")
    parts += (
        f"\n  {number}. {words.item_head(item)}\n{facts(words.item_facts(item, zone), indent='     ')}"
        for number, item in enumerate(handover.open, 1)
    )
    parts.append("" if handover.open else f"  {words.NOTHING_OPEN}\n")
    parts.append(f"\n{words.EXPECT}\n{_indented(handover.expect)}\n")
    parts.append(f"\n{words.ACCEPTANCE}\n  {words.acceptance_words(handover, zone)}\n")
    parts.append(f"{_indented(handover.acceptance.understanding)}\n" if handover.acceptance.understanding else "")
    parts.append(facts(words.acceptance_facts(handover, zone), indent="  "))
    parts.append(f"\nJournal's last entry, by desk\n{facts(handover.heads.items())}")
    return clean("".join(parts))


def _indented(text: str, cells: int = 2) -> str:
    return "\n".join(f"{' ' * cells}{line}" for line in text.splitlines())


def as_markdown(handover: HandoverReport, zone: tzinfo | None = None) -> str:
    """The handover as Markdown (CommonMark); what callers said is escaped and shows as it was said."""
    parts = [f"# {escaped(words.heading(handover))}\n\n", _list(words.shift_facts(handover, zone))]
    parts.append(f"\n## {words.GRAVITY}: {escaped(words.gravity_words(handover))}\n\n")
    parts += (f"- {escaped(reason)}\n" for reason in handover.reasons)
    parts.append(f"\n## {words.SUMMARY}\n\n{escaped(handover.summary)}\n")
    parts.append(f"\n### Notes\n\n{escaped(handover.notes.strip() or words.NO_NOTES)}\n")
    parts.append(f"\n### Figures\n\n{_list(words.figure_facts(handover))}")
    parts.append(f"\n## {words.actions_heading(handover)}\n\n")
    for number, item in enumerate(handover.open, 1):
        parts.append(f"### {number}. {escaped(words.item_head(item))}\n\n{_list(words.item_facts(item, zone))}\n")
    parts.append("" if handover.open else f"{words.NOTHING_OPEN}\n\n")
    parts.append(f"## {words.EXPECT}\n\n{escaped(handover.expect)}\n")
    parts.append(f"\n## {words.ACCEPTANCE}\n\n{escaped(words.acceptance_words(handover, zone))}\n\n")
    parts.append(f"{escaped(handover.acceptance.understanding)}\n\n" if handover.acceptance.understanding else "")
    parts.append(_list(words.acceptance_facts(handover, zone)))
    parts.append(f"\n## Journal's last entry, by desk\n\n{_list(handover.heads.items())}")
    return clean("".join(parts))


def _list(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"- **{escaped(label)}:** {escaped(value)}\n" for label, value in pairs if value.strip())


# What would be markup anywhere, or a link made of an address; and what would be at the start of a line.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&|~#]|:(?=//)")
_AT_START = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")


def escaped(text: str) -> str:
    """Return `text` so that Markdown shows it as it is; its line ends become hard breaks in one paragraph."""
    return "<br>".join(_escaped_line(line.strip()) for line in clean(text).splitlines() if line.strip())


def _escaped_line(line: str) -> str:
    line = _ANYWHERE.sub(r"\\\g<0>", line)
    start = _AT_START.match(line)
    if start is None:
        return line
    mark = start[0]
    return f"{mark}\\{line[len(mark) :]}" if mark.isdigit() else f"\\{line}"
