"""The questions of `callpilot procedures new`: first what it is for, then its steps in its form's own shape."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from callpilot.cli.init_questions import EMPTY, Asking, Fault
from callpilot.cli.procedures_forms import first_revision, step_id
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
from callpilot.procedures.ways import leaves

_SHAPES: dict[Form, str] = {
    "workflow": "steps with choices between ways",
    "article": "steps in their order, with what to say and do",
    "guide": "steps in their order, a picture beside each",
    "checklist": "items to be ticked, in groups",
    "faq": "questions and answers",
}
_WIDTH = 79
_MOST_CHOICES = 9  # taken with one digit
_LEADS_TO = (
    "A choice leads to a step's number, to next, back, close, escalate or emergency, or to the id of another "
    "procedure. A step without choices goes on to the next one."
)
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
            steps=tuple(replace(step, choices=tuple(map(self._led_by_id, step.choices))) for step in self.steps),
            entries=tuple(self.entries),
            **self.head,
        )

    def _led_by_id(self, choice: Choice) -> Choice:
        """Put ids in the place of the numbers of steps that are there."""
        ids = {str(number): step.id for number, step in enumerate(self.steps, 1)}
        return replace(choice, go=ids.get(choice.go, choice.go), then=ids.get(choice.then, choice.then))

    def add(self, title: str, **more: Any) -> None:
        """Add a step of that title; its id is made of it."""
        self.steps.append(Step(id=step_id(title, self.steps), title=title, **more))

    def amend(self, **answers: Any) -> None:
        """Take an answer into the last step."""
        self.steps[-1] = replace(self.steps[-1], **answers)


def ask_procedure(asking: Asking, drafted: Drafted, library: Library, config: Path) -> Procedure:
    """Ask for a procedure; `drafted` has every answer as soon as it is given.

    Raises EOFError when the answers end before the questions.
    """
    _tell(
        asking, f"Enter takes what is in brackets; {EMPTY} leaves a value empty. Ctrl+C stops, and keeps what there is."
    )
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
    _tell(
        asking, "It opens by itself for the calls that you name here, with commas between; for none: by hand, with F11."
    )
    _tell(asking, f"Types of calls: {', '.join(types)}.")
    head["call_types"] = _several(asking, "For calls of the types", types)
    _tell(asking, f"Channels: {', '.join(CHANNELS)}; none: all of them.")
    head["channels"] = _several(asking, "On the channels", CHANNELS)
    if len(site.accounts) > 1:
        accounts = tuple(account.id for account in site.accounts)
        _tell(asking, f"Accounts: {_short(accounts)}; none: all of them.")
        head["accounts"] = _several(asking, "For the accounts", accounts)
    head["keywords"] = _parts(asking.ask("Words by which it is found, with commas between"))


def _ask_entries(asking: Asking, drafted: Drafted) -> None:
    while True:
        number = len(drafted.entries) + 1
        needed = _needed("an FAQ needs a question") if number == 1 else _any
        question = asking.ask(f"Question {number}{_ends(number)}", "", needed)
        if not question:
            return
        drafted.entries.append(FaqEntry(question=question, answer=""))
        answer = asking.ask("  Answer", "", _needed("a question needs an answer"))
        drafted.entries[-1] = FaqEntry(question=question, answer=answer)


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
        title = asking.ask(f"  Item{' (Enter: no more)' if drafted.steps else ''}", "", needed)
        if not title:
            return
        drafted.add(title, group=group)
        drafted.amend(do=asking.ask("    What to do"))
        drafted.amend(items=_parts(asking.ask("    Sub-items, with commas between")))


def _ask_steps(asking: Asking, drafted: Drafted, library: Library) -> None:
    phase = "listen"
    if drafted.form != "guide":
        _tell(asking, f"Each step stands in a phase of the call: {', '.join(PHASES)}.")
    if drafted.form == "workflow":
        _tell(asking, _LEADS_TO)
    while True:
        number = len(drafted.steps) + 1
        needed = _needed("it needs a step") if number == 1 else _any
        title = asking.ask(f"Step {number}{_ends(number)}", "", needed)
        if not title:
            break
        drafted.add(title)
        if drafted.form != "guide":
            phase = _one(asking, "  Phase", PHASES, phase)
            drafted.amend(phase=phase)
        drafted.amend(say=asking.ask("  Say"))
        drafted.amend(do=asking.ask("  Do", "", _any if drafted.steps[-1].say else _needed("say something, or do it")))
        if drafted.form == "guide":
            drafted.amend(picture=asking.ask("  Picture, beside the file, such as pictures/1.png"))
        if drafted.form == "workflow":
            _ask_choices(asking, drafted, library)
    _settle(asking, drafted)


def _ask_choices(asking: Asking, drafted: Drafted, library: Library) -> None:
    """Ask for the ways on from the last step; steps are named by their numbers until all are known."""
    for number in range(1, _MOST_CHOICES + 1):
        when = asking.ask(f"  Choice {number}, when{_ends(number, none=True)}")
        if not when:
            return
        before = drafted.steps[-1].choices
        for choice in _led(asking, Choice(when=when), library):
            drafted.amend(choices=(*before, choice))


def _led(asking: Asking, choice: Choice, library: Library) -> Iterator[Choice]:
    """Ask where a choice leads, and what belongs to that; yield it after each answer."""
    yield choice
    go = asking.ask("    leads to", "next", lambda answer: _wrong_way(answer, library)) or "next"
    choice = replace(choice, go=f"{GO_PROCEDURE}{go}" if go in library.procedures else go)
    yield choice
    if choice.go == "escalate":
        choice = replace(choice, severity=_one(asking, f"    Severity ({', '.join(SEVERITIES)})", SEVERITIES, "medium"))
        yield choice
    if leaves(choice):
        yield replace(
            choice, then=asking.ask("    and then to (a number, next or close)", "next", _wrong_return) or "next"
        )


def _settle(asking: Asking, drafted: Drafted) -> None:
    """Ask again where a choice leads that was to lead to a step that never came."""
    count = len(drafted.steps)

    def settled(place: int, number: int, word: str) -> str:
        while word.isdecimal() and not 1 <= int(word) <= count:
            asked = f"Choice {number} of step {place} leads to step {word}, and the last is {count}; it leads to"
            word = asking.ask(asked, "next", _wrong_return) or "next"
        return word

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


def _ends(number: int, key: str = "Enter", *, none: bool = False) -> str:
    return f" ({key}: no more)" if number > 1 else f" ({key}: none)" if none else ""


def _tell(asking: Asking, text: str) -> None:
    asking.tell(textwrap.fill(text, _WIDTH, break_on_hyphens=False))


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
