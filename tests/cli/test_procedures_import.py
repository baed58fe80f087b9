"""`callpilot procedures import`: what is written, what is told, and what is never overwritten."""

import zipfile

import pytest

from callpilot.procedures.reading import read_procedure

SOP = (
    "Card refused\n\nPurpose: paying again.\n\nSteps\n1. Ask for {what}\n   If it is expired, end the call.\n2. Close\n"
)


@pytest.fixture
def sop(tmp_path):
    path = tmp_path / "card refused.txt"
    path.write_text(SOP, "utf-8")
    return path


def test_a_document_becomes_one_of_the_sites_own_procedures(place, sop):
    out = place.run("procedures", "import", str(sop))
    assert place.status == 0, place.err
    target = place.folder / "config" / "procedures" / "card-refused.toml"
    assert out == f"{target}: workflow, 2 steps, 2 choices; “Card refused”\n"
    procedure, problems = read_procedure(target)
    assert problems == []
    assert procedure is not None
    assert procedure.steps[0].choices[0].go == "close"
    assert "card-refused" in place.run("procedures", "list")
    assert place.run("procedures", "check").endswith("no problems\n")


def test_what_a_person_has_to_look_at_is_told_with_its_line(place, sop):
    place.run("procedures", "import", str(sop))
    assert f"{sop}: a blank that the console doesn't know, kept as words: [what]\n" in place.err
    assert "has a choice more, “Otherwise”" in place.err


def test_a_dry_run_prints_the_file_and_writes_nothing(place, sop):
    out = place.run("procedures", "import", str(sop), "--dry-run")
    assert out.startswith("# card-refused.toml\n# Made from card refused.txt.\nid = ")
    assert not (place.folder / "config" / "procedures").exists()


def test_nothing_is_overwritten_without_force(place, sop):
    place.run("procedures", "import", str(sop))
    target = place.folder / "config" / "procedures" / "card-refused.toml"
    target.write_text(target.read_text("utf-8").replace("Paying again", "changed by hand"), "utf-8")
    place.run("procedures", "import", str(sop))
    assert place.status == 1
    assert (
        place.err.splitlines()[-1]
        == f"callpilot: {target} is there already; nothing was written: --force takes its place"
    )
    assert "changed by hand" in target.read_text("utf-8")
    place.run("procedures", "import", str(sop), "--force")
    assert place.status == 0
    assert "takes the place of the procedure of that id" in place.err
    assert "Paying again" in target.read_text("utf-8")
    assert "changed by hand" in target.with_name("card-refused.toml.before").read_text("utf-8")


def test_an_id_of_the_shipped_library_is_left_alone_unless_forced(place, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# Message taking\n\n1. Take it\n2. Pass it on\n", "utf-8")
    place.run("procedures", "import", str(path))
    assert "“message-taking” is in force already, so this is “message-taking-2”; --force takes its place" in place.err
    assert (place.folder / "config" / "procedures" / "message-taking-2.toml").exists()
    place.run("procedures", "import", str(path), "--force")
    assert (place.folder / "config" / "procedures" / "message-taking.toml").exists()


def test_another_folder_may_be_named(place, sop, tmp_path):
    out = place.run("procedures", "import", str(sop), "--into", str(tmp_path / "drafts"))
    assert out.startswith(str(tmp_path / "drafts" / "card-refused.toml"))
    assert not (place.folder / "config" / "procedures").exists()


def test_what_the_check_finds_is_told_and_the_status_is_one(place, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "Loop\n\nRevision history\nVersion | Date\n1.0 | 2999-01-01\n\nSteps\n1. Do it\n2. Do more\n", "utf-8"
    )
    place.run("procedures", "import", str(path))
    assert place.status == 1
    assert "loop.toml" in place.err
    assert "dated in the future" in place.err


def test_a_document_that_is_none_ends_in_one_line(place, tmp_path):
    packed = tmp_path / "bomb.docx"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", " " * (40 << 20))
    declared = tmp_path / "declared.docx"
    with zipfile.ZipFile(declared, "w") as file:
        file.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    files = {
        "empty.txt": (b" \n", "holds no text"),
        "binary.txt": (b"a\0b", "is no text"),
        "controls.md": (bytes(range(1, 32)) * 9, "is no text"),
        "large.txt": (b"a" * (17 << 20), "is larger than 16 MiB"),
        "paper.pdf": (b"%PDF-1.7", "is a PDF"),
        "torn.docx": (b"PK\x03\x04torn", "is no Word document that can be read"),
        "deep.html": (b"<div>" * 100_000 + b"x", "is nested too deeply"),
        "deep.md": (b">" * 50_000 + b" x", "is nested too deeply"),
        "many.txt": (b"x\n\n" * 20_100, "has more than 20000 paragraphs"),
    }
    for name, (raw, _told) in files.items():
        (tmp_path / name).write_bytes(raw)
    told = {name: told for name, (_raw, told) in files.items()}
    told |= {
        "none.txt": "can't be read: No such file",
        "bomb.docx": "unpacks to more",
        "declared.docx": "holds declarations",
    }
    (tmp_path / "folder.txt").mkdir()
    told["folder.txt"] = "is not a file"
    for name, reason in told.items():
        out = place.run("procedures", "import", str(tmp_path / name))
        assert (place.status, out, place.err.count("\n")) == (3, "", 1), name
        assert place.err.startswith(f"callpilot: {tmp_path / name}: {reason}"), place.err
    assert not (place.folder / "config" / "procedures").exists()


def test_codes_in_a_document_never_reach_the_terminal(place, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Codes\n\nDefinitions\nx \x1b[31m red\n\nSteps\n1. Say \x1b]0;evil\x07 it\n2. End\n", "utf-8")
    place.run("procedures", "import", str(path), "--dry-run")
    assert "\x1b" not in place.out + place.err
    assert "␛[31m red" in place.err


def test_the_parsers_of_documents_are_loaded_only_when_a_document_is_imported():
    import subprocess
    import sys

    script = (
        "import sys; from callpilot.cli.main import main; main(['procedures', '--help']);"
        "print(sorted({'mammoth', 'selectolax', 'markdown_it', 'callpilot.procedures.importing'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == "[]"
