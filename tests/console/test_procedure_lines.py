"""The procedure as rows: what to say set apart from what to do, what was done, where it goes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from callpilot.console.widgets.procedure_lines import Drawing, pane_title
from callpilot.procedures import running
from callpilot.procedures.loading import load_library, shipped_folder

AT = "2026-11-20T10:42:17.000Z"


@pytest.fixture(scope="module")
def handling():
    return load_library([shipped_folder()]).procedures["call-handling"]


def _run(procedure, *, at=""):
    run = running.start(procedure, "line surgery, inbound", AT, 0)
    return running.go(run, procedure, at, 0) if at else run


def _rows(lines):
    return ["".join(text for text, _style in line) for line in lines]


def _drawn(procedure, run, *, values=None, mono=0, width=60, roomy=False):
    values = values or {}
    words = {"caller": values.get("name", ""), "greeting": "Good morning.", **values}
    return Drawing(run, procedure, values, words, mono=mono, width=width, roomy=roomy)


def test_what_to_say_is_in_quotes_and_on_its_own_ground(handling):
    drawing = _drawn(handling, _run(handling))
    said = [line for line in drawing.above if any("say-ground" in style for _text, style in line)]
    assert "“Good morning.”" in _rows(said)[0]
    assert all(
        "say-ground" not in style
        for line in drawing.above
        if "The account's own words" in _rows([line])[0]
        for _text, style in line
    )


def test_done_skipped_and_open_steps_differ_by_sign(handling):
    run = running.tick(_run(handling), handling, AT, 6000)
    run = running.skip(run, handling, "rang off", AT, 7000)
    rows = _rows(_drawn(handling, run, roomy=True).above)
    # A phase that is over folds to one row; the phase under way shows each step.
    assert any(row.startswith("✔ GREET  1 of 1") for row in rows)
    assert any(row.startswith("↷ Who is calling (rang off)") for row in rows)
    assert any(row.startswith("▸ Find out what is needed") for row in rows)


def test_what_is_to_come_folds_when_there_is_no_room_and_unfolds_when_there_is(handling):
    run = _run(handling)
    folded, unfolded = (_rows(_drawn(handling, run, roomy=roomy).below) for roomy in (False, True))
    assert "· RESOLVE  4 to come" in folded
    assert "RESOLVE" in unfolded
    assert len(unfolded) > len(folded)


def test_choices_are_numbered_and_the_meant_one_is_marked_and_first(handling):
    run = _run(handling, at="confirm")
    rows = _rows(_drawn(handling, run, values={"type": "complaint"}).above)
    choices = [row for row in rows if row[2:3].isdigit()]
    assert choices[0].startswith("  4 » Has a complaint")
    assert sorted(row[2] for row in choices) == list("123456789")
    assert any("→ EMERGENCY" in row for row in choices)
    assert any("→ escalate" in row for row in choices)


def test_time_counts_against_the_target_and_past_it_has_a_sign(handling):
    run = _run(handling)
    assert _rows(_drawn(handling, run, mono=9_000).above)[2].endswith("0:09/0:15")
    assert "▲ 0:16/0:15" in _rows(_drawn(handling, run, mono=16_000).above)[2]


def test_at_the_end_it_says_that_every_step_is_done(handling):
    run = _run(handling)
    for _step in range(60):
        if run.current is None:
            break
        run = running.tick(run, handling, AT, 0)
    assert any("All is done" in row for row in _rows(_drawn(handling, run).above))


def test_the_title_names_version_and_that_another_waits_beneath(handling):
    run = _run(handling)
    assert pane_title(run, handling, 60, 0) == f"Call handling {run.version}"
    assert pane_title(run, handling, 60, 1).endswith("r returns")
    assert pane_title(run, None, 60, 0) == "call-handling"


@settings(deadline=None, max_examples=40)
@given(
    width=st.integers(20, 120),
    step=st.sampled_from(["greeting", "caller", "need", "read-back-number", "confirm", "information"]),
    name=st.text(st.sampled_from("ab 王🚑[]"), max_size=60),
    roomy=st.booleans(),
)
def test_no_row_is_wider_than_the_pane_whatever_a_caller_is_called(handling, width, step, name, roomy):
    values = {"name": name, "subject": name, "callback": name}
    drawing = _drawn(handling, _run(handling, at=step), values=values, mono=100_000, width=width, roomy=roomy)
    rows = _rows([*drawing.above, *drawing.below])
    assert max(cell_len(row) for row in rows) <= width


def test_a_choice_that_leads_to_another_procedure_names_it():
    library = load_library([shipped_folder()])
    card = library.procedures["card-does-not-work"]
    drawing = Drawing(
        _run(card, at="identity"), card, {}, {}, mono=0, width=90, roomy=False,
        title_of=lambda identity: library.procedures[identity].title,
    )  # fmt: skip
    assert any("→ Customer verification" in row for row in _rows(drawing.above))
