"""The kernel answers the real console with errors (`strace --inject`): said in words, typed on, all on disk in the end.

`CALLPILOT_FAULTS=all` (`make faults`) takes every call, error and file; without it a few.
"""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.e2e.terminal import Wanted, command

from callpilot.journal.verifying import verify

if sys.platform != "linux" or not shutil.which("strace"):
    pytest.skip("strace isn't installed here", allow_module_level=True)

ALL = os.environ.get("CALLPILOT_FAULTS") == "all"
ERRORS = ("EIO", "ENOSPC", "EROFS", "EACCES", "EDQUOT", "EMFILE")
CALLS = {
    "write": ("sheet", "day"), "fsync": ("sheet", "day", "folder"), "openat": ("sheet", "day", "lock"),
    "flock": ("lock",), "unlink": ("sheet", "ring"), "fstat": ("sheet", "day"), "close": ("day",),
}  # fmt: skip
SAMPLE = [("write", "ENOSPC", "sheet"), ("fsync", "EIO", "day")]
MATRIX = [(call, error, file) for call, files in CALLS.items() for file in files for error in ERRORS] if ALL else SAMPLE


def paths(place, file):
    """The files that are meant, by the names that they are going to have."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    month = place.data / "journal" / today[:4] / today[5:7]
    return {
        "sheet": [place.data / "open" / f"{today.replace('-', '')}-desk-3-0001.jsonl"],
        "day": [month / f"{today}.desk-3.jsonl"],
        "folder": [month, place.data / "open"],
        "lock": [place.data / "locks" / "desk-3.append.lock"],
        "ring": sorted(place.data.glob("inbox/*.json")),
    }[file]


@contextlib.contextmanager
def failing(place, call, error, file, when):
    """The console under strace: `call` on the files fails as `when` says, in each thread. Nothing is left behind."""
    only = [word for path in paths(place, file) for word in ("-P", str(path))]
    inject = f"inject={call}:error={error}:when={when}"
    words = ["strace", "-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, *only]
    console = place.wrapped([*words, *command(place.folder, "--operator", "Maria", "--desk", "desk-3")])
    children = Path(f"/proc/{console.child.pid}/task/{console.child.pid}/children")
    try:
        yield console
    finally:
        with contextlib.suppress(OSError):
            for pid in children.read_text("ascii").split():
                os.kill(int(pid), signal.SIGKILL)


@pytest.fixture(scope="module", autouse=True)
def may_trace():
    done = subprocess.run(["strace", "-qqq", "-o", "/dev/null", "true"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this machine allows no tracing")


@pytest.mark.parametrize(("call", "error", "file"), MATRIX)
def test_a_call_that_fails_for_a_while_loses_nothing_and_is_said(call, error, file, place):
    place.data.mkdir(parents=True)
    place.ring("+442079460018", "--name", "Anna Petrov")
    with failing(place, call, error, file, "1..3") as console:
        console.until("F1 Help", "RINGING", "Anna Petrov", within=30)
        console.press("f2").until_cursor("Anna Petrov").press(*["tab"] * 6)
        for letter in "The lift stands":
            console.type(letter).read()
            time.sleep(0.02)
        console.until("The lift stands", "✔ on disk", gone="NOT SAVED", within=30)
        console.press("ctrl+t").until("1 of 1")
        sheet = "".join(text for name, text in place.sheets().items() if "pad" not in name)
        assert sheet.count('"field":"message"') >= len("The lift stands")
        console.press("f8").until("wrap-up").press("f8").until("is ready for calls", "Log – 1", gone="NOT SAVED")
        assert [entry["data"]["notes"] for entry in place.entries("call")][-1:] == ["The lift stands"]
        told = bytes(console.raw)
        console.until(Wanted("the call's sheet removed", lambda _text: all("pad" in name for name in place.sheets())))
        assert console.press("ctrl+q").ended() == 0
    words = os.strerror(getattr(errno, error)).encode()
    if file in ("sheet", "day") and call in ("write", "fsync"):
        assert b"NOT SAVED" in told
        assert words.split()[0] in told, told[told.find(b"NOT SAVED:") :][:500]
    assert b"Traceback" not in told
    assert len({entry["hash"] for entry in place.entries("call")}) == 1
    assert verify(place.data).problems == []
