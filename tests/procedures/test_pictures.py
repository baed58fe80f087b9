"""A picture stands beside the procedure's file or is refused; what is no picture is found before a call is."""

import datetime as dt
import os
from pathlib import Path

import pytest
from tests.procedures.test_checking import HEAD, a_step

from callpilot.procedures.checking import check
from callpilot.procedures.loading import load_paths
from callpilot.procedures.model import Step
from callpilot.procedures.page import page
from callpilot.procedures.pictures import LARGEST, file_fault, find_picture, picture_of

PNG = b"\x89PNG\r\n\x1a\n"
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "procedures"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "gate.png").write_bytes(PNG)
    (tmp_path / "outside.png").write_bytes(PNG)
    return folder / "gate.toml"


def checked(source: Path, *lines: str) -> list[str]:
    source.write_text(HEAD.format("") + a_step("look", *lines), "utf-8")
    library = load_paths([source])
    return [f"{problem.key}: {problem.message}" for problem in check(library, today=TODAY)]


def test_a_picture_beside_the_file_is_found(source: Path) -> None:
    path, fault = find_picture(source, "pictures/gate.png")
    assert (path, fault) == (source.parent.resolve() / "pictures" / "gate.png", "")


@pytest.mark.parametrize(
    "name",
    ["../outside.png", "pictures/../../outside.png", "/etc/hostname", "C:\\pictures\\gate.png", "..\\outside.png",
     "\\\\server\\share\\x.png", "pictures/../pictures/gate.png"],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str, source: Path) -> None:
    path, fault = find_picture(source, name)
    assert path is None
    assert "leads out" in fault


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_link_out_of_the_folder_is_refused_and_one_within_it_is_not(source: Path) -> None:
    (source.parent / "out.png").symlink_to(source.parent.parent / "outside.png")
    (source.parent / "in.png").symlink_to(source.parent / "pictures" / "gate.png")
    (source.parent / "round.png").symlink_to(source.parent / "round.png")
    assert find_picture(source, "out.png")[0] is None
    assert find_picture(source, "in.png")[0] == source.parent.resolve() / "pictures" / "gate.png"
    assert find_picture(source, "round.png")[0] is None


@pytest.mark.parametrize("name", ["gone.png", "pictures", "a\x00b.png", "x" * 5000])
def test_what_is_no_file_is_a_fault_and_no_error(name: str, source: Path) -> None:
    path, fault = find_picture(source, name)
    assert path is None
    assert fault


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_folder_of_procedures_may_itself_be_a_link(source: Path) -> None:
    linked = source.parent.parent / "linked"
    linked.symlink_to(source.parent, target_is_directory=True)
    assert find_picture(linked / "gate.toml", "pictures/gate.png")[0] is not None


def test_what_is_too_large_or_no_picture_is_told_without_decoding_it(tmp_path: Path) -> None:
    large, text, good = tmp_path / "large.png", tmp_path / "text.png", tmp_path / "good.gif"
    with large.open("wb") as file:
        file.write(PNG)
        file.truncate(LARGEST + 1)
    text.write_bytes(b"hello")
    good.write_bytes(b"GIF89a")
    assert "20 MB is the most" in file_fault(large)
    assert "not a picture" in file_fault(text)
    assert file_fault(good) == ""
    assert "can't be read" in file_fault(tmp_path / "gone.png")


def test_check_tells_of_each_picture_that_can_not_be_shown(source: Path) -> None:
    (source.parent / "text.png").write_bytes(b"hello")
    words = 'picture_text = "The gate."'
    assert checked(source, 'picture = "pictures/gate.png"', words) == []
    assert checked(source, 'picture = "../outside.png"', words) == [
        "look.picture: ../outside.png leads out of the procedure's folder, which a picture may not"
    ]
    assert "text.png is not a picture" in checked(source, 'picture = "text.png"', words)[0]


def test_check_warns_of_a_picture_without_any_words(source: Path) -> None:
    assert "has no words" in checked(source, 'picture = "pictures/gate.png"')[0]
    assert checked(source, 'picture = "pictures/gate.png"', 'do = "Open it."') == []


def test_words_without_a_picture_are_reported_and_do_no_harm(source: Path) -> None:
    source.write_text(HEAD.format("") + a_step("look", 'picture_text = "The gate."'), "utf-8")
    library = load_paths([source])
    assert "card" in library.procedures
    assert "no picture" in library.problems[0].message


def test_the_page_says_what_is_to_be_seen(source: Path) -> None:
    source.write_text(
        HEAD.format("") + a_step("look", 'picture = "pictures/gate.png"', 'picture_text = "The gate."'), "utf-8"
    )
    library = load_paths([source])
    assert "     see    The gate. (pictures/gate.png)" in page(library.procedures["card"], library)


def test_names_and_words_from_the_file_are_made_harmless(source: Path) -> None:
    picture = picture_of(source, Step(id="a", title="a", picture="x\x1b[31m.png", picture_text="see\x07\nthis"))
    assert picture is not None
    assert "\x1b" not in picture.name + picture.fault + picture.words
    assert "\x07" not in picture.words
