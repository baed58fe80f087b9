"""What a procedure of each form begins with when nothing is asked: sound, in plain words, there to be changed."""

import datetime as dt
from collections.abc import Sequence

from callpilot.procedures.model import GO_WORDS, Choice, FaqEntry, Form, Procedure, Revision, Step

_FIND_OUT = Step(
    id="find-out",
    phase="listen",
    title="Find out what is needed",
    say="How can I help you?",
    do="Let the caller finish. Note names and numbers as they are said.",
    choices=(
        Choice(when="It can be settled now", go="next"),
        Choice(when="Somebody else must decide", go="escalate", severity="medium", then="say-what-happens"),
    ),
)
_SETTLE = Step(id="settle", phase="resolve", title="Settle it", do="Say what you are doing while you do it.")
_LAST = Step(
    id="say-what-happens",
    phase="close",
    title="Say what happens next",
    say="Is there anything else I can do for you?",
    do="Say who does what, and by when.",
)
_STEPS: dict[Form, tuple[Step, ...]] = {
    "workflow": (_FIND_OUT, _SETTLE, _LAST),
    "article": (
        Step(id="begin", phase="listen", title="Begin", say="How can I help you?", do="Let the caller finish."),
        _SETTLE,
        _LAST,
    ),
    "guide": (
        Step(id="look", title="Look at it", do="Say where to look, and what there is to see."),
        Step(id="do-it", title="Do it", do="One thing to do in each step; a picture beside it."),
    ),
    "checklist": (
        Step(
            id="ready", group="before", title="Everything is ready", items=("The desk is clear", "The lines are open")
        ),
        Step(id="watch", group="during", title="Keep an eye on it", do="Look again every hour."),
        Step(id="leave", group="after", title="Leave it in order", items=("Nothing is left open",)),
    ),
    "faq": (),
}
_ENTRY = FaqEntry(question="When are you open?", answer="Say the hours as they are written in the account's notes.")


def example(identity: str, title: str, form: Form, author: str) -> Procedure:
    """Return a sound procedure of that form, to be changed; in force since today."""
    return Procedure(
        id=identity,
        title=title,
        form=form,
        responsible="Communications operator",
        revisions=(first_revision(author),),
        steps=_STEPS[form],
        entries=(_ENTRY,) if form == "faq" else (),
    )


def first_revision(author: str) -> Revision:
    """Return the row that every procedure begins with."""
    return Revision(version="1.0", date=dt.date.today(), author=author, change="First version.")


def step_id(title: str, steps: Sequence[Step]) -> str:
    """Make an id of a title, one that no other step has and that means nothing else in `go`."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in title.casefold()).split()
    name = "-".join(words)[:40].strip("-") or "step"
    taken = {*GO_WORDS, *(step.id for step in steps)}
    return next(
        found
        for number in range(1, len(steps) + 3)
        if (found := name if number == 1 else f"{name}-{number}") not in taken
    )
