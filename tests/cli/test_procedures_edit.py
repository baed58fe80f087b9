"""`callpilot procedures edit`: a draft in the editor, in force only when it is sound, nothing lost or written over."""

import datetime as dt
import shlex
import sys
import threading
from pathlib import Path

import pytest

from callpilot.cli import procedures_drafts
from callpilot.cli.main import main
from callpilot.procedures.loading import load_library, load_paths, shipped_folder

TODAY = dt.date.today()


class Desk:
    """A home, and an editor that does what it is told."""

    def __init__(self, tmp_path: Path, capsys, monkeypatch) -> None:
        self.home = tmp_path / "home"
        self.folder = self.home / "config" / "procedures"
        self.draft = self.folder / "drafts" / "complaint.toml"
        self.file = self.folder / "complaint.toml"
        self._script = tmp_path / "the editor.py"
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        monkeypatch.delenv("VISUAL", raising=False)

    def editor(self, *lines: str) -> None:
        """Let the editor run Python with `text` and `path`; `save(text)` writes."""
        head = "import sys, pathlib\npath = pathlib.Path(sys.argv[-1])\ntext = path.read_text('utf-8')\n"
        head += "def save(new): path.write_text(new, 'utf-8')\n"
        self._script.write_text(head + "\n".join(lines), "utf-8")
        words = shlex.join([sys.executable, str(self._script), "--wait"])
        self._monkeypatch.setenv("EDITOR", words)

    def edit(self, identity: str = "complaint") -> int:
        self.status = main(["procedures", "edit", identity, "--home", str(self.home)])
        said = self._capsys.readouterr()
        assert said.out == ""
        self.err = said.err
        return self.status

    def answers(self, *answers: str) -> None:
        """Sit at a terminal that gives these answers, and then no more."""
        lines = iter(answers)

        class Terminal:
            def isatty(self) -> bool:
                return True

            def readline(self) -> str:
                return next(lines, "")

        self._monkeypatch.setattr(sys, "stdin", Terminal())


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, capsys, monkeypatch)


CHANGE = "save(text.replace('title = \"Complaint\"', 'title = \"Ours\"'))"
BREAK = "save(text.replace('form =', 'frm ='))"
MEND = "save(text.replace('frm =', 'form ='))"


def test_a_shipped_one_becomes_the_sites_own_with_a_revision_to_be_filled(desk: Desk) -> None:
    desk.editor(CHANGE)
    assert desk.edit() == 0, desk.err
    shipped = load_library([shipped_folder()]).procedures["complaint"]
    own = load_library([shipped_folder(), desk.folder]).procedures["complaint"]
    assert (own.title, own.source) == ("Ours", desk.file)
    assert own.revisions[:-1] == shipped.revisions
    assert (own.version, own.in_force_since) != (shipped.version, shipped.in_force_since)
    assert own.in_force_since == TODAY
    assert own.steps == shipped.steps
    assert f"“complaint” {own.version} is in force: {desk.file}" in desk.err
    assert desk.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in desk.folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")] == [
        "complaint.toml"
    ]


def test_the_sites_own_gets_one_new_revision_a_day(desk: Desk) -> None:
    desk.editor(CHANGE)
    desk.edit()
    desk.editor("save(text.replace('Ours', 'Ours again'))")
    assert desk.edit() == 0
    shipped = load_library([shipped_folder()]).procedures["complaint"]
    own = load_paths([desk.folder]).procedures["complaint"]
    assert (own.title, len(own.revisions)) == ("Ours again", len(shipped.revisions) + 1)


def test_an_editor_that_changes_nothing_leaves_nothing(desk: Desk) -> None:
    desk.editor("save(text)")
    assert desk.edit() == 0
    assert desk.err == "callpilot: nothing was changed; “complaint” stays as it is\n"
    assert not desk.file.exists()
    assert not desk.draft.exists()


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("no-such-editor", "no-such-editor: can't be run (No such file or directory); set VISUAL or EDITOR"),
        ("false", "false ended with status 1; nothing was put in force"),
        ("'unclosed", "$EDITOR can't be understood"),
        ("  ", "no editor is set; set VISUAL or EDITOR"),
    ],
)
def test_an_editor_that_fails_is_said_in_a_line(desk: Desk, monkeypatch, editor: str, said: str) -> None:
    monkeypatch.setenv("EDITOR", editor)
    assert desk.edit() != 0
    assert said in desk.err
    assert desk.err.count("\n") == 1
    assert not desk.draft.exists()
    assert not desk.file.exists()


def test_visual_comes_before_editor(desk: Desk, monkeypatch) -> None:
    desk.editor(CHANGE)
    monkeypatch.setenv("VISUAL", "no-such-editor")
    desk.edit()
    assert "no-such-editor: can't be run" in desk.err


def test_a_broken_text_is_said_by_line_kept_aside_and_never_in_force(desk: Desk) -> None:
    desk.editor(BREAK)
    assert desk.edit() == 1
    assert "  form: is missing: expected some text\n" in desk.err
    assert "  line 3: frm: is not a key that belongs here" in desk.err
    assert "2 things are wrong; nothing of it is in force" in desk.err
    assert "kept as" in desk.err
    assert not desk.file.exists()
    assert "frm =" in desk.draft.read_text("utf-8")
    desk.editor(MEND)
    assert desk.edit() == 0, desk.err
    assert "a draft of “complaint” is there" in desk.err
    assert desk.file.exists()
    assert not desk.draft.exists()


def test_what_is_well_formed_and_wrong_is_not_in_force_either(desk: Desk) -> None:
    desk.editor("save(text.replace('go = \"', 'go = \"no-'))")
    assert desk.edit() == 1
    assert "which is no step of this procedure" in desk.err
    assert not desk.file.exists()


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\x00"])
def test_a_text_that_is_no_text_is_not_in_force(desk: Desk, mark: bytes) -> None:
    desk.editor(f"path.write_bytes(path.read_bytes() + {mark!r})")
    assert desk.edit() == 1
    assert "  line " in desk.err
    assert not desk.file.exists()


def test_the_id_stays(desk: Desk) -> None:
    desk.editor("save(text.replace('id = \"complaint\"', 'id = \"other\"'))")
    assert desk.edit() == 1
    assert "id: is “other”; this is “complaint”, and keeps its id" in desk.err
    assert not list(desk.folder.glob("*.toml"))


def test_at_a_terminal_it_is_asked_and_edited_again(desk: Desk) -> None:
    desk.editor(
        "save(text.replace('frm =', '# Ours.\\nform =') if 'frm =' in text else text.replace('form =', 'frm ='))"
    )
    desk.answers("what?\n", "e\n")
    assert desk.edit() == 0, desk.err
    assert "answer e, k or d" in desk.err
    assert desk.file.exists()


@pytest.mark.parametrize(("answer", "is_kept"), [("d\n", False), ("k\n", True), ("", True)])
def test_at_a_terminal_a_broken_draft_is_kept_or_dropped(desk: Desk, answer: str, is_kept: bool) -> None:
    desk.editor(BREAK)
    desk.answers(answer)
    assert desk.edit() == 1
    assert desk.draft.exists() is is_kept
    assert not desk.file.exists()


def test_a_file_in_force_stays_as_it_is_while_its_change_is_broken(desk: Desk) -> None:
    desk.editor(CHANGE)
    desk.edit()
    before = desk.file.read_bytes()
    desk.editor(BREAK)
    assert desk.edit() == 1
    assert desk.file.read_bytes() == before


def test_a_text_that_somebody_else_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    desk.editor(CHANGE)
    desk.edit()
    other = desk.file.read_text("utf-8").replace("Ours", "Theirs")
    desk.editor(
        f"pathlib.Path({str(desk.file)!r}).write_text({other!r}, 'utf-8')", "save(text.replace('Ours', 'Mine'))"
    )
    assert desk.edit() == 1
    assert "was changed by somebody else meanwhile, and is not written over" in desk.err
    assert "Theirs" in desk.file.read_text("utf-8")
    assert "Mine" in desk.draft.read_text("utf-8")
    desk.editor("save(text + '\\n')")
    assert desk.edit() == 1, "without anybody to compare them it stays so"
    desk.answers("e\n")
    assert desk.edit() == 0, desk.err
    assert "was changed since it was begun; compare the two" in desk.err
    assert "Mine" in desk.file.read_text("utf-8")


def test_a_file_that_appears_meanwhile_is_not_written_over(desk: Desk) -> None:
    desk.editor(f"pathlib.Path({str(desk.file)!r}).write_text('id = \"theirs\"', 'utf-8')", CHANGE)
    assert desk.edit() == 1
    assert desk.file.read_text("utf-8") == 'id = "theirs"'


def test_a_broken_file_of_the_sites_own_is_what_is_edited(desk: Desk) -> None:
    desk.folder.mkdir(parents=True)
    path = desk.folder / "ours.toml"
    text = (shipped_folder() / "complaint.toml").read_text("utf-8")
    path.write_text(text.replace("form =", "frm ="), "utf-8")
    desk.editor(MEND)
    assert desk.edit() == 0, desk.err
    assert load_paths([path]).procedures["complaint"].source == path
    assert not desk.file.exists()


def test_a_file_that_is_kept_elsewhere_stays_a_link(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "kept elsewhere" / "complaint.toml"
    elsewhere.parent.mkdir(mode=0o755)
    elsewhere.write_bytes((shipped_folder() / "complaint.toml").read_bytes())
    desk.folder.mkdir(parents=True)
    desk.file.symlink_to(elsewhere)
    desk.editor(CHANGE)
    assert desk.edit() == 0, desk.err
    assert desk.file.is_symlink()
    assert "Ours" in elsewhere.read_text("utf-8")
    assert elsewhere.parent.stat().st_mode & 0o777 == 0o755


def test_two_do_not_edit_the_same_draft(desk: Desk) -> None:
    desk.editor(CHANGE)
    started, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with procedures_drafts.alone(procedures_drafts.Draft(desk.draft)):
            started.set()
            ended.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert started.wait(30)
        assert desk.edit() == 1
        assert "is being edited in another terminal" in desk.err
    finally:
        ended.set()
        other.join()
    assert desk.edit() == 0


def test_one_that_is_not_there_is_named_with_the_nearest(desk: Desk) -> None:
    desk.editor(CHANGE)
    assert desk.edit("complain") == 1
    assert desk.err == "callpilot: there is no procedure “complain”; is “complaint” meant?\n"
    assert desk.edit("../../complaint") == 1
    assert not desk.folder.exists()


def test_a_disk_that_is_full_leaves_the_one_in_force(desk: Desk, monkeypatch) -> None:
    desk.editor(CHANGE)
    desk.edit()
    before = desk.file.read_bytes()
    desk.editor("save(text.replace('Ours', 'Later'))")
    real = procedures_drafts.os.fsync
    count = []

    def full(descriptor: int) -> None:
        count.append(descriptor)
        if len(count) > 4:  # the draft and its mark, each with its folder, are written
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(procedures_drafts.os, "fsync", full)
    assert desk.edit() == 3
    assert "No space left on device" in desk.err
    assert desk.file.read_bytes() == before
    assert "Later" in desk.draft.read_text("utf-8")
    assert not list(desk.folder.glob(".*.new"))


def test_pictures_come_along(desk: Desk, monkeypatch, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    (shipped / "pictures").mkdir(parents=True)
    (shipped / "pictures" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    text = (shipped_folder() / "complaint.toml").read_text("utf-8")
    text = text.replace('id = "hear"', 'id = "hear"\npicture = "pictures/a.png"')
    (shipped / "complaint.toml").write_text(text.replace('["call-handling", "call-escalation"]', "[]"), "utf-8")
    monkeypatch.setattr("callpilot.procedures.loading.shipped_folder", lambda: shipped)
    desk.editor(CHANGE)
    assert desk.edit() == 0, desk.err
    assert (desk.folder / "pictures" / "a.png").is_file()


def test_what_the_site_does_not_have_is_said_and_keeps_nothing_out_of_force(desk: Desk) -> None:
    directory = desk.home / "config" / "directory.toml"
    directory.parent.mkdir(parents=True)
    directory.write_text('[[contact]]\nid = "dr-osei"\nname = "Dr Osei"\nphone = "+44 20 7946 0110"\n', "utf-8")
    desk.editor(CHANGE)
    assert desk.edit() == 0, desk.err
    assert desk.file.exists()
    assert "mind: line " in desk.err
    assert "contacts: neither the directory nor a roster has “duty-supervisor”" in desk.err
