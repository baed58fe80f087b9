"""`callpilot init`: questions with proposals, wrong answers asked again, nothing half-written, nothing written over."""

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from callpilot.site.loading import load_site

QUESTIONS = 13
GOOD = ["Northgate", "Northgate Ltd", "Desk", "gb", "Europe/London", "20s", "day 08:00-20:00, night 20:00–08:00",
        "Maria K., Jonas", "Desk 1, desk-2", "The surgery",
        "Good {time_of_day}, {company}!", "020 7946 0101", "y"]  # fmt: skip


@pytest.fixture
def init(tmp_path, capsys, monkeypatch):
    """Run `init` with answers piped in, in a country and a zone of the machine's."""
    from callpilot.cli.main import main

    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("TZ", "Europe/London")

    def run(*words, answers=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))
        status = main(["init", *words, "--home", str(tmp_path / "home")])
        said = capsys.readouterr()
        assert said.out == ""
        return status, said.err

    run.config = tmp_path / "home" / "config"
    return run


def test_answers_become_settings_that_load_without_a_problem(init):
    status, said = init(answers=GOOD)
    assert status == 0, said
    site, problems = load_site(init.config)
    assert problems == []
    assert (site.name, site.company, site.department, site.country) == ("Northgate", "Northgate Ltd", "Desk", "GB")
    assert (site.time_zone, site.answer_within) == ("Europe/London", 20)
    assert [(shift.name, shift.hours) for shift in site.shifts] == [("day", "08:00-20:00"), ("night", "20:00-08:00")]
    assert (site.operators, site.desks) == (("Maria K.", "Jonas"), ("desk-1", "desk-2"))
    (account,) = site.accounts
    assert (account.id, account.name, account.greeting) == ("the-surgery", "The surgery", GOOD[10])
    assert site.lines[0].number == "+44 20 7946 0101"
    assert (init.config / "directory.toml").exists()
    assert f"wrote {init.config / 'site.toml'}" in said


@pytest.mark.parametrize("way", [{"answers": [""] * QUESTIONS}, {"words": ["--yes"]}], ids=["Enter", "--yes"])
def test_enter_and_yes_take_every_proposal(way, init):
    status, said = init(*way.get("words", ()), answers=way.get("answers", ()))
    assert status == 0, said
    site, problems = load_site(init.config)
    assert problems == []
    assert (site.name, site.country, site.time_zone, site.desks) == ("callpilot", "GB", "Europe/London", ("desk-1",))
    assert not (init.config / "directory.toml").exists()
    assert ("Name of the site" in said) is ("answers" in way)


@pytest.mark.parametrize(
    ("place", "wrong", "said"),
    [
        (3, "Britain", "two letters"),
        (4, "Europe/Lodnon", "time zone"),
        (5, "soon", "time span"),
        (6, "day 8-20", "local hours"),
        (7, "x" * 90, "80 is the most"),
        (8, "desk-1, !!", "letter or digit"),
        (9, "-", "needs a name"),
        (10, "Hello {nmae}", "{nmae}"),
        (11, "none at all", "no number in it"),
        (12, "perhaps", "y or n"),
    ],
)
def test_a_wrong_answer_is_said_in_one_line_and_asked_again(place, wrong, said, init):
    answers = GOOD.copy()
    answers.insert(place, wrong)
    status, told = init(answers=answers)
    assert status == 0
    assert [line for line in told.splitlines() if line.startswith("  ") and said in line], told
    assert load_site(init.config)[0].operators == ("Maria K.", "Jonas")


def test_a_number_that_looks_wrong_is_taken_when_it_is_given_twice(init):
    answers = GOOD.copy()
    answers[11:12] = ["4711", "4711"]
    assert init(answers=answers)[0] == 0
    assert load_site(init.config)[0].lines[0].number == "4711"


def test_a_hyphen_leaves_a_value_empty(init):
    answers = GOOD.copy()
    for place in (1, 3, 4, 11):
        answers[place] = "-"
    assert init(answers=answers)[0] == 0
    site, problems = load_site(init.config, locale_country="DE")
    assert (site.company, site.country, site.time_zone, site.lines, problems) == ("", "DE", "", (), [])


@pytest.mark.parametrize("count", [0, 1, QUESTIONS - 1])
def test_answers_that_end_too_soon_write_nothing(count, init):
    status, said = init(answers=GOOD[:count])
    assert status == 1
    assert said.splitlines()[-1] == "callpilot: the answers ended too soon; nothing was written"
    assert not init.config.exists()


def test_ctrl_c_writes_nothing(init, monkeypatch):
    from callpilot.cli import init_questions

    def interrupted(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(init_questions.Asking, "agree", interrupted)
    status, said = init(answers=GOOD)
    assert status == 130
    assert said.endswith("stopped; nothing was written\n")
    assert not init.config.exists()


def test_settings_that_are_there_are_left_alone_and_nothing_is_asked(init):
    assert init(answers=GOOD)[0] == 0
    before = {path: path.read_bytes() for path in init.config.rglob("*.toml")}
    status, said = init("--yes")
    assert (status, said.count("\n")) == (1, 1)
    assert "--replace" in said
    (init.config / "site.toml").unlink()
    assert init("--yes")[0] == 1  # accounts are settings too
    (init.config / "site.toml").write_bytes(before[init.config / "site.toml"])
    assert {path: path.read_bytes() for path in init.config.rglob("*.toml")} == before


def test_replace_writes_new_settings_keeps_the_old_ones_and_leaves_the_directory(init):
    assert init(answers=GOOD)[0] == 0
    people = (init.config / "directory.toml").read_text("utf-8")
    status, said = init("--replace", answers=["Southgate", *GOOD[1:12]])
    assert status == 0, said
    site, problems = load_site(init.config)
    assert (site.name, problems) == ("Southgate", [])
    assert 'name = "Northgate"' in (init.config / "site.toml.before").read_text("utf-8")
    assert (init.config / "directory.toml").read_text("utf-8") == people


def test_what_does_not_agree_with_other_files_is_told(init):
    (init.config / "accounts").mkdir(parents=True)
    (init.config / "accounts" / "0.toml").write_text('id = "the-surgery"\nnmae = "x"\n')
    status, said = init("--replace", answers=GOOD)
    assert status == 0
    assert "unknown key" in said
    assert "already" in said


def test_the_answers_that_the_document_pipes_in_are_those_that_are_asked_for(init):
    page = (Path(__file__).parents[2] / "docs" / "setting-up.md").read_text("utf-8")
    (line,) = [line for line in page.splitlines() if line.startswith("$ printf")]
    answers = shlex.split(line.removeprefix("$ ").partition(" | ")[0])[2:]
    assert len(answers) == QUESTIONS
    assert init(answers=answers)[0] == 0
    assert load_site(init.config)[0].name == "Northgate"


def test_escape_codes_in_answers_are_only_text(init):
    answers = ["\x1b[2JNorth\x07gate\u202e", *GOOD[1:]]
    status, said = init(answers=answers)
    assert status == 0, said
    assert "\x1b" not in said
    assert load_site(init.config)[0].name == "␛[2JNorth␇gate⟨202E⟩"


def test_answers_can_be_piped_into_the_program_in_any_encoding(tmp_path):
    answers = "\n".join(GOOD).encode().replace(b"Northgate Ltd", b"Caf\xe9") + b"\n"
    done = subprocess.run(
        [sys.executable, "-m", "callpilot", "init", "--home", str(tmp_path)], input=answers, capture_output=True,
        env={**os.environ, "LANG": "en_GB.UTF-8"}, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert b"Traceback" not in done.stderr
    assert load_site(tmp_path / "config")[1] == []


def test_a_folder_that_cannot_be_written_is_named_with_status_3(tmp_path, capsys):
    from callpilot.cli.main import main

    (tmp_path / "home").write_text("a file")
    assert main(["init", "--yes", "--home", str(tmp_path / "home")]) == 3
    said = capsys.readouterr().err
    assert str(tmp_path / "home") in said
    assert said.count("\n") == 1
