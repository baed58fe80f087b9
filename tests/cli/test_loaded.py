"""What a command loads: nothing that it can do without, for whoever asks waits for all of it every time."""

import os
import subprocess
import sys

import pytest

from callpilot.cli.main import COMMANDS, main
from callpilot.cli.parsing import CommandParser
from callpilot.records.kinds import Incident


def loaded_by(*words):
    """The modules that are loaded when a command has ended."""
    code = (
        "import atexit, sys; from callpilot.__main__ import main;"
        "atexit.register(lambda: print('\\nLOADED', *sys.modules)); sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_a_ring_loads_nothing_that_it_can_do_without(tmp_path):
    """A softphone runs it for every call: each of these takes a good part of what all the rest of it takes."""
    loaded = loaded_by("ring", "+44 20 7946 0018", "--name", "Anna", "--home", str(tmp_path))
    assert not loaded & {
        "textual", "rich", "msgspec", "phonenumbers", "sqlite3", "dataclasses", "inspect", "hashlib", "secrets",
        "shutil", "tempfile", "subprocess", "asyncio", "tomllib", "platformdirs", "callpilot.plain.problems",
    }  # fmt: skip
    assert sorted(name for name in loaded if name.startswith("callpilot.")) == [
        "callpilot.__main__", "callpilot.cli", "callpilot.cli.main", "callpilot.cli.parsing", "callpilot.cli.ring",
        "callpilot.intake", "callpilot.intake.ring", "callpilot.journal", "callpilot.journal.disk",
        "callpilot.plain", "callpilot.plain.private_file", "callpilot.plain.times", "callpilot.plain.unseen",
        "callpilot.plain.untrusted", "callpilot.records", "callpilot.records.words", "callpilot.site",
        "callpilot.site.home",
    ]  # fmt: skip


def test_of_a_ring_the_large_pattern_is_made_ready_only_for_what_may_be_a_card(tmp_path):
    code = (
        "import sys, re._compiler as made; seen = []; real = made.compile;"
        "made.compile = lambda pattern, flags=0: seen.append(str(pattern)) or real(pattern, flags);"
        "from callpilot.__main__ import main; status = main(); print(any('2[2-7]' in one for one in seen))"
    )
    said = []
    for name in ("Anna", "4111 1111 1111 1111"):
        words = ["ring", "+44 20 7946 0018", "--name", name, "--home", str(tmp_path)]
        said.append(subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True))
    assert [one.stdout.strip() for one in said] == ["False", "True"]


SCREEN = {"textual", "rich", "callpilot.console"}
WRITTEN_BY_HAND = {"tomllib", "difflib", "callpilot.procedures.loading", "callpilot.procedures.reading"}
DEEDS = {
    "callpilot.desk.desk", "callpilot.desk.signing", "callpilot.desk.following", "callpilot.desk.emergencies",
    "callpilot.desk.catalogues", "callpilot.journal.store", "callpilot.journal.writer", "concurrent.futures",
}  # fmt: skip
HEAVY = {
    "phonenumbers", "rapidfuzz", "icalendar", "vobject", "PIL", "markdown_it", "selectolax", "mammoth", "filelock",
    "dataclasses", "logging", "html", "csv", "shutil", "asyncio", "multiprocessing", "platformdirs",
    "subprocess", "typing_extensions", "inspect", "callpilot.journal.index_beside", "callpilot.site.sample",
    "callpilot.site.on_call", "callpilot.site.people_loading",
}  # fmt: skip


@pytest.mark.parametrize(
    "words", [("handover",), ("handover", "--format", "markdown"), ("log", "--json"), ("log",), ("records", "verify")]
)
def test_what_reads_the_records_loads_no_screen_no_deed_and_no_reader_of_what_is_written_by_hand(full, words):
    (full.folder / "config" / "site.toml").unlink()
    full.run("log")  # from now on everything is filed
    loaded = loaded_by(*words, "--home", str(full.folder))
    assert sorted(loaded & (SCREEN | WRITTEN_BY_HAND | DEEDS | HEAVY)) == []


def test_a_handover_of_what_is_filed_hashes_nothing(full):
    full.run("log")
    assert "hashlib" not in loaded_by("handover", "--home", str(full.folder))


@pytest.mark.parametrize("needs", [True, False])
def test_a_msgspec_that_cannot_do_without_is_loaded_by_whoever_needs_it(tmp_path, needs):
    (tmp_path / "msgspec.py").write_text("import typing_extensions\n" if needs else "KNOWN = True\n")
    (tmp_path / "typing_extensions.py").write_text("KNOWN = True\n")
    code = (
        "import sys; from callpilot.plain.lean import load_msgspec; load_msgspec();"
        "print('msgspec' in sys.modules, 'typing_extensions' in sys.modules);"
        "import msgspec, typing_extensions; print(typing_extensions.KNOWN)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == [str(not needs), "False", "True"]


def test_the_console_makes_no_parser_of_a_command(tmp_path, monkeypatch, capsys):
    made = []
    begin = CommandParser.__init__
    monkeypatch.setattr(CommandParser, "__init__", lambda self, *a, **k: (made.append(k), begin(self, *a, **k))[1])
    for words, count in (
        (["--operator", "Maria", "--desk", "desk-3", "--home", str(tmp_path)], 1),
        (["--operator", "Maria", "--help"], 1 + len(COMMANDS)),
        (["--operator", "Maria", "lgo"], 1 + len(COMMANDS)),
    ):
        made.clear()
        main(words)
        assert len(made) == count, words
    assert "'demo', 'init', 'ring'" in capsys.readouterr().err


def test_the_procedures_are_read_for_a_handover_only_when_something_in_it_asks_for_them(full):
    full.keep(Incident(id=f"{full.call_id}-i9", kind="outage", nature="lift", opened_at=full.ago(4)))
    assert "callpilot.procedures.loading" in loaded_by("handover", "--home", str(full.folder))


def test_the_journal_is_verified_without_the_index_and_the_site(full):
    loaded = loaded_by("records", "verify", "--home", str(full.folder))
    assert not loaded & {"sqlite3", "callpilot.journal.index", "callpilot.site.loading", "callpilot.records.kinds"}
