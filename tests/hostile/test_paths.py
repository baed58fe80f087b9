"""Names that lead elsewhere lead nowhere: nothing outside the home is read, written or removed."""

import json
import os
from pathlib import Path

import pytest
from tests.console.staging import make_home, staged

from callpilot.cli.main import main
from callpilot.intake.inbox import Inbox
from callpilot.intake.ring import RingEvent, drop

UP = (
    "../../outside/secret", "..\\..\\outside\\secret", "/etc/passwd", "C:\\Windows\\win.ini", "....//....//x",
    "%2e%2e%2fx", "a/../../../b", "~root/x", "$HOME/x", "\0/x", ".", "..", "con", "a" * 5000, "20261120-../../x-0001",
)  # fmt: skip
SECRET = "the secret of another program"


@pytest.fixture
def home(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text(SECRET, "utf-8")
    for end in (".toml", ".jsonl", ".json", ".png"):
        (outside / f"secret{end}").write_text(f'id = "{SECRET}"\n', "utf-8")
    return make_home(tmp_path / "deep" / "home")


def world(home) -> dict[str, bytes]:
    """Every file around the home, not in it."""
    root = home.data.parents[2]
    return {
        str(path): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and home.data.parent not in path.parents
    }


@pytest.mark.parametrize(
    "words",
    [
        ["show", "{}"],
        ["show", "{}", "--json"],
        ["amend", "{}", "--set", "name=x", "--why", "y"],
        ["handover", "--shift", "{}"],
        ["procedures", "show", "{}"],
        ["roster", "{}"],
        ["directory", "show", "{}"],
        ["log", "--account", "{}", "--operator", "{}", "--search", "{}"],
        ["ring", "{}", "--name", "{}", "--line", "{}", "--call-id", "{}"],
        ["notices", "withdraw", "{}", "--why", "x"],
        ["work", "--account", "{}"],
        ["_complete", "show", "{}"],
    ],
    ids=" ".join,
)
def test_no_argument_leads_out_of_the_home(words, home, capsys):
    before = world(home)
    for name in UP:
        said = [word.format(name) for word in words]
        status = main([*said, "--home", str(home.data.parent)] if words[0] != "_complete" else said)
        out = "".join(capsys.readouterr())
        assert status in (0, 1, 2), (name, out)
        assert SECRET not in out
        assert "unexpected fault" not in out
    assert world(home) == before


def test_no_ring_leads_out_of_the_inbox(home):
    before = world(home)
    inbox = Inbox(home.inbox, home.quarantine)
    for name in UP:
        drop(home, RingEvent(event="ringing", number=name, name=name, line=name, call_id=name))
        (home.inbox / f"{abs(hash(name))}.json").write_text(json.dumps({"event": "ringing", "call_id": name}), "utf-8")
    for event in inbox.poll():
        assert event.source.parent == home.inbox
        assert inbox.claim(event.source, "desk-3")
        inbox.done(event)
    assert world(home) == before
    assert not [path for path in home.inbox.iterdir() if path.suffix == ".json"]


async def test_a_sheet_that_says_it_is_another_record_is_what_its_file_is_called(home):
    """It is written on where it stands, whatever the id inside it would lead to."""
    opened = {"n": 0, "do": "call-opened", "at": "2026-11-20T10:39:17.000Z", "mono": 1, "desk": "desk-3"}
    names = {}
    for number, name in enumerate(("../../../../outside/secret", "/tmp/x", "20261120-desk-3-0999"), 1):
        path = home.open / f"20261120-desk-3-{number:04}.jsonl"
        path.write_text(json.dumps({**opened, "id": name}) + "\n", "utf-8")
        names[path] = path.read_bytes()
    before = world(home)
    async with staged(home) as stage:
        assert set(stage.state.calls) == {path.stem for path in names}
        await stage.answer()
        await stage.type("Anna")
    assert world(home) == before
    assert all(path.read_bytes().startswith(text) for path, text in names.items())


@pytest.mark.parametrize("identity", UP)
def test_a_procedure_of_such_a_name_is_refused(identity, home):
    from callpilot.procedures.loading import load_library

    folder = home.config / "procedures"
    folder.mkdir(exist_ok=True)
    text = f'id = {json.dumps(identity)}\ntitle = "x"\nform = "article"\n'
    (folder / "x.toml").write_text(text, "utf-8")
    library = load_library([folder], home.cache)
    assert not library.procedures
    assert library.problems


@pytest.mark.parametrize("name", [*UP, "link.png", "folder/secret.png"])
def test_no_picture_leads_out_of_its_folder(name, home):
    from callpilot.procedures.pictures import find_picture

    folder = home.config / "procedures"
    folder.mkdir(exist_ok=True)
    outside = home.data.parents[2] / "outside"
    if os.name == "posix":
        (folder / "link.png").symlink_to(outside / "secret.png")
        (folder / "folder").symlink_to(outside)
    path, why = find_picture(folder / "x.toml", name)
    assert path is None
    assert why


def test_a_name_of_a_desk_is_never_a_path():
    from callpilot.records.ids import desk_name

    for name in UP:
        try:
            made = desk_name(name)
        except ValueError:
            continue
        assert Path(made).name == made
        assert not set(made) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(made) <= 40


def test_what_is_called_from_a_line_break_in_a_files_name_is_no_line_of_a_file(tmp_path):
    import tomllib

    from callpilot.site.importing import write_toml

    write_toml(tmp_path / "x.toml", {"a": 1}, 'Made from a\nname = "owned"\r[x]\u2028.ics')
    assert tomllib.loads((tmp_path / "x.toml").read_text("utf-8")) == {"a": 1}
