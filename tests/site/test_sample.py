"""The sample site is a good example: it loads without a fault and rings nobody's telephone."""

import re
from pathlib import Path

import pytest

from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.site.loading import load_site
from callpilot.site.numbers import read_number
from callpilot.site.people_loading import load_people
from callpilot.site.sample import write_sample

# Numbers that Ofcom and the North American plan keep for drama.
FICTION = re.compile(r"\+44(2079460\d{3}|1[16]\d4960\d{3}|1134960\d{3}|2896496\d{3}|1632960\d{3}|7700900\d{3})")


def test_the_sample_loads_without_a_problem(tmp_path: Path) -> None:
    write_sample(tmp_path / "config")
    site, problems = load_site(tmp_path / "config")
    assert problems == []
    assert site.name == "Northgate Answering"
    assert [account.id for account in site.accounts] == ["surgery", "plumbing", "law", "property"]
    assert {line.account for line in site.lines} == {account.id for account in site.accounts}
    assert all(account.notes for account in site.accounts)


def test_its_numbers_can_not_be_anybodys(tmp_path: Path) -> None:
    write_sample(tmp_path)
    for line in load_site(tmp_path)[0].lines:
        assert FICTION.fullmatch(read_number(line.number, "GB").e164 or ""), line


def test_its_people_load_without_a_problem_and_have_everybody_whom_the_procedures_name(tmp_path: Path) -> None:
    write_sample(tmp_path)
    people, problems = load_people(tmp_path, tmp_path / "cache", load_site(tmp_path)[0])
    assert problems == []
    named = {one for p in load_library([shipped_folder()]).procedures.values() for one in p.contacts}
    assert named <= {*people.contacts, *people.rosters}
    numbers = [way.to for one in people.contacts.values() for way in one.ways if way.kind in ("phone", "mobile")]
    assert all(number == "999" or FICTION.fullmatch(read_number(number, "GB").e164 or "") for number in numbers)


def test_a_site_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('name = "Mine"\n')
    with pytest.raises(FileExistsError):
        write_sample(tmp_path)
    assert (tmp_path / "site.toml").read_text() == 'name = "Mine"\n'
    assert {path.name for path in tmp_path.iterdir()} == {"site.toml"}
