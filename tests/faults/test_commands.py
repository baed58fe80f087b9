"""Commands on a disk that takes no more: done, or refused in one line with nothing of it left and all else as it was.

A child of this process may make no file larger than a limit; where it is reached the write is cut short and fails.
"""

import os
import resource
import shutil
import sys
import traceback
from pathlib import Path

import pytest

from callpilot.cli.main import main
from callpilot.journal.verifying import verify

if sys.platform == "win32":
    pytest.skip("no limits on the size of a file there", allow_module_level=True)

LIMITS = (0, 60, 1500)
VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Nora Pipe\nN:Pipe;Nora\nTEL:+44 161 496 0733\nEND:VCARD\n"
CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Nora Pipe\nDTSTART:20261120T080000Z\n"
    "DTEND:20261120T180000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n"
)
SOP = "Opening the door\n\nPurpose: let visitors in.\n\n1. Ask for the name.\n2. Open the door.\n"
COMMANDS = {
    "ring": ["ring", "+442079460018", "--name", "Anna Petrov"],
    "amend": ["amend", "0001", "--set", "company=Hill Dental", "--why", "spelt wrongly"],
    "notice": ["notices", "add", "The lift is out of order"],
    "handover": ["handover", "--shift", "last", "--format", "html", "--out", "{out}"],
    "export": ["records", "export", "--out", "{out}"],
    "csv": ["records", "export", "--format", "csv", "--out", "{out}"],
    "init": ["init", "--yes", "--replace"],
    "directory": ["directory", "import", "{vcf}"],
    "roster": ["roster", "import", "{ics}", "--name", "Plumbers"],
    "new": ["procedures", "new", "visitors", "--title", "Visitors", "--form", "checklist"],
    "copy": ["procedures", "new", "own-call-handling", "--from", "call-handling"],
    "document": ["procedures", "import", "{txt}"],
}


def run(words: list[str], home: Path, limit: int | None) -> tuple[int, str]:
    """Run a command in a child whose files may not grow beyond `limit` bytes; return its status and what it said."""
    said, says = os.pipe()
    child = os.fork()
    if child == 0:
        status = 99
        try:
            os.close(said)
            os.dup2(says, 2)
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            os.dup2(0, 1)
            sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            status = main([*words, "--home", str(home)])
            sys.stderr.flush()
        except BaseException:
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(status)
    os.close(says)
    with os.fdopen(said, encoding="utf-8") as pipe:
        text = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def kept(folder: Path) -> dict[str, bytes]:
    """Every file that an operator or the site cares for; the cache may be thrown away, locks say nothing."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    passing = ("home/cache", "home/data/locks")
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if not name.startswith(passing) and path.suffix not in (".lock", ".base")
    }


@pytest.fixture
def there(base, tmp_path):
    """A place with a home, the documents to import, and an export of yesterday."""
    shutil.copytree(base[0], tmp_path / "home", symlinks=True)
    shutil.copytree(base[0] / "config", tmp_path / "home" / "config", dirs_exist_ok=True)
    for name, text in {"vcf": VCARD, "ics": CALENDAR, "txt": SOP}.items():
        (tmp_path / f"sent.{name}").write_text(text, "utf-8")
    (tmp_path / "out").write_text("yesterday's\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_done_or_refused_and_leaves_no_half_file(name, there):
    places = {end: str(there / f"sent.{end}") for end in ("vcf", "ics", "txt")}
    words = [word.format(out=there / "out", **places) for word in COMMANDS[name]]
    before = kept(there)
    day = max((len(text) for file, text in before.items() if "journal" in file), default=0)
    refused, done = 0, int(name == "roster")  # whom it doesn't know is for somebody to look at
    for limit in (*LIMITS, day + 60):
        status, text = run(words, there / "home", limit)
        assert status in (done, 3), f"{limit}: {status}\n{text}"
        if status == done:
            break
        refused += 1
        lines = [line for line in text.splitlines() if "index" not in line]  # which is done without, and says so
        assert len(lines) == 1 or name == "roster", text
        assert all(line.startswith("callpilot: ") for line in lines), text
        assert "File too large" in lines[-1], text
        assert "/" in lines[-1], "it doesn't say where"
        assert kept(there) == before, f"{limit} bytes: {sorted(kept(there).items() - before.items())}"
    else:
        status, text = run(words, there / "home", None)
    assert refused
    assert status == done, text
    assert kept(there) != before
    assert not [file for file in kept(there) if file.endswith((".new", ".tmp")) or "/." in file]
    assert verify(there / "home" / "data").problems == []


@pytest.mark.parametrize("name", ["handover", "export", "csv"])
def test_what_is_written_into_a_full_device_is_refused_in_one_line(name, there):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    words = [word.format(out="/dev/full") for word in COMMANDS[name]]
    status, text = run(words, there / "home", None)
    assert status == 3
    assert text.count("\n") == 1
    assert "No space left on device" in text


def test_a_ring_without_an_inbox_is_refused_in_one_line(there):
    shutil.rmtree(there / "home" / "data" / "inbox")
    (there / "home" / "data" / "inbox").write_text("a file in the way", "utf-8")
    status, text = run(COMMANDS["ring"], there / "home", None)
    assert status == 3
    assert text.count("\n") == 1
    assert "inbox: is a file, not a folder" in text
