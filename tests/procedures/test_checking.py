"""What is well-formed and still wrong is found, at its line; what is right is left alone."""

import datetime as dt
from pathlib import Path

import pytest

from callpilot.procedures.checking import check
from callpilot.procedures.loading import load_library, load_paths, shipped_folder

TODAY = dt.date(2026, 11, 23)
HEAD = """id = "card"
title = "Card"
form = "workflow"
{}
[[revision]]
version = "1.0"
date = 2026-11-20
"""


def found(tmp_path: Path, steps: str, head: str = "", others: str = "") -> list[str]:
    path = tmp_path / "card.toml"
    path.write_text(HEAD.format(head) + steps, encoding="utf-8")
    if others:
        (tmp_path / "other.toml").write_text(others, encoding="utf-8")
    library = load_paths([tmp_path])
    assert library.problems == []
    return [str(problem).removeprefix(f"{path}:") for problem in check(library, today=TODAY)]


def a_step(identity: str, *lines: str) -> str:
    return "\n".join(("[[step]]", f'id = "{identity}"', f'title = "{identity}"', *lines, ""))


def a_choice(go: str, *lines: str) -> str:
    return "\n".join(("[[step.choice]]", f'when = "{go}"', f'go = "{go}"', *lines))


def test_the_shipped_library_has_no_fault() -> None:
    assert check(load_library([shipped_folder()]), today=dt.date.today()) == []


def test_a_loop_with_an_exit_and_a_way_back_are_right(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("b"), a_choice("c")) + a_step("b", a_choice("a"), a_choice("back"))
    assert found(tmp_path, steps + a_step("c", a_choice("close"))) == []


def test_a_step_that_nobody_can_reach_is_found(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("c")) + a_step("b") + a_step("c")
    assert found(tmp_path, steps) == ["15: b: no way leads to this step"]


def test_a_loop_without_an_exit_is_found(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("b")) + a_step("b", a_choice("a"))
    assert found(tmp_path, steps) == [
        "9: a: stands in a loop that has no exit",
        "15: b: stands in a loop that has no exit",
    ]


def test_a_step_that_only_leads_to_itself_is_a_loop(tmp_path: Path) -> None:
    assert found(tmp_path, a_step("a", a_choice("a"))) == ["9: a: stands in a loop that has no exit"]


def test_a_go_to_nothing_is_found_and_so_is_the_way_that_ends_there(tmp_path: Path) -> None:
    assert found(tmp_path, a_step("a", a_choice("nowhere"))) == [
        "13: a.choice[1].go: leads to “nowhere”, which is no step of this procedure and none of "
        "next, back, close, escalate, emergency, procedure:<id>",
        "9: a: the way ends here without an end: no choice leads on",
    ]


def test_a_first_step_that_only_goes_back_has_no_end(tmp_path: Path) -> None:
    assert found(tmp_path, a_step("a", a_choice("back"))) == [
        "9: a: the way ends here without an end: no choice leads on"
    ]


def test_references_to_procedures_that_are_not_there_are_found(tmp_path: Path) -> None:
    head = 'references = ["card", "no-such-procedure", "The staff handbook, chapter 4"]'
    assert found(tmp_path, a_step("a", a_choice("procedure:gone", 'then = "lost"')), head)[:3] == [
        "4: references: there is no procedure “no-such-procedure”",
        "13: a.choice[1].go: there is no procedure “gone”",
        "14: a.choice[1].then: there is no step “lost” in this procedure",
    ]


def test_a_protocol_without_contacts_is_found(tmp_path: Path) -> None:
    (fault,) = found(tmp_path, a_step("a"), 'protocol = "outage"')
    assert fault.endswith("contacts: is empty: the outage protocol has nobody to tell")


def test_a_placeholder_that_nobody_fills_is_found_wherever_it_stands(tmp_path: Path) -> None:
    steps = a_step("a", 'say = "{caller}, {card_stat}"', 'notes = ["{card_state} {nobody}"]')
    other = HEAD.replace('"card"', '"other"').format("") + a_step("x", "[[step.field]]", 'name = "card_state"')
    assert found(tmp_path, steps, others=other) == [
        "11: a.say: nobody fills the placeholder {card_stat}: no field of that name is asked for",
        "12: a.notes: nobody fills the placeholder {nobody}: no field of that name is asked for",
    ]


def test_a_revision_dated_in_the_future_is_found(tmp_path: Path) -> None:
    later = '[[revision]]\nversion = "2.0"\ndate = 2026-11-24\n'
    assert found(tmp_path, later + a_step("a")) == [
        "10: revision[2].date: version 2.0 is dated in the future (2026-11-24)"
    ]


def test_a_missing_picture_is_found_and_one_that_is_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "there.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    steps = "".join(
        a_step(name, f'picture = "pictures/{name}.png"', 'picture_text = "what is seen"') for name in ("there", "gone")
    )
    assert found(tmp_path, steps) == ["16: gone.picture: there is no picture pictures/gone.png beside the file"]


def test_a_condition_that_can_never_be_met_is_found(tmp_path: Path) -> None:
    field = '[[step.field]]\nname = "state"\ntype = "choice"\nchoices = ["old", "new"]'
    steps = a_step(
        "a", field, a_choice("next", 'if = { state = "broken" }'), a_choice("close", 'if = { unheard = "x" }')
    )
    assert [line.split(": ", 1)[1] for line in found(tmp_path, steps)] == [
        "a.choice[1].if: “state” is never “broken”",
        "a.choice[2].if: asks for “unheard”, which no step writes",
    ]


def test_a_severity_without_an_escalation_is_found(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("next", 'severity = "high"'))
    assert found(tmp_path, steps) == ['14: a.choice[1].severity: belongs to go = "escalate" only']


def test_faults_of_loading_come_first(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id =", encoding="utf-8")
    library = load_paths([tmp_path])
    assert check(library, today=TODAY) == library.problems


def test_procedures_beside_those_checked_may_be_referred_to(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    path.write_text(
        HEAD.format('references = ["complaint"]') + a_step("a", 'say = "{remedy_wanted}"'), encoding="utf-8"
    )
    shipped = load_library([shipped_folder()])
    assert check(load_paths([path]), today=TODAY, beside=shipped) == []
    assert len(check(load_paths([path]), today=TODAY)) == 2


@pytest.mark.parametrize("go", ["escalate", "emergency", "close", "next"])
def test_every_way_out_is_an_end(tmp_path: Path, go: str) -> None:
    assert found(tmp_path, a_step("a", a_choice(go))) == []
