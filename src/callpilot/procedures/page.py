"""A procedure as a page to be read: its head, its ways as a tree, its steps with what to say and do."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from callpilot.plain.times import span_words
from callpilot.procedures import ways
from callpilot.procedures.flow import LEGEND, flow
from callpilot.procedures.loading import Library
from callpilot.procedures.model import GO_PROCEDURE, Choice, Field, Procedure, Step

_MARGIN = " " * 5
_WORDS = {"next": "next step", "back": "back", "close": "closing", "emergency": "EMERGENCY"}


class _Line(NamedTuple):
    """A line before it is folded: what stands in front of it, and the text that hangs beside that."""

    lead: str
    text: str = ""

    def folded(self, width: int) -> list[str]:
        hanging = " " * len(self.lead)
        lead, lines = self.lead, list[str]()
        for part in self.text.splitlines() or [""]:
            lines += textwrap.wrap(
                part, width, initial_indent=lead, subsequent_indent=hanging, break_on_hyphens=False
            ) or [lead.rstrip()]
            lead = hanging
        return lines


def page(procedure: Procedure, library: Library, width: int = 80) -> list[str]:
    """Return the lines of the whole procedure, `width` columns at most. The library gives other titles."""
    parts = (*_head(procedure, library), *_contents(procedure))
    tree = flow(procedure, library, width)
    if tree:
        tree = ["", "FLOW", *tree, *(line for part in _legend(tree) for line in part.folded(width))]
    body = [line for part in _body(procedure, library) for line in part.folded(width)]
    return [*(line for part in parts for line in part.folded(width)), *tree, *body]


def _legend(tree: Sequence[str]) -> Iterator[_Line]:
    """Explain the signs that stand in the tree."""
    text = "".join(tree)
    words = [words for sign, words in LEGEND.items() if sign in text]
    yield _Line("")
    yield _Line("  ", "; ".join(words))


def _contents(procedure: Procedure) -> Iterator[_Line]:
    """List what an FAQ answers."""
    if procedure.entries:
        yield _Line("")
        yield _Line("", "CONTENTS")
    for number, entry in enumerate(procedure.entries, 1):
        yield _Line(f"{number:>3}. ", entry.question)


def _body(procedure: Procedure, library: Library) -> Iterator[_Line]:
    number = 0
    for heading, steps in procedure.steps_by_phase():
        yield _Line("")
        if heading:
            yield _Line("", heading.upper())
        for step in steps:
            number += 1
            yield from _step(number, step)
            yield from _choices(step, procedure, library)
    for place, entry in enumerate(procedure.entries, 1):
        yield _Line("")
        yield _Line(f"{place:>3}. ", entry.question)
        yield _Line(_MARGIN, entry.answer)
    yield _Line("")
    yield _Line("", "REVISIONS")
    for revision in reversed(procedure.revisions):
        by = f", {revision.author}" if revision.author else ""
        yield _Line(f"  {revision.version}  ", f"{revision.date}{by}: {revision.change}".rstrip(": "))
    yield _Line("  file ", f"{procedure.source} (sha256 {procedure.sha256[:16]}…)")


def _head(procedure: Procedure, library: Library) -> Iterator[_Line]:
    yield _Line("", procedure.title)
    yield _Line("", "=" * len(procedure.title))
    fits = (*procedure.accounts, *procedure.call_types, *procedure.directions, *procedure.channels)
    facts = (
        ("Id", f"{procedure.id} {procedure.version}, {procedure.form}"),
        ("In force", f"since {procedure.in_force_since}"),
        ("Protocol", f"{procedure.protocol}, opened by one key" if procedure.protocol else ""),
        ("Purpose", procedure.purpose),
        ("Scope", procedure.scope),
        ("Responsible", procedure.responsible),
        ("Serves", ", ".join(procedure.serves)),
        ("For calls", ", ".join(fits)),
        ("Respond", f"within {span_words(procedure.respond_within)}" if procedure.respond_within else ""),
        ("Resolve", f"within {span_words(procedure.resolve_within)}" if procedure.resolve_within else ""),
        ("Contacts", ", ".join(procedure.contacts)),
        ("See also", "; ".join(_title(reference, library) for reference in procedure.references)),
        ("Approved", _signed(procedure)),
    )
    for name, text in facts:
        if text:
            yield _Line(f"{name:<13}", text)


def _signed(procedure: Procedure) -> str:
    approval = procedure.approval
    if approval is None:
        return "not by this site yet"
    return ", ".join(str(part) for part in (approval.by, approval.position, approval.date) if part)


def _step(number: int, step: Step) -> Iterator[_Line]:
    marks = [f"within {span_words(step.within)}"] if step.within else []
    marks += ["required"] if step.required else []
    yield _Line(f"{number:>3}. ", step.title + (f"  ({', '.join(marks)})" if marks else ""))
    parts = (
        ("say    ", (f"“{step.say}”",) if step.say else ()),
        ("do     ", (step.do,) if step.do else ()),
        ("[ ]    ", step.items),
        ("see    ", (_seen(step),) if step.picture else ()),
        ("!      ", step.warnings),
        ("note   ", step.notes),
        ("tip    ", step.tips),
        ("field  ", tuple(_field(field) for field in step.fields)),
    )
    for lead, texts in parts:
        for text in texts:
            yield _Line(_MARGIN + lead, text)


def _seen(step: Step) -> str:
    return f"{step.picture_text} ({step.picture})" if step.picture_text else step.picture


def _field(field: Field) -> str:
    kind = " | ".join(field.choices) or field.type
    marks = (("required", field.required), ("sensitive", field.sensitive))
    return f"{field.label} ({', '.join([kind, *(word for word, on in marks if on)])})"


def _choices(step: Step, procedure: Procedure, library: Library) -> Iterator[_Line]:
    for place, choice in enumerate(step.choices, 1):
        yield _Line(f"{_MARGIN}{place:<7}", f"{choice.when} → {_way(choice, procedure, library)}")
        if choice.do:
            yield _Line(_MARGIN + " " * 7, choice.do)


def _way(choice: Choice, procedure: Procedure, library: Library) -> str:
    if choice.go == "escalate":
        text = f"escalate ({choice.severity})" if choice.severity else "escalate"
    elif choice.go.startswith(GO_PROCEDURE):
        text = _title(choice.go.removeprefix(GO_PROCEDURE), library)
    else:
        text = _step_title(choice.go, procedure)
    return f"{text}, then {_step_title(choice.then, procedure)}" if ways.leaves(choice) else text


def _step_title(word: str, procedure: Procedure) -> str:
    step = procedure.step(word)
    return f"“{step.title}”" if step else _WORDS.get(word, word)


def _title(identity: str, library: Library) -> str:
    procedure = library.get(identity)
    return f"{procedure.title} ({identity})" if procedure else identity
