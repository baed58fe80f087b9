"""Every fault in a hand-written file is a value that names file, line and key."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.plain.problems import Problem
from callpilot.plain.toml_file import line_of, read_toml


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "a.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_file_is_read_with_its_texts_cleaned(tmp_path: Path) -> None:
    path = written(tmp_path, b'\xef\xbb\xbfname = "a\\u001bb"\r\nlist = ["\\u202e"]\r\n')
    table, problems, raw = read_toml(path)
    assert table == {"name": "a␛b", "list": ["⟨202E⟩"]}
    assert not problems
    assert raw.startswith(b"\xef\xbb\xbf")


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    table, (problem,), _ = read_toml(written(tmp_path, 'a = 1\nb = "open\n'))
    assert table == {}
    assert problem.line == 2
    assert str(problem).startswith(f"{tmp_path / 'a.toml'}:2: not valid TOML")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a = 1\nb = '\xff'\n", "UTF-8"),
        (b"a = " + b"[" * 5000, "nested"),
        (".".join("a" * 1500).encode() + b" = 1", "nested"),
        (b"a = " + b"9" * 5000, "too long"),
    ],
    ids=["not UTF-8", "arrays", "dotted keys", "a long number"],
)
def test_what_can_not_be_used_is_one_problem(tmp_path: Path, content: bytes, expected: str) -> None:
    table, (problem,), _ = read_toml(written(tmp_path, content))
    assert table == {}
    assert expected in problem.message


def test_a_missing_file_or_a_folder_is_one_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        table, problems, raw = read_toml(path)
        assert (table, len(problems), raw) == ({}, 1, b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert "not a file" in read_toml(tmp_path / "pipe.toml")[1][0].message


@given(st.binary(max_size=200))
def test_no_content_raises(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    table, problems, _ = read_toml(path)
    assert table == {} or not problems


def test_a_key_is_found_where_it_is_set() -> None:
    raw = b'# name = 1\n"name" = 1\n[keys]\nanswer = "f2"\n[[step]]\nid = "x"\n'
    assert [line_of(raw, key) for key in ("name", "keys.answer", "step[0].id", "step", "other")] == [2, 4, 6, 5, 0]


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem(source="a.toml", line=3, key="x", message="expected y")) == "a.toml:3: x: expected y"
    assert str(Problem(source="a.toml", message="can't be read")) == "a.toml: can't be read"
