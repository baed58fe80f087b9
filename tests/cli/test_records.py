import csv
import io
import json

import pytest


def damage(place, change):
    path = place.journal_files[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))
    return path


def test_a_whole_journal_verifies(full):
    assert "7 entries, no problems" in full.run("records", "verify")
    assert full.status == 0
    assert full.err == ""


def test_an_empty_journal_verifies(place):
    place.run("records", "verify")
    assert place.status == 0


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [*lines[:2], lines[2].replace(b"abandoned", b"resolved!"), *lines[3:]], 3),
        (lambda lines: [*lines[:1], *lines[2:]], 2),
        (lambda lines: [lines[0], b"nonsense\n", *lines[1:]], 2),
    ],
)
def test_verify_names_the_file_and_its_first_bad_line_and_exits_1(change, line, full):
    path = damage(full, change)
    full.run("records", "verify")
    assert full.status == 1
    assert f"{path}:{line}" in full.err


def test_export_gives_every_line_as_written(full):
    written = b"".join(path.read_bytes() for path in full.journal_files).decode()
    assert full.run("records", "export") == written
    assert full.status == 0


def test_export_leaves_a_damaged_line_out_names_it_and_exits_1(full):
    path = damage(full, lambda lines: [lines[0], b"nonsense\n", *lines[1:]])
    full.run("records", "export")
    assert full.status == 1
    assert f"{path}:2" in full.err
    assert len([json.loads(line) for line in full.out.splitlines()]) == 7


def test_export_as_csv_gives_the_calls(full, tmp_path):
    out = tmp_path / "calls.csv"
    full.run("records", "export", "--format", "csv", "--out", str(out))
    assert full.status == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert len(rows) == 3


def test_a_rebuilt_index_counts_what_it_read_and_shows_the_same_log(full):
    before = full.run("log")
    full.run("records", "rebuild-index")
    assert full.status == 0
    assert full.out.startswith("7 ")
    assert full.run("log") == before


def test_a_damaged_index_is_made_anew_without_a_word(full):
    before = full.run("log")
    for path in (full.folder / "cache").glob("index.sqlite*"):
        path.write_bytes(b"not a database" * 1000)
    assert full.run("log") == before
