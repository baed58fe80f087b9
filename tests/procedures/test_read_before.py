"""A library that was read is not read again, and never trusted over a file that has changed."""

import os
from pathlib import Path

import pytest
from tests.procedures.test_loading import SHORT, written

from callpilot.procedures import read_before
from callpilot.procedures.loading import Library, load_library
from callpilot.procedures.reading import read_procedure

LONG_AGO = 1_700_000_000_000_000_000


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, as they are. Files count as old enough to be trusted at once."""
    names: list[str] = []

    def counted(path: Path):
        names.append(path.name)
        return read_procedure(path)

    monkeypatch.setattr(read_before, "read_procedure", counted)
    monkeypatch.setattr(read_before, "_TOO_NEW", -(10**18))
    return names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        written(tmp_path / "own", SHORT.replace('"card"', f'"{name}"'), f"{name}.toml")
    (tmp_path / "cache").mkdir()
    return tmp_path


def loaded(folder: Path) -> Library:
    return load_library([folder / "own"], folder / "cache")


def test_a_second_start_reads_no_file_and_finds_the_same(folder: Path, reads: list[str]) -> None:
    first = loaded(folder)
    assert reads == ["a.toml", "b.toml", "c.toml"]
    again = loaded(folder)
    assert len(reads) == 3
    assert again == first
    assert again.procedures["a"].source == folder / "own" / "a.toml"


def test_a_thousand_files_are_read_once(tmp_path: Path, reads: list[str]) -> None:
    (tmp_path / "cache").mkdir()
    for number in range(1000):
        written(tmp_path / "own", SHORT.replace('"card"', f'"card-{number}"'), f"{number}.toml")
    assert len(loaded(tmp_path).procedures) == len(reads) == 1000
    assert len(loaded(tmp_path).procedures) == len(reads) == 1000


def test_only_what_changed_is_read_again(folder: Path, reads: list[str]) -> None:
    loaded(folder)
    written(folder / "own", SHORT.replace('"card"', '"b"').replace("Card", "New card"), "b.toml")
    written(folder / "own", SHORT.replace('"card"', '"d"'), "d.toml")
    (folder / "own" / "c.toml").unlink()
    reads.clear()
    library = loaded(folder)
    assert reads == ["b.toml", "d.toml"]
    assert sorted(library.procedures) == ["a", "b", "d"]
    assert library.procedures["b"].title == "New card"
    reads.clear()
    assert loaded(folder) == library
    assert reads == []


def test_a_file_put_in_anothers_place_with_its_time_and_size_is_read(folder: Path, reads: list[str]) -> None:
    path = folder / "own" / "a.toml"
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    loaded(folder)
    other = written(folder, path.read_text("utf-8").replace("Card", "Cord"), "other")
    os.utime(other, ns=(LONG_AGO, LONG_AGO))
    other.replace(path)
    assert loaded(folder).procedures["a"].title == "Cord"


def test_a_file_changed_just_before_it_was_read_is_not_trusted_yet(
    folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_before, "_TOO_NEW", 10**18)
    loaded(folder)
    reads.clear()
    loaded(folder)
    assert reads == ["a.toml", "b.toml", "c.toml"]


def test_what_was_wrong_but_harmless_is_said_again(folder: Path, reads: list[str]) -> None:
    written(folder / "own", SHORT + 'wihtin = "3s"\n', "odd.toml")
    first = loaded(folder)
    reads.clear()
    assert loaded(folder).problems == first.problems
    assert "is “within” meant?" in first.problems[0].message
    assert reads == []


def test_a_file_that_can_not_be_used_is_read_each_time_and_mended_is_in_force(folder: Path, reads: list[str]) -> None:
    written(folder / "own", "id =", "bad.toml")
    assert len(loaded(folder).problems) == len(loaded(folder).problems) == 1
    written(folder / "own", SHORT, "bad.toml")
    assert "card" in loaded(folder).procedures


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "folder", "another version"])
def test_a_damaged_cache_is_made_anew(
    folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    first = loaded(folder)
    kept = folder / "cache" / "procedures.msgpack"
    raw = kept.read_bytes()
    if damage == "folder":
        kept.unlink()
        kept.mkdir()
    elif damage == "another version":
        monkeypatch.setattr(read_before, "_FORM", "another")
    else:
        kept.write_bytes({"cut": raw[:-9], "changed": raw.replace(b"Card", b"Curd"), "empty": b""}[damage])
    reads.clear()
    assert loaded(folder) == first
    assert len(reads) == 3
    if damage != "folder":
        reads.clear()
        assert loaded(folder) == first
        assert reads == []


def test_without_a_folder_for_it_nothing_is_kept_and_all_is_read(folder: Path, reads: list[str]) -> None:
    for _ in range(2):
        assert len(load_library([folder / "own"], folder / "none").procedures) == 3
    assert len(reads) == 6
    assert not (folder / "none").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_cache_is_private(folder: Path) -> None:
    loaded(folder)
    assert (folder / "cache" / "procedures.msgpack").stat().st_mode & 0o777 == 0o600
