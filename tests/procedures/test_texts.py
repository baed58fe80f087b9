"""The texts of procedures as they were are kept by their hash; what isn't sound isn't believed."""

import os
import stat
from pathlib import Path

import pytest

from callpilot.procedures import texts
from callpilot.procedures.model import Procedure
from callpilot.procedures.reading import read_procedure
from callpilot.procedures.texts import keep_texts, kept_text

TEXT = """id = "own"
title = "Own"
form = "workflow"
[[revision]]
version = "1.0"
date = 2026-11-20
[[step]]
id = "a"
title = "A"
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "procedures"


def own(place: Path, text: str = TEXT) -> Procedure:
    path = place / "own.toml"
    path.write_text(text, encoding="utf-8")
    procedure, _problems = read_procedure(path)
    assert procedure is not None
    return procedure


def test_a_text_is_there_after_its_file_was_changed(tmp_path: Path, folder: Path) -> None:
    before = own(tmp_path)
    keep_texts(folder, [before])
    now = own(tmp_path, TEXT.replace('title = "A"', 'title = "B"'))
    kept = kept_text(folder, before.sha256)
    assert kept is not None
    assert kept.steps == before.steps != now.steps
    assert kept_text(folder, now.sha256) is None


def test_a_file_that_changed_since_it_was_read_leaves_no_copy(tmp_path: Path, folder: Path) -> None:
    before = own(tmp_path)
    own(tmp_path, TEXT + "# more\n")
    keep_texts(folder, [before])
    assert kept_text(folder, before.sha256) is None


def test_a_copy_that_isnt_what_its_name_says_is_not_believed(tmp_path: Path, folder: Path) -> None:
    before = own(tmp_path)
    keep_texts(folder, [before])
    copy = folder / f"{before.sha256}.toml"
    for damage in (TEXT.replace("Own", "Other").encode(), b"\xff\xfe", b""):
        copy.write_bytes(damage)
        assert kept_text(folder, before.sha256) is None


@pytest.mark.parametrize("sha256", ["", "../own", "x" * 64, "A" * 64, "\0", "a" * 63])
def test_what_is_no_hash_finds_nothing(tmp_path: Path, sha256: str) -> None:
    own(tmp_path)
    assert kept_text(tmp_path, sha256) is None


def test_what_cant_be_read_or_written_stops_nobody(tmp_path: Path, folder: Path) -> None:
    gone = own(tmp_path)
    gone.source.unlink()
    keep_texts(folder, [gone])
    (tmp_path / "cache").mkdir(exist_ok=True)
    folder.write_text("a file is in the way")
    keep_texts(folder, [own(tmp_path)])
    assert kept_text(folder, gone.sha256) is None


def test_huge_files_are_not_copied_and_old_copies_go_first(tmp_path: Path, folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(texts, "LARGEST", 400)
    keep_texts(folder, [own(tmp_path, TEXT + "#" * 400)])
    assert not folder.exists()
    monkeypatch.setattr(texts, "MOST", 2)
    found: list[Procedure] = []
    for number in range(3):
        found.append(own(tmp_path, f"{TEXT}# {number}\n"))
        keep_texts(folder, found[-1:])
        os.utime(folder / f"{found[-1].sha256}.toml", (number, number))
    assert [kept_text(folder, one.sha256) is not None for one in found] == [False, True, True]


@pytest.mark.skipif(os.name != "posix", reason="other systems have no modes")
def test_copies_are_the_users_own(tmp_path: Path, folder: Path) -> None:
    one = own(tmp_path)
    keep_texts(folder, [one])
    assert stat.S_IMODE((folder / f"{one.sha256}.toml").stat().st_mode) == 0o600
