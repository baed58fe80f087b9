"""The real console on disks that really fail: vanished, full, read-only, no descriptor left, no file that may grow."""

import contextlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests.e2e.terminal import Wanted, command

from callpilot.journal.verifying import verify

if sys.platform != "linux":
    pytest.skip("limits of a running process, mounts of its own: Linux only", allow_module_level=True)

SAVED = "✔ on disk"


def says(*words):
    """What stands in the banner, wherever its lines break."""
    return Wanted(
        f"NOT SAVED with {words}", lambda text: all(word in " ".join(text.split()) for word in ("NOT SAVED", *words))
    )


def message(console):
    """Go to the message's field."""
    return console.press(*["tab"] * 6)


def typed(place, field="message"):
    """What was typed into a field, letter by letter, by the sheets on the disk."""
    whole = [line for sheet in place.sheets().values() for line in sheet.split("\n")[:-1]]
    lines = [json.loads(line) for line in whole]
    letters = {one["n"]: one["text"] for one in lines if one.get("field") == field and "text" in one}
    return "".join(letters[number] for number in sorted(letters))


def test_the_folder_vanishes_in_a_call_and_at_its_closing_and_returns(place, answered):
    console = message(answered).type("The lift ").until("The lift", SAVED)
    away = place.data.rename(place.data.with_name("away"))
    console.type("stands").until(
        says("No such file or directory; bring the folder back"), "The lift stands", gone=SAVED
    )
    console.press("f8").until("wrap-up", "NOT SAVED").press("f8").until(
        "is ready for calls", "NOT SAVED", gone="0001 saved"
    )
    assert not place.data.exists()
    away.rename(place.data)
    console.until("0001 saved", gone="NOT SAVED")
    assert [entry["data"]["notes"] for entry in place.entries("call")] == ["The lift stands"]
    assert verify(place.data).problems == []


# -- mounts of its own: a namespace that ends with the console ----------------------------------------


def on_a_small_disk(place, first="true"):
    """A console on a file system of its own, of two megabytes, and where its home is seen from here.

    `first` is done on it before the console opens.
    """
    if os.geteuid():
        pytest.skip("only root may mount")
    place.folder.mkdir(mode=0o700)
    script = f'mount -t tmpfs -o size=2m,mode=700 tmpfs {place.folder} && {{ {first}; }} && exec "$@"'
    words = command(place.folder, "--operator", "Maria", "--desk", "desk-3")
    console = place.wrapped(["unshare", "-m", "--propagation", "private", "sh", "-c", script, "sh", *words])
    console.until(lambda text: "F1 Help" in text or "not permitted" in text or "denied" in text)
    if "F1 Help" not in console.text:
        pytest.skip("this machine allows no mount namespace")
    home = Path(f"/proc/{console.child.pid}/root{place.folder}")
    place.data = home / "data"
    return console, home


@pytest.fixture
def inside(place):
    return on_a_small_disk(place)


def ringing(place, console, home):
    place.run("ring", "+442079460018", "--name", "Anna Petrov", home=home)
    return console.until("Anna Petrov", "RINGING").press("f2").until_cursor("Anna Petrov")


def within(console, *words):
    """Run a command in the console's mount namespace."""
    return subprocess.run(["nsenter", "-t", str(console.child.pid), "-m", *words], check=True, capture_output=True)


def test_a_full_disk_gets_space_again(place, inside):
    console, home = inside
    message(ringing(place, console, home)).type("The lift ").until("The lift", SAVED)
    filling = home / "filling"
    with contextlib.suppress(OSError), filling.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    console.type("stands " * 12)  # a line a letter: more than is left in the sheet's last page
    console.until(says("No space left on device; free some space"), gone=SAVED)
    done = subprocess.run(command(home, "ring", "+442079460111"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "No space left on device" in done.stderr
    console.until(Wanted("all of it typed", lambda text: text.count("stands") == 12))
    filling.unlink()
    console.until(SAVED, gone=("NOT SAVED", "RINGING")).press("f8").until("wrap-up").press("f8").until("0001 saved")
    assert place.entries("call")[0]["data"]["notes"] == "The lift " + ("stands " * 12).strip()
    assert verify(place.data).problems == []
    assert not [path for path in home.rglob("*") if path.name.endswith((".tmp", ".new"))]


def test_a_disk_that_is_read_only_for_a_while(place, inside):
    console, home = inside
    message(ringing(place, console, home)).type("The lift ").until("The lift", SAVED)
    data = str(place.folder / "data")
    within(console, "mount", "--bind", data, data)
    within(console, "mount", "-o", "remount,ro,bind", data)
    console.press("f9").until("Told caller", says("Read-only file system; make it writable again"))
    console.type("12 Mill").until("12 Mill", "NOT SAVED")
    within(console, "umount", data)
    console.until("12 Mill", gone="NOT SAVED")
    assert typed(place, "location") == "12 Mill"
    assert place.entries("incident")
    assert verify(place.data).problems == []


def test_a_start_on_a_full_disk_opens_the_console_and_says_it(place):
    console, home = on_a_small_disk(place, f"head -c 9M /dev/zero > {place.folder}/filling 2>/dev/null || true")
    console.until("is ready for calls", says("No space left on device; free some space"))
    console.press("f2").until("Begin a call").type("Anna").until("Anna", "NOT SAVED")
    (home / "filling").unlink()
    console.until("Anna", gone="NOT SAVED")
    assert place.entries("shift")
    assert all(f'"text":"{letter}"' in place.sheets()["pad-desk-3"] for letter in "Ana")
    assert verify(place.data).problems == []


def test_a_start_without_a_place_for_its_data_ends_in_one_line(place):
    place.folder.mkdir()
    place.data.write_text("a file in the way", "utf-8")
    console = place.console()
    assert console.ended() == 3
    said = "".join(console.text.split())  # its lines break where the terminal ends
    assert said.startswith("callpilot:")
    assert said.endswith("isafile,notafolder;nameanotherwith--homeDIR")


def test_no_file_may_grow_and_then_no_descriptor_is_left_for_a_while(place, answered):
    console, pid = message(answered), answered.child.pid
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
    console.type("The lift").until(says("File too large; raise the limit", "(ulimit -f)"), "The lift", gone=SAVED)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    console.until("The lift", SAVED, gone="NOT SAVED")
    assert typed(place).endswith("The lift")

    usual = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, usual[1]))
    console.press("f9").until("Told caller", says("Too many open files; close other programs"))
    console.type("12 Mill").until("12 Mill", "NOT SAVED")
    resource.prlimit(pid, resource.RLIMIT_NOFILE, usual)
    console.until("EMERGENCY 0001-i1", "12 Mill", gone=("NOT SAVED", "can't be read"))
    assert typed(place, "location") == "12 Mill"
    console.press("f8").until("How did").type("all out").press("enter").until("● 0001", gone="▲ EMERGENCY")
    console.press("f8").until("wrap-up").press("f8").until("0001 saved")
    assert place.entries("incident")[-1]["data"]["outcome"] == "all out"
    assert verify(place.data).problems == []
