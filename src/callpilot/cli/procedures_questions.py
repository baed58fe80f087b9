"""The questions of `callpilot procedures new`: first what it is for, then its steps in its form's own shape."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from callpilot.cli.init_questions import EMPTY, Asking, Fault
from callpilot.cli.procedures_forms import first_revision
from callpilot.procedures.loading import Library
from callpilot.procedures.model import (
    CHANNELS,
    GO_PROCEDURE,
    GO_WORDS,
    PHASES,
    SEVERITIES,
    Choice,
    FaqEntry,
    Form,
    Procedure,
    Step,
)

_SHAPES: dict[Form, str] = {
    "workflow": "steps with choices between ways",
    "article": "steps in their order, with what to say and do",
    "guide": "steps in their order, a picture beside each",
    "checklist": "items to be ticked, in groups",
    "faq": "questions and answers",
}
_MOST_CHOICES = 9  # taken with one digit
_LEADS_TO = "    leads to: a step's number, next, back, close, escalate, emergency, a procedure's id"
_GROUPS = ("before", "during", "after")


@dataclass(slots=True)
class Drafted:
    """A procedure as far as it is answered."""

    id: str
    title: str
    form: Form | None
    author: str
    head: dict[str, Any] = field(default_factory=dict[str, Any])
    steps: list[Step] = field(default_factory=list[Step])
    entries: list[FaqEntry] = field(default_factory=list[FaqEntry])

    @property
    def is_begun(self) -> bool:
        """Whether more than its title and form were answered."""
        return bool(self.steps or self.entries or any(self.head.values()))

    def procedure(self) -> Procedure:
        """Return what there is of it, sound or not."""
        return Procedure(
            id=self.id,
            title=self.title,
            form=self.form or "workflow",
            revisions=(first_revision(self.author),),
            steps=tuple(self.steps),
            entries=tuple(self.entries),
            **self.head,
        )

    def add(self, title: str, **more: Any) -> None:
        """Add a step of that title; its id is made of it."""
        self.steps.append(Step(id=_step_id(title, self.steps), title=title, **more))

    def amend(self, **answers: Any) -> None:
        """Take an answer into the last step."""
        self.steps[-1] = replace(self.steps[-1], **answers)


def ask_procedure(asking: Asking, drafted: Drafted, library: Library, config: Path) -> Procedure:
    """Ask for a procedure; `drafted` has every answer as soon as it is given.

    Raises EOFError when the answers end before the questions.
    """
    asking.tell(f"Enter takes what is in brackets; {EMPTY} leaves a value empty. Ctrl+C stops and keeps what there is.")
    proposal = drafted.id.replace("-", " ").capitalize()
    drafted.title = drafted.title or asking.ask("Title", proposal, _needed("a procedure needs a title"))
    if not drafted.form:
        asking.tell("\n".join(f"  {form:<10}{words}" for form, words in _SHAPES.items()))
        drafted.form = _one(asking, "Form", _SHAPES, "workflow")
    _ask_head(asking, drafted, config)
    if drafted.form == "faq":
        _ask_entries(asking, drafted)
    elif drafted.form == "checklist":
        _ask_groups(asking, drafted)
    else:
        _ask_steps(asking, drafted, library)
    return drafted.procedure()


def _ask_head(asking: Asking, drafted: Drafted, config: Path) -> None:
    from callpilot.records.words import CALL_TYPES
    from callpilot.site.loading import load_site

    site, _problems = load_site(config)
    types = site.call_types or CALL_TYPES
    head = drafted.head
    head["purpose"] = asking.ask("Purpose: what is better afterwards")
    head["scope"] = asking.ask("Scope: what it covers, and what not")
    head["responsible"] = asking.ask("Responsible", "Communications operator")
    asking.tell("It is opened by itself for the calls that you name here; for none: by hand, with F11.")
    head["call_types"] = _several(asking, f"Types of calls ({', '.join(types)})", types)
    head["channels"] = _several(asking, f"Channels ({', '.join(CHANNELS)}; none: all)", CHANNELS)
    if len(site.accounts) > 1:
        accounts = tuple(account.id for account in site.accounts)
        head["accounts"] = _several(asking, f"Accounts ({_short(accounts)}; none: all)", accounts)
    head["keywords"] = _parts(asking.ask("Words by which it is found, with commas between"))


def _ask_entries(asking: Asking, drafted: Drafted) -> None:
    while True:
        number = len(drafted.entries) + 1
        needed = _needed("an FAQ needs a question") if number == 1 else _any
        question = asking.ask(f"Question {number}{_ends(number)}", "", needed)
        if not question:
            return
        answer = asking.ask("  Answer", "", _needed("a question needs an answer"))
        drafted.entries.append(FaqEntry(question=question, answer=answer))


def _ask_groups(asking: Asking, drafted: Drafted) -> None:
    for number in range(1, 100):
        proposal = _GROUPS[number - 1] if number <= len(_GROUPS) else ""
        group = asking.ask(f"Group {number}{_ends(number, EMPTY if proposal else 'Enter')}", proposal)
        if not group and drafted.steps:
            return
        _ask_items(asking, drafted, group)


def _ask_items(asking: Asking, drafted: Drafted, group: str) -> None:
    while True:
        needed = _any if drafted.steps else _needed("a checklist needs an item")
        title = asking.ask(f"  Item{', Enter: no more' if drafted.steps else ''}", "", needed)
        if not title:
            return
        drafted.add(title, group=group)
        drafted.amend(do=asking.ask("    What to do"))
        drafted.amend(items=_parts(asking.ask("    Sub-items, with commas between")))


def _ask_steps(asking: Asking, drafted: Drafted, library: Library) -> None:
    phase = "listen"
    while True:
        number = len(drafted.steps) + 1
        needed = _needed("it needs a step") if number == 1 else _any
        title = asking.ask(f"Step {number}{_ends(number)}", "", needed)
        if not title:
            break
        drafted.add(title)
        if drafted.form != "guide":
            phase = _one(asking, f"  Phase ({', '.join(PHASES)})", PHASES, phase)
            drafted.amend(phase=phase)
        drafted.amend(say=asking.ask("  Say"))
        drafted.amend(do=asking.ask("  Do", "", _any if drafted.steps[-1].say else _needed("say something, or do it")))
        if drafted.form == "guide":
            drafted.amend(picture=asking.ask("  Picture, beside the file, such as pictures/1.png"))
        if drafted.form == "workflow":
            _ask_choices(asking, drafted, library)
    _settle(asking, drafted)


def _ask_choices(asking: Asking, drafted: Drafted, library: Library) -> None:
    """Ask for the ways on from the last step; a step's number is kept as it is until all steps are known."""
    for number in range(1, _MOST_CHOICES + 1):
        when = asking.ask(f"  Choice {number}, when{', Enter: no more' if number > 1 else ', Enter: none'}")
        if not when:
            return
        go = asking.ask(_LEADS_TO, "next", lambda answer: _wrong_way(answer, library))
        go = f"{GO_PROCEDURE}{go}" if go in library.procedures else go or "next"
        choice = Choice(when=when, go=go)
        if go == "escalate":
            choice = replace(
                choice, severity=_one(asking, f"    Severity ({', '.join(SEVERITIES)})", SEVERITIES, "medium")
            )
        if go in ("escalate", "emergency") or go.startswith(GO_PROCEDURE):
            asked = "    Afterwards: a step's number, next or close"
            choice = replace(choice, then=asking.ask(asked, "next", _wrong_return) or "next")
        drafted.amend(choices=(*drafted.steps[-1].choices, choice))


def _settle(asking: Asking, drafted: Drafted) -> None:
    """Put ids in the place of steps' numbers; one that isn't there is asked for again."""
    count = len(drafted.steps)

    def settled(place: int, number: int, word: str) -> str:
        while word.isdecimal() and not 1 <= int(word) <= count:
            asked = f"Choice {number} of step {place} leads to step {word}, and there are {count}: it leads to"
            word = asking.ask(asked, "next", _wrong_return) or "next"
        return drafted.steps[int(word) - 1].id if word.isdecimal() else word

    for place, step in enumerate(drafted.steps, 1):
        choices = tuple(
            replace(choice, go=settled(place, number, choice.go), then=settled(place, number, choice.then))
            for number, choice in enumerate(step.choices, 1)
        )
        drafted.steps[place - 1] = replace(step, choices=choices)


# -- answers -------------------------------------------------------------------------------------------


def _any(_answer: str) -> str:
    return ""


def _needed(fault: str) -> Fault:
    return lambda answer: "" if answer else fault


def _ends(number: int, key: str = "Enter") -> str:
    return f", {key}: no more" if number > 1 else ""


def _fitting(answer: str, words: Sequence[str]) -> str:
    """Return the word that is meant: written out, or its beginning where that is one's alone; else empty."""
    known = {word.casefold(): word for word in words}
    wanted = answer.casefold()
    found = [word for low, word in known.items() if low.startswith(wanted)] if wanted else []
    return known.get(wanted) or (found[0] if len(found) == 1 else "")


def _one(asking: Asking, question: str, words: Any, proposal: str) -> Any:
    def fault(answer: str) -> str:
        return "" if _fitting(answer, tuple(words)) else f"expected one of {', '.join(words)}"

    return _fitting(asking.ask(question, proposal, fault), tuple(words))


def _several(asking: Asking, question: str, words: Sequence[str]) -> tuple[str, ...]:
    def fault(answer: str) -> str:
        wrong = next((part for part in _parts(answer) if not _fitting(part, words)), "")
        return f"“{wrong}” is none of {_short(words)}" if wrong else ""

    return tuple(dict.fromkeys(_fitting(part, words) for part in _parts(asking.ask(question, "", fault))))


def _short(words: Sequence[str]) -> str:
    return ", ".join(words[:12]) + (" …" if len(words) > 12 else "")


def _parts(answer: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in answer.split(",") if part.strip()))


def _wrong_way(answer: str, library: Library) -> str:
    if not answer or answer.isdecimal() or answer in GO_WORDS or answer in library.procedures:
        return ""
    return f"expected a step's number, one of {', '.join(GO_WORDS)}, or a procedure's id"


def _wrong_return(answer: str) -> str:
    return "" if not answer or answer.isdecimal() or answer in ("next", "close") else "expected a number, next or close"


def _step_id(title: str, steps: Sequence[Step]) -> str:
    """Make an id of a title, one that no other step has and that means nothing else in `go`."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in title.casefold()).split()
    name = "-".join(words)[:40].strip("-") or "step"
    taken = {*GO_WORDS, *(step.id for step in steps)}
    return next(
        found
        for number in range(1, len(steps) + 3)
        if (found := name if number == 1 else f"{name}-{number}") not in taken
    )
