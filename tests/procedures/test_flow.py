"""The ways through a procedure as a tree: every step once, every end explicit, at any size and in any loop."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.procedures.flow import flow, plain
from callpilot.procedures.loading import Library, load_library, shipped_folder
from callpilot.procedures.model import Choice, FaqEntry, Procedure, Revision, Step
from callpilot.procedures.page import page

LIBRARY = load_library([shipped_folder()])
REVISION = Revision(version="1.0", date=dt.date(2026, 11, 20))


def of(*steps: Step) -> Procedure:
    return Procedure(id="x", title="X", form="workflow", revisions=(REVISION,), steps=steps)


def step(identity: str, *ways: Choice | str, phase: str | None = None) -> Step:
    choices = tuple(way if isinstance(way, Choice) else Choice(when=f"to {way}", go=way) for way in ways)
    return Step(id=identity, title=identity.upper(), choices=choices, phase=phase)


def drawn(*steps: Step, width: int = 80) -> list[str]:
    return flow(of(*steps), LIBRARY, width)


def test_steps_in_a_row_stand_below_each_other_and_the_end_is_said() -> None:
    assert drawn(step("a"), step("b")) == ["1. A", "2. B", "   ■ close"]


def test_a_branch_that_alone_leads_to_a_step_has_it_inside() -> None:
    assert drawn(step("a", "b", "c"), step("b"), step("c", phase="close")) == [
        "1. A",
        "   ├─ 1 to b",
        "   │  2. B",
        "   │     ↓ 3 C",
        "   └─ 2 to c  ↓ 3 C",
        "3. C",
        "   ■ close",
    ]


def test_a_way_back_names_the_step_by_its_number() -> None:
    lines = drawn(step("a"), step("b", "a", "back", "next"), step("c", "b", "close"))
    assert lines == [
        "1. A",
        "2. B",
        "   ├─ 1 to a  ↩ 1 A",
        "   ├─ 2 to back  ↩ back, to the step before",
        "   └─ 3 to next",
        "      3. C",
        "         ├─ 1 to b  ↩ 2 B",
        "         └─ 2 to close  ■ close",
    ]


def test_ways_out_say_where_they_go_and_where_this_procedure_goes_on() -> None:
    away = (
        Choice(when="worse", go="escalate", severity="high", then="b"),
        Choice(when="danger", go="emergency", then="close"),
        Choice(when="message", go="procedure:message-taking"),
        Choice(when="lost", go="procedure:no-such"),
        Choice(when="wrong", go="nowhere"),
    )
    assert drawn(step("a", *away), step("b")) == [
        "1. A",
        "   ├─ 1 worse  ▲ escalate (high), then ↓ 2 B",
        "   ├─ 2 danger  ✱ EMERGENCY, then ■ close",
        "   ├─ 3 message  → Message taking (message-taking), then ↓ 2 B",
        "   ├─ 4 lost  → no-such, which is not there, then ↓ 2 B",
        "   └─ 5 wrong  × “nowhere”, which is not there",
        "2. B",
        "   ■ close",
    ]


def test_a_step_that_no_way_leads_to_is_drawn_and_said_to_be_so() -> None:
    assert drawn(step("a", "close"), step("b")) == [
        "1. A",
        "   └─ 1 to close  ■ close",
        "No way leads here:",
        "2. B",
        "   ■ close",
    ]


def test_long_words_are_folded_beside_the_bars() -> None:
    long = Choice(when="a caller who " + "goes on and " * 8, go="b")
    lines = drawn(step("a", long, "c"), step("b", "c"), step("c"), width=50)
    assert max(map(len, lines)) <= 50
    assert lines[2].startswith("   │    ")


def test_a_terminal_without_the_signs_gets_others() -> None:
    lines = [plain(line) for line in page(LIBRARY.procedures["call-handling"], LIBRARY)]
    tree = "\n".join(lines)
    assert "|- 1 Wants to leave a message  -> Message taking" in tree
    assert not set(tree) & set("│├└─↩↓→■▲✱“”")


@pytest.mark.parametrize("procedure", LIBRARY.procedures.values(), ids=lambda procedure: procedure.id)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_step_of_every_shipped_procedure_is_drawn_once(procedure: Procedure, width: int) -> None:
    lines = flow(procedure, LIBRARY, width)
    numbers = [int(found[1]) for line in lines if (found := re.match(r"[ │]*(\d+)\. ", line))]
    assert sorted(numbers) == list(range(1, len(procedure.steps) + 1))
    assert max(map(len, lines), default=0) <= width
    assert not procedure.steps or any("■ close" in line or "▲" in line for line in lines)


_NAMES = [f"s{number}" for number in range(8)]
_WAYS = st.sampled_from([*_NAMES, "next", "back", "close", "escalate", "emergency", "procedure:complaint", "nowhere"])


@given(st.lists(st.lists(st.tuples(_WAYS, st.sampled_from([*_NAMES, "next", "close"])), max_size=4), max_size=8),
       st.integers(40, 100))  # fmt: skip
def test_any_graph_is_drawn_with_every_step_once_and_within_the_width(
    graph: list[list[tuple[str, str]]], width: int
) -> None:
    steps = [
        Step(id=name, title=name, choices=tuple(Choice(when="w", go=go, then=then) for go, then in ways))
        for name, ways in zip(_NAMES, graph, strict=False)
    ]
    lines = flow(of(*steps), LIBRARY, width)
    found = [match[1] for line in lines if (match := re.fullmatch(r"[ │]*\d+\. (s\d)", line))]
    assert sorted(found) == sorted(step.id for step in steps)
    assert sum("─ " in line for line in lines) == sum(len(step.choices) for step in steps)
    assert max(map(len, lines), default=0) <= width


@pytest.mark.parametrize(
    "ways",
    [(), ("next", "close"), ("next", "s0", "back"), ("close",)],
    ids=["row", "ways out", "loops", "nothing leads on"],
)
def test_ten_thousand_steps_are_drawn(ways: tuple[str, ...]) -> None:
    lines = flow(of(*(step(f"s{number}", *ways) for number in range(10_000))), Library(), 80)
    assert sum(bool(re.match(r"[ │]*\d+\. S", line)) for line in lines) == 10_000
    assert max(map(len, lines)) <= 80


# -- on the page ---------------------------------------------------------------------------------------


def test_an_faq_begins_with_what_it_answers() -> None:
    entries = (
        FaqEntry(question="When are you open?", answer="From 8 to 18."),
        FaqEntry(question="Where?", answer="Here."),
    )
    faq = Procedure(id="faq", title="Questions", form="faq", revisions=(REVISION,), entries=entries)
    lines = page(faq, LIBRARY)
    start = lines.index("CONTENTS")
    assert lines[start + 1 : start + 3] == ["  1. When are you open?", "  2. Where?"]
    assert lines[start + 4 : start + 6] == ["  1. When are you open?", "     From 8 to 18."]
    assert "FLOW" not in lines


def test_the_tree_stands_before_the_steps_with_its_signs_explained() -> None:
    lines = page(LIBRARY.procedures["call-handling"], LIBRARY)
    assert lines.index("FLOW") < lines.index("GREET")
    text = " ".join("\n".join(lines).split())
    assert "↩ back to a step above; → into another procedure; ■ the end" in text
