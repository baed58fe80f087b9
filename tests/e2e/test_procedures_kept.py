"""Procedures are changed while the console runs: never under a call, and a call's record says what it ran under."""

import hashlib
import shlex
import sys

from tests.e2e.terminal import Wanted

OWN = """
id = "surgery-calls"
title = "Surgery calls"
form = "workflow"
channels = ["phone"]
directions = ["inbound"]
accounts = ["main"]

[[revision]]
version = "1.0"
date = 2026-11-01

[[step]]
id = "ask"
title = "Ask for the name"
"""


def said(console, words):
    """What is told at the edge of the screen goes away by itself: it counts wherever it stood since the start."""
    return Wanted(f"told: {words}", lambda _text: words.encode() in console.raw)


def record_of(place):
    call = place.calls()[0]
    (run,) = call["procedures"]
    return run["id"], run["version"], run["sha256"]


def editing(place, before, after):
    """A terminal on `procedures edit`, with an editor that puts `after` in the place of `before`."""
    editor = place.folder / "editor.py"
    editor.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n"
        f"path.write_text(path.read_text().replace({before!r}, {after!r}))\n"
    )
    words = shlex.join([sys.executable, str(editor)])
    argv = place.command(place.folder, "procedures", "edit", "surgery-calls")
    return place.wrapped(argv, EDITOR=words, columns=100, rows=20)


def close(console):
    console.press("f8").until("wrap-up").press("f8").until("is ready for calls", gone="wrap-up")


def test_a_call_goes_on_as_it_was_begun_and_the_next_one_has_what_was_changed(place):
    place.write("procedures/surgery-calls.toml", OWN)
    file = place.config / "procedures" / "surgery-calls.toml"
    first = hashlib.sha256(file.read_bytes()).hexdigest()
    console = place.started()
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("Anna Petrov", "RINGING").press("f2").until("Surgery calls 1.0", "Ask for the name")
    edited = editing(place, "Ask for the name", "Ask for the date of birth")
    edited.until("is in force")
    assert edited.ended() == 0
    console.until(said(console, "taken up"), within=30)
    console.until("Surgery calls 1.0", "Ask for the name", gone="date of birth")
    close(console)
    assert record_of(place) == ("surgery-calls", "1.0", first)
    console.until(said(console, "in force"), within=30)
    place.ring("+442079460019")
    console.until("RINGING").press("f2").until("Surgery calls 1.1", "Ask for the date of birth")
    close(console)
    assert record_of(place) == ("surgery-calls", "1.1", hashlib.sha256(file.read_bytes()).hexdigest())
    place.run("records", "verify")


def test_a_draft_that_is_wrong_never_reaches_the_console(place):
    place.write("procedures/surgery-calls.toml", OWN)
    console = place.started()
    edited = editing(place, "form =", "frm =")
    edited.until("line 4: frm: is not a key that belongs here", "e edits it again").type("k").press("enter")
    assert edited.ended() == 1
    place.ring("+442079460018")
    console.until("RINGING").press("f2").until("Surgery calls 1.0", gone="faults in files")
    assert "frm" in (place.config / "procedures" / "drafts" / "surgery-calls.toml").read_text()
