"""Real consoles beside each other and beside commands, each in a pseudo-terminal, on one home."""

import json
import os

import pytest

ROUNDS = 1 + int(os.environ.get("CALLPILOT_TOGETHER", "0")) // 2000
pytestmark = pytest.mark.timeout(120 * ROUNDS)
LONG = 40
"""Seconds until what is looked for every five seconds counts as missing."""
COMMANDS = (
    ("log", "--json"),
    ("records", "verify"),
    ("records", "export"),
    ("records", "rebuild-index"),
    ("handover", "--format", "json"),
    ("work", "--json"),
)


def close_a_call(place, console, number, name):
    place.ring(number, "--name", name)
    console.until(name, "RINGING").press("f2").until_cursor(name)
    console.press("f8").press("f8").leave_out_all()
    console.until("saved", gone="RINGING")


def test_commands_beside_a_console_that_is_typing_disturb_neither(place):
    console = place.started()
    close_a_call(place, console, "+442079460018", "Nora Pipe")
    place.ring("+442079460019", "--name", "Anna Petrov")
    console.until("Anna Petrov", "RINGING").press("f2").until_cursor("Anna Petrov")
    typed = ""
    for number in range(ROUNDS):
        for words in COMMANDS:
            console.type("abc"[len(typed) % 3])
            typed += "abc"[len(typed) % 3]
            place.run(*words)
            assert place.err == ""
        place.run("amend", "0001", "--set", f"company=Pipe {number}", "--why", "left out")
    console.until(f"Anna Petrov{typed}"[-30:])
    assert [entry["rev"] for entry in place.entries("call") if entry["id"].endswith("0001")] == [*range(1, ROUNDS + 2)]
    (call,) = place.calls()
    assert (call["name"], call["company"]) == ("Nora Pipe", f"Pipe {ROUNDS - 1}")
    console.kill()
    place.started().until(f"Anna Petrov{typed}"[-30:])
    place.run("records", "verify")


def test_when_the_holder_is_killed_the_second_console_says_so_and_the_desk_can_be_had(place):
    first = place.started()
    place.ring("+442079460018", "--name", "Anna Petrov")
    first.until("Anna Petrov", "RINGING").press("f2").until_cursor("Anna Petrov")
    second = place.console(operator="Jo").until("READ-ONLY", "held by Maria", "Anna Petrov")
    first.type(" 2").until("Anna Petrov 2").kill()
    second.until("desk-3 is free again: Ctrl+Q, then open callpilot anew", within=LONG)
    second.press("ctrl+q")
    assert second.ended() == 0
    # The note of the dead one names a process that lives again as another program's.
    note = place.data / "locks/desk-3.console.json"
    note.write_text(json.dumps({**json.loads(note.read_text("utf-8")), "pid": os.getpid()}), "utf-8")
    third = place.console(operator="Jo").until("F1 Help", "Anna Petrov 2", gone="READ-ONLY")
    third.press("ctrl+q")
    assert third.ended() == 0


def test_two_desks_on_one_folder_see_each_others_rings_and_work(place):
    here = place.started()
    there = place.console(operator="Jo", desk="desk-4").until("F1 Help", "desk-4")
    place.ring("+442079460018", "--name", "Anna Petrov")
    here.until("Anna Petrov", "RINGING")
    there.until("Anna Petrov", "RINGING")
    here.press("f2").until_cursor("Anna Petrov")
    there.until(gone="RINGING", within=LONG)
    # Both hands at once, then: nobody loses the caller, nobody has them twice.
    place.ring("+442079460019", "--name", "Nora Pipe")
    here.until("RINGING", "Nora Pipe")
    there.until("RINGING", "Nora Pipe")
    here.press("f2")
    there.press("f2")
    here.until(gone="RINGING")
    there.until(gone="RINGING", within=LONG)
    rings = [json.loads(sheet.splitlines()[0]).get("ring") for sheet in place.sheets().values()]
    assert len([ring for ring in rings if ring]) == 2
    # The desk dies: its call stands in the other's open work, and says where.
    here.kill()
    there.press("ctrl+w").until("Open work", "left open at desk-3", within=LONG)
