"""Directory and rosters as people write them: what is right is read, what is wrong is named and stops nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callpilot.site.hours_reading import read_days, read_hours
from callpilot.site.model import Account, Site
from callpilot.site.on_call import ladder, on_call
from callpilot.site.people import Way, WeekSpan
from callpilot.site.people_loading import load_people

SITE = Site(time_zone="Europe/London", accounts=(Account(id="surgery", name="Surgery"),))
DIRECTORY = """
[[contact]]
id = "osei"
name = "Dr Ama Osei"
role = "GP"
accounts = ["surgery"]
mobile = "+44 20 7946 0999"
email = "osei@example.org"
hours = "mon-fri 09:00-17:30"
languages = ["English", "Twi"]
deputies = ["lund"]
[[contact.way]]
kind = "pager"
to = "0800 0146"
note = "by night"

[[contact]]
id = "lund"
name = "Sam Lund"
phone = ["020 7946 0001", "020 7946 0002"]
"""
NIGHT = """
title = "Night doctor"
fallback = "lund"
[[duty]]
who = "Dr Ama Osei"
hours = "mon-fri 18:00-08:00"
"""


class Files:
    def __init__(self, folder: Path) -> None:
        self.config, self.cache = folder / "config", folder / "cache"
        (self.config / "rosters").mkdir(parents=True)

    def write(self, directory: str = DIRECTORY, **rosters: str) -> None:
        (self.config / "directory.toml").write_text(directory, "utf-8")
        for name, text in rosters.items():
            (self.config / "rosters" / f"{name}.toml").write_text(text, "utf-8")

    def load(self):
        return load_people(self.config, self.cache, SITE)

    def faults(self, directory: str = DIRECTORY, **rosters: str) -> list[str]:
        self.write(directory, **rosters)
        return [str(problem).removeprefix(f"{self.config}/") for problem in self.load()[1]]


@pytest.fixture
def files(tmp_path) -> Files:
    return Files(tmp_path)


def test_a_directory_and_a_roster_are_read(files):
    files.write(night=NIGHT)
    people, problems = files.load()
    assert problems == []
    osei = people.contacts["osei"]
    assert osei.ways == (
        Way(kind="pager", to="0800 0146", note="by night"),
        Way(kind="mobile", to="+44 20 7946 0999"),
        Way(kind="email", to="osei@example.org"),
    )
    assert [way.to for way in people.contacts["lund"].ways] == ["020 7946 0001", "020 7946 0002"]
    assert osei.hours == (WeekSpan(days=(0, 1, 2, 3, 4), start=540, end=1050),)
    night = people.rosters["night"]
    assert (night.title, night.fallback, night.duties[0].who) == ("Night doctor", ("lund",), ("osei",))


def test_without_any_file_there_is_nobody(files):
    people, problems = files.load()
    assert (people.contacts, people.rosters, problems) == ({}, {}, [])


@pytest.mark.parametrize(
    ("text", "days", "start", "end"),
    [
        ("mon-fri 9:00-17:30", (0, 1, 2, 3, 4), 540, 1050), ("Sat, Sun 10:00–14:00", (5, 6), 600, 840),
        ("18:00-08:00", tuple(range(7)), 1080, 480), ("always", tuple(range(7)), 0, 0), ("fri-mon", (4, 5, 6, 0), 0, 0),
        ("weekend 00:00-24:00", (5, 6), 0, 0), ("Monday and Wednesday 08:00 to 12:00", (0, 2), 480, 720),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text, days, start, end):
    assert read_hours(text) == WeekSpan(days=days, start=start, end=end)


@pytest.mark.parametrize(
    "text", ["", "9-17", "mon 25:00-26:00", "mon 08:61-09:00", "fun-day", "mon-fri-sun 08:00-09:00x"]
)
def test_what_are_no_hours_is_none(text):
    assert read_hours(text) is None


def test_days_alone():
    assert read_days("weekdays") == (0, 1, 2, 3, 4)
    assert read_days("sometimes") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('phone = ["020 7946 0001", "020 7946 0002"]', ""), 'directory.toml:17: contact: "Sam Lund" has no way to be'),
        (('id = "lund"', 'id = "osei"'), 'there is a contact "osei" already; this one is left out'),
        (('deputies = ["lund"]', 'deputies = ["nobody"]'), '"nobody", deputy of "osei", is no contact and no roster'),
        (('name = "Sam Lund"', 'name = "Sam Lund"\ndeputies = "osei"'), "deputies go round: osei → lund → osei"),
        (('hours = "mon-fri 09:00-17:30"', 'hours = "when in"'), "contact.hours: expected hours such as"),
        (('kind = "pager"', 'kind = "pigeon"'), "way.kind: expected one of phone, mobile, pager"),
        (('role = "GP"', 'rolle = "GP"'), 'unknown key, ignored; did you mean "role"?'),
        (('accounts = ["surgery"]', 'accounts = "surgry"'), '"surgry", of contact "osei", is no account'),
        (('id = "osei"', 'id = "osei"\ntime_zone = "Mars/Base"'), "expected a time zone"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_directory_is_named_and_the_rest_is_read(files, change, said):
    faults = files.faults(DIRECTORY.replace(*change))
    assert any(said in fault for fault in faults), faults
    assert files.load()[0].contacts["osei"].name


@pytest.mark.parametrize(
    ("roster", "said"),
    [
        ('[[duty]]\nwho = "osei"\nhours = "mon-fri 18:00-08:00"',
         "nobody is on call at some hours, first Mon 00:00 to"),
        ('[[duty]]\nwho = "osei"\nhours = "daily 08:00-20:00"\n[[duty]]\nwho = "lund"\nhours = "daily 20:00-07:00"',
         "first Mon 07:00 to Mon 08:00, and no fallback"),
        ('[[duty]]\nwho = "osei"\nsince = 2026-11-01\nuntil = 2026-11-07\n'
         '[[duty]]\nwho = "lund"\nsince = 2026-11-09\nuntil = 2026-11-15',
         "nobody is on call from 8 Nov 2026 00:00 to 9 Nov 2026 00:00"),
        ('fallback = "lund"\n[[duty]]\nwho = "osei"\nhours = "mon 08:00-12:00"\n[[duty]]\nwho = "lund"\n'
         'hours = "mon 11:00-15:00"', "has an equal right with the line before it (Mon 08:00–12:00)"),
        ('fallback = "lund"\n[[duty]]\nwho = "osei"\nsince = 2026-03-29T01:30:00', "01:30 is skipped on 29 Mar 2026"),
        ('fallback = "lund"\n[[duty]]\nwho = "osei"\nuntil = 2026-10-25T01:30:00', "01:30 comes twice on 25 Oct 2026"),
        ('fallback = "lund"\n[[duty]]\nwho = "smith"', '"smith" is no contact of directory.toml'),
        ('fallback = "lund"\n[[duty]]\nhours = "daily"', "needs somebody who is on call"),
        ('fallback = "lund"\n[[duty]]\nwho = "osei"\nsince = 2026-11-02\nuntil = 2026-11-01', "is not after since"),
        ('fallback = "lund"\n[[duty]]\nwho = "osei"\nsince = "soon"', "expected a date or a moment"),
        ('account = "surgry"\nfallback = "lund"', 'there is no account "surgry"'),
        ("", "the roster has no line and no fallback"),
        ("duty = 3", "expected tables"),
        ("who = ", "not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_roster_is_named(files, roster, said):
    faults = files.faults(night=roster)
    assert any(said in fault for fault in faults), faults
    assert "osei" in files.load()[0].contacts


def test_a_line_of_dates_is_on_the_rosters_clock_and_a_day_as_its_end_is_whole(files):
    files.write(
        night='fallback = "lund"\ntime_zone = "Asia/Tokyo"\n'
        '[[duty]]\nwho = "osei"\nsince = 2026-11-24\nuntil = 2026-11-25'
    )
    duty = files.load()[0].rosters["night"].duties[0]
    assert (duty.since, duty.until) == ("2026-11-23T15:00:00.000Z", "2026-11-25T15:00:00.000Z")


def test_days_may_stand_beside_hours(files):
    files.write(night='fallback = "lund"\n[[duty]]\nwho = "osei"\ndays = "sat, sun"\nhours = "10:00-14:00"')
    assert files.load()[0].rosters["night"].duties[0].week == (WeekSpan(days=(5, 6), start=600, end=840),)


def test_control_codes_and_markup_are_text(files):
    files.write(DIRECTORY.replace("Sam Lund", "[red]Sam\\u001b[31m"))
    assert files.load()[0].contacts["lund"].name == "[red]Sam␛[31m"


def test_a_directory_without_a_single_way_is_said_in_a_few_lines(files):
    faults = files.faults("\n".join(f'[[contact]]\nid = "c{n}"\nname = "Name {n}"' for n in range(5000)))
    assert len(faults) < 40
    assert "and 4970 more of such faults" in faults[-1]


def test_what_was_read_is_kept_and_read_anew_when_a_file_changes(files):
    files.write(night=NIGHT)
    first = files.load()
    assert files.load() == first
    files.write(DIRECTORY.replace("Sam Lund", "Samuel Lund"), night=NIGHT)
    assert files.load()[0].contacts["lund"].name == "Samuel Lund"
    (kept,) = files.cache.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_bytes(b"\x93garbage")
    assert files.load()[0].contacts["lund"].name == "Samuel Lund"


def test_rosters_and_contacts_work_together(files):
    files.write(night=NIGHT)
    people, _problems = files.load()
    now = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
    assert [one.id for one in on_call(people, "night", now, site=SITE).who] == ["osei"]
    rungs = ladder(people, ["night"], now, site=SITE)
    assert [(rung.contact.id, rung.until) for rung in rungs] == [("osei", "on call to Thu 08:00"), ("lund", "")]


def test_a_directory_that_can_not_be_read_is_one_fault_and_what_it_said_before_stays_after_a_restart_too(tmp_path):
    files = Files(tmp_path)
    assert files.faults(night=NIGHT) == []
    faults = files.faults(DIRECTORY + "[[contact", night=NIGHT)
    assert len(faults) == 1
    assert "not valid TOML" in faults[0]
    assert faults[0].endswith("; directory and rosters stay as they were")
    assert set(files.load()[0].contacts) == {"osei", "lund"}
    assert files.load()[0].rosters["night"].duties
    assert files.faults(DIRECTORY.replace("lund", "lunt"), night=NIGHT.replace("lund", "lunt")) == []
    assert "lunt" in files.load()[0].contacts


def test_a_new_roster_that_can_not_be_read_is_one_fault_and_harms_no_other(tmp_path):
    files = Files(tmp_path)
    files.faults(night=NIGHT)
    faults = files.faults(night=NIGHT, day="title = ")
    assert len(faults) == 1
    assert "not valid TOML" in faults[0]
    assert set(files.load()[0].rosters) == {"night"}


def test_a_directory_that_could_never_be_read_is_one_fault_too(tmp_path):
    files = Files(tmp_path)
    (fault,) = files.faults("[[contact", night=NIGHT)
    assert "not valid TOML" in fault
    assert "stay" not in fault


def test_a_ring_of_deputies_through_a_whole_directory_is_named_in_one_line(tmp_path):
    ring = "".join(f'[[contact]]\nname = "p{n}"\nphone = "1"\ndeputies = ["p{(n + 1) % 900}"]\n' for n in range(900))
    (fault,) = Files(tmp_path).faults(ring)
    assert fault.endswith("deputies go round: p0 → p1 → p2 → p3 → … 895 more … → p899 → p0; each is tried once")
