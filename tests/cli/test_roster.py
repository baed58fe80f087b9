"""Who is on call on the command line, and rosters from calendars."""

import json

import pytest

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
X-WR-CALNAME:Weekend doctors
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/London:20200104T080000
DTEND;TZID=Europe/London:20200105T080000
RRULE:FREQ=WEEKLY
SUMMARY:On call: Dr Ama Osei, Dr Petr Novak
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20200106
DTEND;VALUE=DATE:20200107
RRULE:FREQ=WEEKLY
SUMMARY:Nurse [red]Hale\\;
END:VEVENT
END:VCALENDAR
"""


def test_it_says_who_why_until_when_and_who_is_next_at_any_moment(site):
    site.run("roster", "doctor-on-call", "--at", "2026-12-25 12:00")
    assert site.status == 0
    assert "24 Dec 2026 18:00 to 27 Dec 2026 08:30, the most specific of 2 lines (Christmas)" in site.out
    assert "until Sun 08:30" in site.out
    assert site.out.index("Dr Petr Novak") < site.out.index("+44 20 7946 0151")
    site.run("roster", "doctor-on-call", "--at", "2026-12-21 20:00", "--json")
    (answer,) = json.loads(site.out)
    assert answer["on_call"] == ["dr-novak", "dr-osei"]
    assert [rung["id"] for rung in answer["ladder"]] == ["dr-novak", "dr-osei"]


def test_without_a_name_all_rosters_are_shown(site):
    site.run("roster")
    assert {"on-call-manager", "doctor-on-call", "plumber-on-call"} <= set(
        site.out.replace("(", " ").replace(")", " ").split()
    )


def test_what_is_asked_wrongly_is_one_line(site):
    for words, status in ((["nobody"], 1), (["doctor-on-call", "--at", "teatime"], 2), (["import"], 2)):
        site.run("roster", *words)
        assert (site.status, site.out, site.err.count("\n")) == (status, "", 1)


def test_without_any_roster_it_says_where_one_goes(place):
    place.run("roster")
    assert (place.status, place.out) == (0, "")
    assert "rosters" in place.err


def test_a_calendar_becomes_a_roster_and_is_never_written_over(site, tmp_path):
    file = tmp_path / "Weekend.ics"
    file.write_text(ICS)
    site.run("roster", "import", str(file))
    assert site.status == 1  # somebody in it is nobody in the directory
    assert "“Nurse [red]Hale” is no contact of the directory" in site.err
    written = site.folder / "config" / "rosters" / "weekend.toml"
    assert written.stat().st_mode & 0o777 == 0o600
    site.run("roster", "weekend", "--json")
    assert json.loads(site.out)[0]["title"] == "Weekend doctors"
    before = written.read_text()
    site.run("roster", "import", str(file))
    assert site.status == 1
    assert "--replace" in site.err
    assert written.read_text() == before
    site.run("roster", "import", str(file), "--replace", "--name", "weekend")
    assert "lines;" in site.out


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:never\n", "\0\1\2", ICS[:200]])
def test_a_broken_calendar_is_one_line_and_writes_nothing(site, tmp_path, text):
    file = tmp_path / "broken.ics"
    file.write_text(text)
    site.run("roster", "import", str(file))
    assert site.status in (1, 3)
    assert site.err.count("\n") == 1
    assert not (site.folder / "config" / "rosters" / "broken.toml").exists()


def test_an_event_that_is_broken_or_comes_every_second_takes_no_other_with_it(site, tmp_path):
    file = tmp_path / "mixed.ics"
    head = "BEGIN:VEVENT\nUID:{}\nSUMMARY:{}\n"
    file.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\n"
        + head.format("3", "No start") + "END:VEVENT\n"
        + head.format("4", "Dr Petr Novak") + "DTSTART:20200101T180000Z\nDTEND:20200101T180001Z\n"
        "RRULE:FREQ=SECONDLY\nEND:VEVENT\n"
        + head.format("5", "Dr Ama Osei") + "DTSTART:20200101T180000Z\nDTEND:20200101T200000Z\n"
        "RRULE:FREQ=WEEKLY;BYMINUTE=0\nEND:VEVENT\n"
        + head.format("6", "Card 4111 1111 1111 1111") + "DTSTART:20200101T180000Z\nDTEND:20200101T200000Z\n"
        "RRULE:FREQ=WEEKLY\nEND:VEVENT\nEND:VCALENDAR\n"
    )  # fmt: skip
    site.run("roster", "import", str(file))
    assert site.status == 1
    assert "the event “No start” can't be read" in site.err
    assert "the event “Dr Petr Novak” comes back too often for a duty" in site.err
    written = (site.folder / "config" / "rosters" / "mixed.toml").read_text()
    assert "dr-osei" in written
    assert "dr-novak" not in written
    assert "4111 1111" not in written + site.err


def test_a_time_zone_that_nobody_knows_is_named_and_the_sites_clock_taken(site, tmp_path):
    file = tmp_path / "far.ics"
    file.write_text(ICS.replace("Europe/London", "Nowhere/Land").replace("Nurse [red]Hale\\;", "Dr Ama Osei"))
    site.run("roster", "import", str(file))
    assert (site.status, site.err.count("\n")) == (1, 1)
    assert "there is no time zone “Nowhere/Land”; the site's clock is taken" in site.err
    assert "lines;" in site.out
