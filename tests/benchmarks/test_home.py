"""The home that is measured is one that the product itself could have written."""

import json
import re
import subprocess
import sys

import pytest
from benchmarks.make_home import make_home

from benchmarks import TREE, homes
from callpilot.journal.index import Index, LogFilter
from callpilot.journal.verifying import verify

CALLS = 60
_SALT = re.compile(rb'"salt":"[^"]*",?')


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("made") / "home"
    assert make_home(home, CALLS, seed=7) > CALLS
    return home


def said(home):
    """What the entries of a home say, without salts and the sums over them."""
    found = {}
    for path in sorted((home / "data").rglob("*.jsonl")):
        entries = [json.loads(_SALT.sub(b"", line).replace(b",}", b"}")) for line in path.read_bytes().splitlines()]
        found[path.name] = [{k: v for k, v in e.items() if k not in ("digest", "prev", "hash")} for e in entries]
    return found


def test_its_chain_holds_as_records_verify_says(home):
    report = verify(home / "data")
    assert (report.problems, len(report.heads)) == ([], 4)


def test_the_command_says_the_same(home):
    argv = [sys.executable, "-m", "callpilot", "--home", str(home), "records", "verify"]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=TREE / "src", check=False)
    assert (done.returncode, "no problems" in done.stdout) == (0, True), done.stderr


def test_it_has_as_many_calls_as_were_asked_for_each_at_its_desk(home, tmp_path):
    index = Index(home / "data", tmp_path / "cache", country=homes.COUNTRY)
    index.catch_up()
    assert index.count(LogFilter()) == CALLS
    assert {row.desk for row in index.log(LogFilter(), CALLS)} == {"desk-1", "desk-2", "desk-3", "night"}
    index.close()


def test_the_same_seed_says_the_same_with_other_salts(home, tmp_path):
    make_home(tmp_path / "again", CALLS, seed=7)
    assert said(tmp_path / "again") == said(home)
    [one] = (home / "data").rglob("*.night.jsonl")
    [other] = (tmp_path / "again" / "data").rglob("*.night.jsonl")
    assert one.read_bytes() != other.read_bytes()


def test_another_seed_says_something_else(home, tmp_path):
    make_home(tmp_path / "other", CALLS, seed=8)
    assert said(tmp_path / "other") != said(home)


def test_a_copy_is_worked_in_and_the_home_stays_as_it_is(tmp_path):
    made = homes.Homes(tmp_path)
    home = made.ready(8)
    before = said(home)
    worked = made.worked(8)
    assert worked != home
    assert said(worked) == before
    for path in (worked / "data").rglob("*2026-11-22*.jsonl"):
        path.write_bytes(path.read_bytes() + b"more\n")
    assert said(home) == before
    made.clear()
    assert not worked.exists()


def test_a_home_is_made_once(tmp_path):
    made = homes.Homes(tmp_path)
    [one] = (made.ready(8) / "data").rglob("*.night.jsonl")
    first = one.read_bytes()
    assert homes.Homes(tmp_path).ready(8) == made.ready(8)
    assert one.read_bytes() == first
