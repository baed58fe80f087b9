"""Any well-formed procedure, and anything that may be done in it, drawn by hypothesis."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from callpilot.procedures.model import FORMS, Choice, FaqEntry, Field, Form, Procedure, Revision, Step

IDS = ("a", "b", "c", "d", "e", "f")
GOES = ("next", "back", "close", "escalate", "emergency", "procedure:other", "procedure:gone")
REVISIONS = (Revision(version="1.0", date=dt.date(2026, 11, 20)),)

CONDITIONS = st.dictionaries(st.sampled_from(("name", "state")), st.just(("old", "new")), max_size=2)


def choices(ids: tuple[str, ...]) -> st.SearchStrategy[Choice]:
    """A choice with any kind of `go`, also to a step that another version of the file had."""
    return st.builds(
        Choice,
        when=st.sampled_from(("yes", "no", "perhaps")),
        if_=CONDITIONS,
        go=st.sampled_from((*GOES, *ids, "lost")),
        then=st.sampled_from(("next", "close", *ids, "lost")),
        severity=st.sampled_from(("", "high")),
    )


@st.composite
def steps(draw: st.DrawFn, identity: str, ids: tuple[str, ...]) -> Step:
    """A step with or without items, fields, choices, a target and a phase or group."""
    fields = (Field(name="state", label="State", required=draw(st.booleans())),) if draw(st.booleans()) else ()
    return Step(
        id=identity,
        title=f"Step {identity}",
        phase=draw(st.sampled_from((None, "greet", "listen", "close"))),
        group=draw(st.sampled_from(("", "", "before"))),
        say=draw(st.sampled_from(("", "Hello, {caller}."))),
        items=IDS[: draw(st.integers(0, 3))],
        within=draw(st.sampled_from((None, 30))),
        required=draw(st.booleans()),
        fields=fields,
        choices=tuple(draw(st.lists(choices(ids), max_size=3))),
    )


@st.composite
def procedures(draw: st.DrawFn, identity: str = "any") -> Procedure:
    """A procedure of any form, from none (an FAQ) to six steps, in loops or not."""
    form: Form = draw(st.sampled_from(FORMS))
    ids = tuple(draw(st.permutations(IDS))[: draw(st.integers(0 if form == "faq" else 1, len(IDS)))])
    entries = (FaqEntry(question="Where?", answer="Here."),) if form == "faq" else ()
    return Procedure(
        id=identity,
        title=identity.title(),
        form=form,
        revisions=REVISIONS,
        sha256=draw(st.sampled_from(("00", "11"))),
        steps=tuple(draw(steps(one, ids)) for one in ids),
        entries=entries,
    )


NAMES = ("tick", "tick", "skip", "back", "back", "choose", "choose", "go", "item", "switch", "hold", "restart", "edit",
         "use", "sign")  # fmt: skip
DEEDS: Any = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 5), st.sampled_from(("", "one", "two")), st.integers(0, 90_000)),
    max_size=30,
)
