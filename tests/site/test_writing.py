"""A site's first settings files: they load, are private, whole or not there, and never written over unasked."""

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.plain.untrusted import clean_line
from callpilot.site import writing
from callpilot.site.loading import fault_in, load_site
from callpilot.site.model import DEFAULT_GREETING, DEFAULT_SHIFTS, ShiftHours
from callpilot.site.people_loading import load_people
from callpilot.site.proposals import proposed_country, proposed_zone
from callpilot.site.writing import NewSite, files_of, write_files

WORDS = st.text(max_size=60).map(lambda text: clean_line(text))
NAMES = WORDS.filter(bool)

NORTHGATE = NewSite(
    name="Northgate", company="Northgate Ltd", department="Desk", country="GB", time_zone="Europe/London",
    answer_within="20s", shifts=(ShiftHours(name="day", hours="08:00-20:00"), ShiftHours(name="on call")),
    operators=("Maria K.", "Jonas"), desks=("desk-1",), account="surgery", account_name='Dr Osei\'s "surgery"',
    greeting="Good {time_of_day}!", number="+44 20 7946 0101",
)  # fmt: skip


def test_what_is_written_is_what_is_read_without_a_problem(tmp_path):
    write_files(tmp_path / "config", files_of(NORTHGATE, directory=True))
    site, problems = load_site(tmp_path / "config")
    assert problems == []
    assert (site.name, site.company, site.department, site.country) == ("Northgate", "Northgate Ltd", "Desk", "GB")
    assert (site.time_zone, site.answer_within, site.operators) == ("Europe/London", 20, ("Maria K.", "Jonas"))
    assert site.shifts == NORTHGATE.shifts
    (account,) = site.accounts
    assert (account.id, account.name, account.greeting) == ("surgery", 'Dr Osei\'s "surgery"', "Good {time_of_day}!")
    assert site.account_of("020 7946 0101") is account
    people, wrong = load_people(tmp_path / "config", tmp_path / "cache", site)
    assert (sorted(people.contacts), wrong) == (["dr-osei", "reception"], [])


def test_with_nothing_said_the_defaults_hold(tmp_path):
    write_files(tmp_path, files_of(NewSite()))
    site, problems = load_site(tmp_path, locale_country="GB")
    assert problems == []
    assert (site.country, site.time_zone, site.answer_within, site.shifts) == ("GB", "", 30, DEFAULT_SHIFTS)
    assert (site.accounts[0].greeting, site.lines) == (DEFAULT_GREETING, ())
    assert not (tmp_path / "directory.toml").exists()


@given(name=NAMES, company=WORDS, greeting=WORDS, operators=st.lists(NAMES, max_size=3), shift=NAMES, number=WORDS)
def test_whatever_is_answered_is_a_file_that_loads(tmp_path_factory, name, company, greeting, operators, shift, number):
    folder = tmp_path_factory.mktemp("config")
    new = NewSite(
        name=name, company=company, greeting=greeting, operators=tuple(operators), account_name=name, number=number,
        shifts=(ShiftHours(name=shift, hours="07:00-15:00"),),
    )  # fmt: skip
    write_files(folder, files_of(new))
    site, problems = load_site(folder)
    assert problems == []
    assert (site.name, site.accounts[0].name, site.shifts[0].name) == (name, name, shift)
    assert site.operators == tuple(dict.fromkeys(operators))


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_files_are_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        paths = write_files(tmp_path / "config", files_of(NewSite()))
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert {path.parent.stat().st_mode & 0o777 for path in paths} == {0o700}


def test_a_file_that_is_there_is_written_over_only_when_told_and_is_kept(tmp_path):
    (tmp_path / "site.toml").write_text('name = "Mine"\n')
    with pytest.raises(FileExistsError):
        write_files(tmp_path, files_of(NewSite()))
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["site.toml"]
    write_files(tmp_path, files_of(NORTHGATE), replace=True)
    assert load_site(tmp_path)[0].name == "Northgate"
    assert (tmp_path / "site.toml.before").read_text() == 'name = "Mine"\n'
    assert load_site(tmp_path)[1] == []


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_full_disk_leaves_no_half_of_it(fails_at, tmp_path, monkeypatch):
    calls = []

    def sync(descriptor):
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            calls.append(descriptor)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", sync)
    with pytest.raises(OSError, match="No space"):
        write_files(tmp_path, files_of(NewSite()))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_one_value_is_checked_as_the_whole_file_is():
    assert fault_in("country", "uk") == ""
    assert "two letters" in fault_in("country", "Britain")
    assert fault_in("time_zone", "Europe/London") == ""
    assert "time zone" in fault_in("time_zone", "Europe/Lodnon")
    assert "time span" in fault_in("answer_within", "30")
    assert "local hours" in fault_in("shift", [{"name": "day", "hours": "7-15"}])
    assert "a shift needs a name" in fault_in("shift", [{"name": "", "hours": "07:00-15:00"}])


def test_the_time_zone_is_proposed_from_the_machine(tmp_path):
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Europe/Berlin")
    assert proposed_zone({}, link) == "Europe/Berlin"
    assert proposed_zone({"TZ": ":Asia/Tokyo"}, link) == "Asia/Tokyo"
    assert proposed_zone({"TZ": "nonsense/x"}, tmp_path / "none") == ""
    assert proposed_zone({}, tmp_path / "none") == ""


def test_the_country_is_proposed_from_the_language_then_from_the_time_zone():
    assert proposed_country({"LANG": "de_AT.UTF-8"}, "Europe/London") == "AT"
    assert proposed_country({"LANG": "C"}, "Nowhere/Land") == "US"
