"""What changed in a procedure, as rows: who changed it and why, then what each step said and says. Pure."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from callpilot.console.said import Said
from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import cut, wrap
from callpilot.desk.keeping_up import Changed, changes, known_version, step_words
from callpilot.desk.state import DeskState
from callpilot.plain.times import ago_words
from callpilot.procedures.differing import Difference, Part, differences
from callpilot.procedures.model import Procedure

_MOST = 200  # differences that are told; whoever has more reads the whole procedure
_MOST_REVISIONS = 20
_MARK = {"new": ("new      ", "bold $good"), "gone": ("gone     ", "bold $due"),
         "changed": ("changed  ", "bold $accent"), "moved": ("moved    ", "bold $accent")}  # fmt: skip


def change_words(state: DeskState, way: str) -> Said:
    """Say which procedures changed, and that `way` shows them; empty when none did."""
    found = changes(state)
    if not found:
        return Said()
    count = "1 procedure changed" if len(found) == 1 else f"{len(found)} procedures changed"
    named = "; ".join(f"{one.procedure.title} {step_words(one)}" for one in found)
    return Said(f"≡ {count} ({way}): {named}", f"≡ {len(found)} changed: {way}")


def change_lines(
    changed: Changed, before: Procedure | None, width: int, now: datetime, zone: tzinfo | None
) -> list[Line]:
    """Tell one change in rows of `width` cells; `before` is what the operator knew, where its text is kept."""
    found = differences(before, changed.procedure) if before else None
    lines: list[Line] = [((row, "$quiet"),) for row in wrap(_knew(changed, now, zone), width)]
    lines += _revisions(changed, width)
    lines.append((("", ""),))
    if found is None:
        words = "What it said before is not kept on this machine: Enter shows all that it says now."
        return lines + [((row, "$quiet"),) for row in wrap(words, width)]
    if not found:
        return [*lines, (("What it says is the same; only how the file is written differs.", ""),)]
    lines.append((("WHAT IT SAYS NOW", "bold $secondary"),))
    for one in found[:_MOST]:
        lines += _difference(one, width)
    if len(found) > _MOST:
        lines.append(((f"and {len(found) - _MOST:,} more; Enter shows the whole procedure", "$quiet"),))
    return lines


def _knew(changed: Changed, now: datetime, zone: tzinfo | None) -> str:
    knew = changed.knew
    verb, at = ("read", knew.read_at) if knew.read_at else ("last used", knew.used_at)
    when = ago_words(at, now, zone)
    return f"You {verb} {known_version(changed)}{f', {when}' if when else ''}."


def _revisions(changed: Changed, width: int) -> list[Line]:
    if changed.way == "same":
        words = f"The file was changed without a new revision: it is {changed.procedure.version} still."
        return [((row, "bold $due"),) for row in wrap(words, width)]
    if changed.way == "older":
        words = f"An older version is in force again: {changed.procedure.version}."
        return [((row, "bold $due"),) for row in wrap(words, width)]
    lines: list[Line] = []
    for one in changed.revisions[:_MOST_REVISIONS]:
        head = f"{one.version}  {one.date:%a} {one.date.day} {one.date:%b %Y}  {one.author}".rstrip()
        lines.append(((cut(head, width), "bold"),))
        lines += [((f"  {row}", ""),) for row in wrap(one.change or "nothing is said of what changed", width - 2)]
    return lines or [(("No revision in the file says what changed.", "$due"),)]


def _difference(one: Difference, width: int) -> list[Line]:
    mark, style = _MARK[one.kind]
    first, *more = wrap(one.what, width - len(mark))
    lines: list[Line] = [((mark, style), (first, "bold"))]
    lines += [((" " * len(mark), ""), (row, "bold")) for row in more]
    for part in one.parts:
        if part.name != "title" or one.kind != "new":
            lines += _part(part, width, is_new=one.kind == "new")
    return lines


def _part(part: Part, width: int, *, is_new: bool) -> list[Line]:
    if is_new:
        return _said(f"{part.name}: ", part.now, width, "")
    lines = _said(f"{part.name} was: ", part.was, width, "$quiet")
    return lines + _said(f"{part.name} now: ", part.now or (("nothing",) if part.was else ()), width, "")


def _said(lead: str, texts: Iterable[str], width: int, style: str) -> list[Line]:
    lines: list[Line] = []
    for text in texts:
        first, *more = wrap(lead + text, width - 6)
        lines += [((f"    {first}", style),), *(((f"      {row}", style),) for row in more)]
    return lines
