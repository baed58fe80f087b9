"""`callpilot notices`: listed, added and withdrawn from the command line, beside a console too."""

import json

import pytest
from tests.desk.place import DESK

from callpilot.cli.main import main
from callpilot.console.remembering import remember
from callpilot.journal.lock import DeskLock
from callpilot.journal.verifying import verify


def add(place, text: str, *more: str) -> str:
    return place.run("notices", "add", text, "--operator", "jo", *more).strip()


def test_a_notice_is_added_listed_and_withdrawn_with_a_reason(place):
    identity = add(place, "Gate code changes on Monday", "--until", "2h", "--important")
    assert place.status == 0
    assert place.run("notices").splitlines()[1:] == ["  Gate code changes on Monday", "  read by: nobody yet"]
    assert "jo · important · until" in place.out
    place.run("notices", "withdraw", identity, "--why", "changed already", "--operator", "JO")
    assert place.out == f"{identity} revision 2\n"
    assert place.run("notices") == ""
    assert place.err == "callpilot: no notice is in force\n"
    assert "withdrawn" in place.run("notices", "--all")
    assert "changed already" in place.run("show", identity)


def test_json_holds_the_notices_and_who_has_read_each_and_nothing_else(place):
    identity = add(place, "One\nTwo [bold]")
    (notice,) = json.loads(place.run("notices", "--json"))
    assert (notice["id"], notice["text"], notice["by"], notice["read"]) == (identity, "One\nTwo [bold]", "jo", [])
    assert not place.err


@pytest.mark.parametrize(
    "words",
    [
        ("add", "  "), ("add", "x" * 4001), ("add", "x", "--until", "soon"), ("add", "x", "--until", "2020-01-01"),
        ("add", "x", "--desk", "///"), ("add",), ("withdraw", "x"), ("forget", "x"),
    ],
)  # fmt: skip
def test_what_is_used_wrongly_is_status_2_and_one_line(place, words):
    place.run("notices", *words)
    assert place.status == 2
    assert place.err.count("\n") == 1
    assert json.loads(place.run("notices", "--all", "--json")) == []


def test_what_isnt_there_or_anothers_is_status_1(place):
    identity = add(place, "Mine")
    for words in (("nope", "--operator", "jo"), (identity, "--operator", "maria")):
        place.run("notices", "withdraw", *words, "--why", "x")
        assert place.status == 1
        assert place.err.count("\n") == 1
    place.run("notices", "withdraw", identity, "--why", " ", "--operator", "jo")
    assert place.status == 1


def test_controls_are_shown_and_cards_are_masked(place):
    add(place, "\x1b[2J 4111 1111 1111 1111")
    assert "\x1b" not in place.run("notices")
    assert "4111" not in place.out


def test_the_text_may_come_from_standard_input(place, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe\n"))
    add(place, "-")
    assert "from a pipe" in place.run("notices")


def test_a_notice_is_appended_while_a_console_holds_the_desk(place):
    lock = DeskLock(place.data, DESK)
    assert lock.take("maria", "now") is None
    try:
        identity = add(place, "beside it", "--desk", DESK)
        assert identity.startswith(place.call_id[:8] + f"-{DESK}-n")
    finally:
        lock.release()
    assert not verify(place.data).problems
    assert main(["notices", "--home", str(place.folder)]) == 0


def test_it_is_written_at_the_desk_of_the_last_sign_on_unless_one_is_named(place):
    assert "-desk-1-" in add(place, "nobody has signed on here")
    remember(place.folder / "cache", "Maria", "desk-7")
    assert "-desk-7-" in add(place, "Lift B is out of order")
    assert "-desk-2-" in add(place, "Lift C, too", "--desk", "desk-2")
