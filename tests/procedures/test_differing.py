"""What differs between two versions of a procedure is said step by step, and nothing else is."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from callpilot.procedures.differing import Difference, Part, differences
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import Choice, FaqEntry, Field, Procedure, Revision, Step

SHIPPED = load_library([shipped_folder()]).procedures
BASE = Procedure(
    id="greeting", title="Greeting", form="workflow", revisions=(),
    steps=(
        Step(id="greet", title="Greet", say="Hello.", items=("one", "two")),
        Step(id="ask", title="Ask", do="Listen.", choices=(Choice(when="A bill", go="greet"),)),
    ),
)  # fmt: skip


def with_step(place: int, **what) -> Procedure:
    steps = list(BASE.steps)
    steps[place] = replace(steps[place], **what)
    return replace(BASE, steps=tuple(steps))


@pytest.mark.parametrize("identity", sorted(SHIPPED))
def test_a_procedure_doesnt_differ_from_itself_whatever_its_file_is_called(identity: str) -> None:
    one = SHIPPED[identity]
    revisions = (*one.revisions, Revision(version="99", date=one.revisions[0].date))
    assert differences(one, replace(one, sha256="0" * 64, source=Path("elsewhere"), revisions=revisions)) == []


def test_new_and_gone_steps_are_named_the_new_ones_with_all_they_say() -> None:
    now = replace(BASE, steps=(BASE.steps[0], Step(id="post", title="Postcode", say="May I have it?", required=True)))
    assert differences(BASE, now) == [
        Difference(
            kind="new", what="Postcode",
            parts=(Part(name="title", now=("Postcode",)), Part(name="say", now=("May I have it?",)),
                   Part(name="required", now=("yes",))),
        ),
        Difference(kind="gone", what="Ask"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "what", "name", "was", "now"),
    [
        (0, {"title": "Welcome"}, "title", ("Greet",), ("Welcome",)),
        (0, {"say": "Good day."}, "say", ("Hello.",), ("Good day.",)),
        (0, {"say": ""}, "say", ("Hello.",), ()),
        (0, {"items": ("one", "three")}, "items", ("two",), ("three",)),
        (0, {"items": ("two", "one")}, "items, in another order", (), ("two", "one")),
        (0, {"within": 90}, "within", (), ("1m 30s",)),
        (0, {"phase": "greet"}, "phase", (), ("greet",)),
        (1, {"required": True}, "required", ("no",), ("yes",)),
        (1, {"fields": (Field(name="n", label="Name", required=True),)}, "field", (), ("Name (text, required)",)),
        (1, {"choices": (Choice(when="A bill", go="escalate", severity="high"),)}, "choice", ("A bill → greet",),
         ("A bill → escalate (high)",)),
    ],
)  # fmt: skip
def test_each_part_of_a_step_says_what_it_said_and_what_it_says(place, what, name, was, now) -> None:
    (found,) = differences(BASE, with_step(place, **what))
    assert found.kind == "changed"
    assert found.parts == (Part(name=name, was=was, now=now),)


def test_another_order_of_the_steps_is_said_once() -> None:
    (found,) = differences(BASE, replace(BASE, steps=tuple(reversed(BASE.steps))))
    assert found == Difference(kind="moved", what="The steps stand in another order")


def test_what_it_is_for_and_its_answers_are_told_too() -> None:
    faq = replace(
        BASE, entries=(FaqEntry(question="Open?", answer="At eight."), FaqEntry(question="Where?", answer="x"))
    )
    now = replace(
        faq, call_types=("support",), respond_within=7200,
        entries=(FaqEntry(question="Open?", answer="At nine."), FaqEntry(question="Who?", answer="y")),
    )  # fmt: skip
    found = differences(faq, now)
    assert [(one.kind, one.what) for one in found] == [
        ("changed", "The procedure as a whole"), ("changed", "Open?"), ("new", "Who?"), ("gone", "Where?"),
    ]  # fmt: skip
    assert found[0].parts == (Part(name="for calls", now=("support",)), Part(name="respond", now=("2h",)))
    assert found[1].parts == (Part(name="answer", was=("At eight.",), now=("At nine.",)),)


def test_ten_thousand_steps_are_compared_at_once() -> None:
    many = replace(BASE, steps=tuple(Step(id=f"s{n}", title=f"Step {n}", say="x") for n in range(10_000)))
    other = replace(many, steps=tuple(replace(step, say="y") for step in many.steps))
    assert len(differences(many, other)) == 10_000
