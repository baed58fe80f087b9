"""`callpilot procedures new`: asked in the form's own shape, sound or a draft, nothing written over or lost."""

import io
import sys
from pathlib import Path

import pytest

from callpilot.cli.main import main
from callpilot.procedures.loading import load_paths
from callpilot.procedures.model import FORMS, Procedure

HEAD = ["Lost key", "{form}", "Someone gets in", "All doors", "", "support, req", "ph", "key, door"]
WORKFLOW = [
    "Which door", "", "Which door is it?", "Note it",
    "A spare key is here", "2", "None is", "escalate", "h", "close", "Wants to leave word", "message-taking", "2", "",
    "Give it out", "res", "", "Note who has it", "",
    "Goodbye", "close", "Goodbye.", "", "", "",
]  # fmt: skip


@pytest.fixture(name="new")
def _new(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run `procedures new` with answers piped in."""

    def run(*words: str, answers: list[str] | None = None) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{answer}\n" for answer in answers or ())))
        status = main(["procedures", "new", *words, "--home", str(tmp_path / "home")])
        said = capsys.readouterr()
        assert "wrote" not in said.out
        return status, said.err

    run.folder = tmp_path / "home" / "config" / "procedures"
    return run


def asked(form: str, *answers: str) -> list[str]:
    return [answer.format(form=form) for answer in HEAD] + list(answers)


def sound(folder: Path, identity: str) -> Procedure:
    assert main(["procedures", "check", str(folder / f"{identity}.toml"), "--home", str(folder.parents[1])]) == 0
    return load_paths([folder]).procedures[identity]


def test_a_workflow_is_asked_step_by_step_with_its_choices_by_number(new) -> None:
    status, said = new("lost-key", answers=asked("workflow", *WORKFLOW))
    assert status == 0, said
    procedure = sound(new.folder, "lost-key")
    assert (procedure.title, procedure.form, procedure.purpose) == ("Lost key", "workflow", "Someone gets in")
    assert (procedure.call_types, procedure.channels, procedure.keywords) == (
        ("support", "request"), ("phone",), ("key", "door"),
    )  # fmt: skip
    first, second, last = procedure.steps
    assert (first.id, first.phase, first.say, second.phase, last.phase) == (
        "which-door", "listen", "Which door is it?", "resolve", "close",
    )  # fmt: skip
    assert [(choice.go, choice.severity, choice.then) for choice in first.choices] == [
        ("give-it-out", "", "next"), ("escalate", "high", "close"), ("procedure:message-taking", "", "give-it-out"),
    ]  # fmt: skip
    assert f"wrote {new.folder / 'lost-key.toml'}" in said
    assert not (new.folder / "drafts" / "lost-key.toml").exists()
    assert (new.folder / "lost-key.toml").stat().st_mode & 0o777 == 0o600


def test_an_faq_is_asked_as_questions_and_answers(new) -> None:
    status, said = new("lost-key", answers=asked("faq", "Where?", "", "Here.", "When?", "Now.", ""))
    assert status == 0, said
    assert "a question needs an answer" in said
    entries = sound(new.folder, "lost-key").entries
    assert [(entry.question, entry.answer) for entry in entries] == [("Where?", "Here."), ("When?", "Now.")]


def test_a_checklist_is_asked_as_groups_of_items(new) -> None:
    answers = ["", "Tidy up", "All of it", "desk, floor", "Lamps", "", "", "", "after", "Lock", "", "", "", "-"]
    status, said = new("lost-key", answers=asked("checklist", *answers))
    assert status == 0, said
    steps = sound(new.folder, "lost-key").steps
    assert [(step.group, step.title, step.items) for step in steps] == [
        ("before", "Tidy up", ("desk", "floor")), ("before", "Lamps", ()), ("after", "Lock", ()),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["article", "guide"])
def test_an_article_and_a_guide_are_asked_as_steps_in_a_row(new, form: str) -> None:
    more = {"article": ["", "Say one", ""], "guide": ["Say one", "", ""]}[form]
    status, said = new("lost-key", answers=asked(form, "One", *more, "One", *more, ""))
    assert status == 0, said
    assert [(step.id, step.say) for step in sound(new.folder, "lost-key").steps] == [
        ("one", "Say one"), ("one-2", "Say one"),
    ]  # fmt: skip


def test_a_choice_that_leads_to_a_step_that_never_came_is_asked_for_again(new) -> None:
    answers = ["One", "", "Say", "", "Later", "7", "", "", "5", "1x", "next"]
    status, said = new("lost-key", answers=asked("workflow", *answers))
    assert status == 0, said
    assert "Choice 1 of step 1 leads to step 7, and the last is 1" in said
    assert "Choice 1 of step 1 leads to step 5" in said
    assert sound(new.folder, "lost-key").steps[0].choices[0].go == "next"


def test_what_is_not_sound_is_said_by_line_and_kept_as_a_draft(new) -> None:
    answers = ["One", "", "Say", "", "Again", "1", "", ""]
    status, said = new("lost-key", answers=asked("workflow", *answers))
    assert status == 1
    assert "  line 18: one: stands in a loop that has no exit" in said
    assert "it isn't in force yet" in said
    assert not (new.folder / "lost-key.toml").exists()
    assert "a draft of it is there; `callpilot procedures edit lost-key` goes on with it" in new("lost-key")[1]


@pytest.mark.parametrize("count", range(2))
def test_answers_that_end_at_once_write_nothing(new, count: int) -> None:
    status, said = new("lost-key", answers=asked("faq")[:count])
    assert status == 1
    assert said.splitlines()[-1] == "callpilot: the answers ended too soon; nothing was written"
    assert not list(new.folder.glob("**/*.toml"))


@pytest.mark.parametrize("count", range(4, len(HEAD) + len(WORKFLOW) - 1))
def test_answers_that_end_too_soon_leave_a_draft_with_all_of_them(new, count: int) -> None:
    answers = asked("workflow", *WORKFLOW)[:count]
    status, said = new("lost-key", answers=answers)
    assert status == 1
    draft = new.folder / "drafts" / "lost-key.toml"
    assert f"kept as {draft}" in said
    text = draft.read_text("utf-8")
    for answer in answers:
        assert answer in text or answer in ("", "res", "ph", "support, req", "key, door", "h", "2")
    assert not (new.folder / "lost-key.toml").exists()


def test_ctrl_c_says_what_is_kept(new, monkeypatch: pytest.MonkeyPatch) -> None:
    from callpilot.cli import procedures_questions

    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(procedures_questions, "_ask_entries", interrupted)
    status, said = new("lost-key", answers=asked("faq"))
    assert status == 130
    assert "callpilot: stopped; what there is of it is kept as" in said


# -- without questions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_with_title_and_form_nothing_is_asked_and_what_is_written_is_sound(new, form: str) -> None:
    status, said = new("ours", "--title", "Ours [1/2]", "--form", form)
    assert status == 0, said
    assert "Enter takes" not in said
    procedure = sound(new.folder, "ours")
    assert (procedure.title, procedure.form) == ("Ours [1/2]", form)


def test_a_copy_is_begun_with_another_one(new) -> None:
    status, said = new("ours", "--from", "complaint", "--title", "Ours")
    assert status == 0, said
    procedure = sound(new.folder, "ours")
    assert (procedure.title, procedure.version, len(procedure.revisions)) == ("Ours", "1.0", 1)
    assert procedure.revisions[0].change.startswith("Begun with complaint 1.")
    assert new("more", "--from", "no-such")[0] == 1
    assert new("more", "--from", "ours")[0] == 0


def test_nothing_is_ever_written_over(new) -> None:
    assert new("ours", "--title", "Ours", "--form", "faq")[0] == 0
    before = (new.folder / "ours.toml").read_bytes()
    status, said = new("ours", "--title", "Again", "--form", "article")
    assert (status, "is there already" in said) == (1, True)
    assert (new.folder / "ours.toml").read_bytes() == before
    status, said = new("complaint", "--title", "Again", "--form", "article")
    assert (status, "“complaint” is shipped" in said) == (1, True)
    assert sorted(path.name for path in new.folder.glob("*.toml")) == ["ours.toml"]


@pytest.mark.parametrize("identity", ["Big", "../x", "a b", "-", "", "x" * 50 + "/y"])
def test_an_id_that_cannot_be_one_is_refused(new, identity: str) -> None:
    status, said = new("--title=x", "--form=faq", "--", identity)
    assert status == 2, said
    assert not new.folder.exists()
