"""What may lie in a folder of procedures besides good ones: each is one clear line, and the good ones load."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.procedures.test_loading import SHORT, written

from callpilot.procedures.loading import load_library, load_paths


def a_ring(path: Path) -> None:
    path.with_suffix(".other").symlink_to(path)
    path.symlink_to(path.with_suffix(".other"))


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty: a procedure has an id, a title and a form at least"),
    "only a comment": (lambda path: path.write_bytes(b"# later\n"), "is empty: a procedure has an id"),
    "a mark alone": (lambda path: path.write_bytes(b"\xef\xbb\xbf"), "is empty: a procedure has an id"),
    "latin-1": (
        lambda path: path.write_bytes(SHORT.replace("Card", "Café").encode("latin-1")),
        ":2: is not UTF-8 text; save it as UTF-8",
    ),
    "utf-16": (lambda path: path.write_bytes(SHORT.encode("utf-16")), ":1: is not UTF-8 text; save it as UTF-8"),
    "a picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99)), "is not UTF-8 text"),
    "a folder": (lambda path: path.mkdir(), "is a folder, not a procedure's file"),
    "a ring of links": (a_ring, "can't be read: "),
    "a link to nothing": (lambda path: path.symlink_to("gone"), "can't be read: "),
    "a device": (lambda path: path.symlink_to(os.devnull), "is not a file"),
    "too large": (lambda path: path.write_bytes(b"#" * (8 * 1024 * 1024 + 1)), "is too large to be a TOML file"),
    "not closed": (lambda path: path.write_bytes(b'id = "x\n'), ":1: not valid TOML"),
    "nested deeply": (lambda path: path.write_bytes(b"a = " + b"[" * 9999), "is nested too deeply"),
    "the same id": (lambda path: path.write_text(SHORT, "utf-8"), "is the id of a-good.toml too, which is used"),
}


@pytest.mark.skipif(os.name != "posix", reason="links and devices as POSIX has them")
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_one_line_that_says_what_and_where_and_the_good_ones_load(tmp_path: Path, kind: str) -> None:
    written(tmp_path, SHORT, "a-good.toml")
    written(tmp_path, SHORT.replace('"card"', '"last"'), "z-good.toml")
    make, expected = BAD[kind]
    make(tmp_path / "bad.toml")
    library = load_library([tmp_path])
    assert sorted(library.procedures) == ["card", "last"]
    (problem,) = library.problems
    assert str(problem).startswith(f"{tmp_path / 'bad.toml'}:")
    assert expected in str(problem)
    assert "\n" not in str(problem)


def test_a_file_that_nobody_may_read_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = written(tmp_path, SHORT.replace('"card"', '"secret"'), "secret.toml")
    written(tmp_path, SHORT)
    read_bytes = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == secret:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    library = load_library([tmp_path])
    assert list(library.procedures) == ["card"]
    assert [str(problem) for problem in library.problems] == [f"{secret}: can't be read: Permission denied"]


def test_a_mark_and_windows_lines_are_no_fault_and_lines_are_counted_right(tmp_path: Path) -> None:
    text = SHORT.replace("\n", "\r\n") + 'wihtin = "3s"\r\n'
    (tmp_path / "card.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    library = load_paths([tmp_path])
    assert list(library.procedures) == ["card"]
    assert [(problem.key, problem.line) for problem in library.problems] == [("step[1].wihtin", 10)]
