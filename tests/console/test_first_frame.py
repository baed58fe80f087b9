"""What the first frame needs is loaded, and nothing else: counted, not timed."""

import gc
import subprocess
import sys
import threading

import pytest
from tests.console.staging import make_home, staged
from textual.css.stylesheet import Stylesheet

from callpilot.console.collecting import tidy_again, wait_with_tidying
from callpilot.console.configuration import read_config
from callpilot.console.themes import LIGHT
from callpilot.procedures import loading
from callpilot.site.home import Home

DIALOGS = ("acceptance", "begin", "changes", "closing", "escalate", "find_screen", "follow_up", "help", "notices",
           "outcome", "picture", "reach", "read_back", "readings", "record", "shift", "work_screen")  # fmt: skip
HEAVY = ("phonenumbers", "icalendar", "PIL", "textual.widgets._markdown")
AFTER = ("acting", "catching_up", "reloading", "cursor", "screens.dialog", "screens.log_screen", "screens.sign_on",
         "widgets.call_form", "widgets.incident_pane", "widgets.procedure_pane", "widgets.person_choices",
         "widgets.record_area", "widgets.record_form", "widgets.work_list")  # fmt: skip
"""What a call or a deed needs: it is loaded once the frame of a desk with nobody on the line is there."""
BELOW = ("sqlite3", "json", "secrets", "filelock", "tomli_w", "callpilot.console.change_lines",
         "callpilot.console.filters", "callpilot.desk.answering", "callpilot.desk.cataloguing",
         "callpilot.desk.emergencies", "callpilot.desk.handing_over", "callpilot.desk.mending",
         "callpilot.desk.on_duty", "callpilot.desk.open_work", "callpilot.journal.index",
         "callpilot.procedures.reading")  # fmt: skip
"""What reads records, rings and books: nothing of them is looked into before."""


@pytest.fixture
def home(tmp_path):
    made = Home(config=tmp_path / "config", data=tmp_path / "data", cache=tmp_path / "cache")
    made.prepare()
    return made


def test_no_dialog_and_nothing_heavy_is_loaded_for_the_first_frame():
    code = "import sys, callpilot.console.start, callpilot.console.starting, callpilot.console.app\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(run.stdout.split())
    assert not loaded & {f"callpilot.console.screens.{name}" for name in DIALOGS}
    assert not loaded & {*HEAVY, *BELOW}
    assert not loaded & {f"callpilot.console.{name}" for name in AFTER}
    assert not {name for name in loaded if name.startswith(("callpilot.console.acts", "textual.document"))}


async def test_the_colours_are_known_before_the_first_style_is_read(home, monkeypatch):
    again: list[Stylesheet] = []
    read_again = Stylesheet.reparse
    monkeypatch.setattr(Stylesheet, "reparse", lambda sheet: (again.append(sheet), read_again(sheet))[1])
    async with staged(make_home(home.data.parent / "themed", site='theme = "light"')) as stage:
        await stage.sees("Ready")
        assert again == []
        assert stage.app.theme == "callpilot-light"
        assert (stage.app.has_class("-light-mode"), stage.app.has_class("-dark-mode")) == (True, False)
        assert stage.app.theme_variables["background"].lower() == LIGHT.background


def test_the_procedures_are_read_only_when_somebody_asks_for_them(home):
    config = read_config(home)
    assert not config.library.is_read
    assert config.problems == []
    assert not config.library.is_read
    assert config.library.get("call-handling")
    assert config.library.is_read


def test_what_is_wrong_in_a_procedure_is_told_once_they_are_read(home):
    folder = home.config / "procedures"
    folder.mkdir(parents=True)
    (folder / "bad.toml").write_text("id =", encoding="utf-8")
    config = read_config(home)
    config.library.be_read()
    assert any(problem.source == folder / "bad.toml" for problem in config.problems)


def test_files_that_changed_are_read_whole_where_they_are_looked_for(home):
    assert read_config(home, with_people=True).library.is_read


def test_procedures_asked_for_by_two_threads_at_once_are_read_once(home, monkeypatch):
    read, both = [], threading.Barrier(2)
    load = loading.load_library
    monkeypatch.setattr(loading, "load_library", lambda *args: (read.append(1), load(*args))[1])
    library = read_config(home).library

    def ask():
        both.wait()
        assert library.procedures

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [1]


def test_garbage_is_collected_again_once_the_first_frame_is_there():
    wait_with_tidying()
    try:
        assert not gc.isenabled()
    finally:
        tidy_again()
        gc.unfreeze()
    assert gc.isenabled()
