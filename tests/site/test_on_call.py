"""Who is on call, why and until when; who can be reached; in which order they are tried."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.counting import calls_made

from callpilot.site.hours import in_week, week_words
from callpilot.site.model import Account, Site
from callpilot.site.on_call import RUNGS, availability, contact_named, ladder, on_call
from callpilot.site.people import Contact, Duty, People, Roster, WeekSpan

LONDON = ZoneInfo("Europe/London")
SITE = Site(
    time_zone="Europe/London",
    accounts=(Account(id="surgery", name="Surgery"), Account(id="tokyo", name="Tokyo", time_zone="Asia/Tokyo")),
)
NIGHTS = WeekSpan(days=(0, 1, 2, 3, 4), start=18 * 60, end=8 * 60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def contact(identity: str, **more) -> Contact:
    return Contact(id=identity, name=identity.title(), **more)


def people(*contacts: Contact, **rosters: Roster) -> People:
    by_id = {identity: replace(one, id=identity) for identity, one in rosters.items()}
    return People(contacts={one.id: one for one in contacts}, rosters=by_id)


def roster(*duties: Duty, **more) -> Roster:
    return Roster(id="duty", title="Duty", duties=duties, **more)


ALL = (contact("osei"), contact("lund"), contact("webb"))


def who(found) -> list[str]:
    return [one.id for one in found.who]


def test_the_most_specific_line_in_force_wins_and_says_why():
    always, nights = Duty(who=("osei",)), Duty(who=("lund",), week=(NIGHTS,))
    week = Duty(who=("webb",), since="2026-11-23T00:00:00.000Z", until="2026-11-30T00:00:00.000Z", note="leave")
    evening = Duty(who=("osei",), since="2026-11-25T18:00:00.000Z", until="2026-11-25T20:00:00.000Z")
    them = people(*ALL, duty=roster(always, nights, week, evening))
    ask = lambda text: on_call(them, "duty", at(text), site=SITE)  # noqa: E731
    assert who(ask("2026-11-18 12:00")) == ["osei"]
    assert who(ask("2026-11-18 19:00")) == ["lund"]
    assert who(ask("2026-11-24 19:00")) == ["webb"]
    found = ask("2026-11-25 19:00")
    assert who(found) == ["osei"]
    assert found.why == "on call: Duty, 25 Nov 2026 18:00 to 25 Nov 2026 20:00, the most specific of 4 lines"
    assert found.until == at("2026-11-25 20:00")
    assert ask("2026-11-24 19:00").why.endswith("the most specific of 3 lines (leave)")


def test_of_two_lines_with_equal_right_the_first_counts():
    them = people(*ALL, duty=roster(Duty(who=("lund",), week=(NIGHTS,)), Duty(who=("webb",), week=(NIGHTS,))))
    assert who(on_call(them, "duty", at("2026-11-25 19:00"), site=SITE)) == ["lund"]


def test_in_a_gap_the_fallback_is_tried_until_the_next_line_begins():
    them = people(*ALL, duty=roster(Duty(who=("lund",), week=(NIGHTS,)), fallback=("webb", "nobody-known")))
    found = on_call(them, "duty", at("2026-11-25 12:00"), site=SITE)
    assert (who(found), found.unknown, found.duty) == (["webb"], ("nobody-known",), None)
    assert found.until == at("2026-11-25 18:00")
    assert "no line is in force" in found.why
    assert who(on_call(them, "nights", at("2026-11-25 12:00"), site=SITE)) == []


@pytest.mark.parametrize(
    ("moment", "is_on"),
    [
        ("2026-03-28T23:30:00+00:00", True), ("2026-03-29T00:59:00+00:00", True),
        ("2026-03-29T01:00:00+00:00", False),  # 01:30 doesn't exist that night: it is 02:00 already
        ("2026-10-25T00:29:00+00:00", True),   # 01:29, the first time
        ("2026-10-25T01:15:00+00:00", True),   # 01:15, the second time
        ("2026-10-25T01:30:00+00:00", False),
    ],
)  # fmt: skip
def test_a_night_in_which_the_clocks_change_goes_by_the_clock_on_the_wall(moment, is_on):
    span = WeekSpan(start=22 * 60, end=90)
    them = people(*ALL, duty=roster(Duty(who=("lund",), week=(span,))))
    found = on_call(them, "duty", datetime.fromisoformat(moment), site=SITE)
    assert bool(found.who) is is_on


def test_the_end_of_a_night_that_is_cut_short_is_where_the_clocks_change():
    them = people(*ALL, duty=roster(Duty(who=("lund",), week=(WeekSpan(start=22 * 60, end=90),))))
    found = on_call(them, "duty", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), site=SITE)
    assert found.until == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_gap_in_the_hour_that_comes_twice_ends_when_the_hour_comes_again():
    them = people(*ALL, duty=roster(Duty(who=("lund",), week=(WeekSpan(start=22 * 60, end=90),)), fallback=("webb",)))
    found = on_call(them, "duty", datetime(2026, 10, 25, 0, 45, tzinfo=UTC), site=SITE)  # 01:45, the first time
    assert (who(found), found.until) == (["webb"], datetime(2026, 10, 25, 1, 0, tzinfo=UTC))
    again = on_call(them, "duty", datetime(2026, 10, 25, 1, 15, tzinfo=UTC), site=SITE)  # 01:15, the second time
    assert (who(again), again.until) == (["lund"], datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_asking_about_another_moment_or_directory_gives_another_answer():
    lund, webb = contact("lund"), contact("webb")
    one = people(lund, webb, duty=roster(Duty(who=("lund",), week=(NIGHTS,))))
    two = people(lund, webb, duty=roster(Duty(who=("webb",), week=(NIGHTS,))))
    evening, noon = at("2026-11-25 19:00"), at("2026-11-25 12:00")
    asked = [(one, evening), (one, noon), (two, evening), (one, evening)]
    words = [availability(lund, now, site=SITE, people=them).words for them, now in asked]
    assert words == ["on call to Thu 08:00", "", "", "on call to Thu 08:00"]


def test_hours_are_on_the_clock_of_the_contact_then_the_account_then_the_site():
    nine_to_five = (WeekSpan(start=9 * 60, end=17 * 60),)
    now = at("2026-11-25 07:30")  # 16:30 in Tokyo, 08:30 in Berlin
    plain, berlin = contact("a", hours=nine_to_five), contact("b", hours=nine_to_five, time_zone="Europe/Berlin")
    assert availability(plain, now, site=SITE).words == "from 09:00"
    assert availability(plain, now, site=SITE, account="tokyo").words == "in to 08:00"  # London's
    assert availability(berlin, now, site=SITE, account="tokyo").words == "from 08:00"
    assert not availability(plain, now, site=SITE).available
    assert availability(contact("c"), now, site=SITE) == availability(contact("d"), now, site=SITE)


def test_availability_says_the_day_when_it_isnt_today():
    weekdays = contact("a", hours=(WeekSpan(days=(0, 1, 2, 3, 4), start=9 * 60, end=17 * 60),))
    assert availability(weekdays, at("2026-11-28 12:00"), site=SITE).words == "from Mon 09:00"
    always = contact("b", hours=(WeekSpan(),))
    assert availability(always, at("2026-11-28 12:00"), site=SITE).words == "in at all hours"


def test_who_is_on_call_can_be_reached_whatever_their_hours():
    lund = contact("lund", hours=(WeekSpan(start=9 * 60, end=17 * 60),))
    them = people(lund, duty=roster(Duty(who=("lund",), week=(NIGHTS,))))
    found = availability(lund, at("2026-11-25 19:00"), site=SITE, people=them)
    assert (found.available, found.words) == (True, "on call to Thu 08:00")


def test_the_ladder_has_rosters_contacts_and_names_in_order_and_deputies_after():
    osei, lund = contact("osei", deputies=("lund",), role="GP"), contact("lund", deputies=("webb", "osei"))
    them = people(osei, lund, contact("webb"), duty=roster(Duty(who=("osei",))))
    rungs = ladder(them, ["duty", "osei", "on-call-manager"], at("2026-11-25 12:00"), site=SITE)
    assert [rung.contact.name for rung in rungs] == ["Osei", "on call manager", "Lund", "Webb"]
    assert rungs[0].why == "on call: Duty, always"
    assert rungs[1].why == "not in the directory"
    assert rungs[2].why.startswith("deputy of Osei")
    assert rungs[3].via == ("duty", "lund", "webb")


def test_an_accounts_own_roster_stands_in_for_the_general_one():
    them = people(*ALL, duty=roster(Duty(who=("osei",))), **{"surgery-duty": roster(Duty(who=("lund",)))})
    now = at("2026-11-25 12:00")
    assert [r.contact.id for r in ladder(them, ["duty"], now, site=SITE, account="surgery")] == ["lund"]
    assert [r.contact.id for r in ladder(them, ["duty"], now, site=SITE)] == ["osei"]


def test_a_contact_is_found_by_its_name_the_accounts_own_first():
    them = people(
        Contact(id="a", name="Reception", accounts=("law",)), Contact(id="b", name="Reception", accounts=("surgery",))
    )
    assert contact_named(them, " reception ", "surgery").id == "b"
    assert contact_named(them, "Reception", "plumbing") is None
    assert contact_named(them, "") is None


def test_a_week_is_said_as_people_say_it():
    assert week_words((NIGHTS, WeekSpan(days=(5, 6)))) == "Mon–Fri 18:00–08:00, Sat, Sun"
    assert week_words((WeekSpan(),)) == "always"


# -- what must always hold ------------------------------------------------------------------------------

NAMES = ("osei", "lund", "webb", "duty", "nights", "unknown")
SPANS = st.builds(
    WeekSpan, days=st.lists(st.integers(0, 6), min_size=1).map(tuple), start=st.integers(0, 1439),
    end=st.integers(0, 1439),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
STAMPS = st.one_of(st.just(""), MOMENTS.map(lambda m: m.isoformat()))
DUTIES = st.builds(
    Duty, who=st.lists(st.sampled_from(NAMES), min_size=1).map(tuple), since=STAMPS, until=STAMPS,
    week=st.lists(SPANS, max_size=2).map(tuple),
)  # fmt: skip
ROSTERS = st.builds(
    Roster, id=st.just("r"), duties=st.lists(DUTIES, max_size=4).map(tuple),
    fallback=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
    time_zone=st.sampled_from(["", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)  # fmt: skip
DEPUTIES = st.lists(st.sampled_from(NAMES), max_size=4).map(tuple)


@settings(deadline=None)
@given(ROSTERS, ROSTERS, DEPUTIES, DEPUTIES, DEPUTIES, MOMENTS)
def test_a_ladder_always_ends_and_has_nobody_twice(one, two, first, second, third, now):
    contacts = (contact("osei", deputies=first), contact("lund", deputies=second), contact("webb", deputies=third))
    them = people(*contacts, duty=one, nights=two)
    rungs = ladder(them, NAMES, now, site=SITE)
    ids = [rung.contact.id for rung in rungs]
    assert len(set(ids)) == len(ids)
    assert {"osei", "lund", "webb", "unknown"} <= set(ids)


@settings(deadline=None)
@given(ROSTERS, MOMENTS)
def test_until_the_end_that_is_said_the_same_people_are_on_call_and_not_beyond(made, now):
    now = now.replace(second=0, microsecond=0)
    them = people(*ALL, r=made)
    found = on_call(them, "r", now, site=SITE)
    again = on_call(them, "r", (found.until or now) - timedelta(seconds=30), site=SITE)
    if found.until is not None and found.until - timedelta(seconds=30) > now:
        assert again.duty == found.duty
    if found.until is not None:
        assert found.until > now


@given(SPANS, MOMENTS)
def test_a_span_and_its_complement_fill_the_week(span, now):
    if span.start == span.end or len(set(span.days)) < 7:
        return
    rest = WeekSpan(days=span.days, start=span.end, end=span.start)
    local = now.astimezone(LONDON)
    assert in_week((span,), local) != in_week((rest,), local)


def test_a_whole_directory_that_is_one_chain_of_deputies_is_a_ladder_of_so_many_rungs_at_once():
    chain = {f"c{n}": contact(f"c{n}", deputies=(f"c{n + 1}",)) for n in range(50_000)}
    them = People(contacts=chain)
    ladder(them, ["c0"], at("2026-11-25 12:00"), site=SITE)  # the names are sorted once for each directory
    assert calls_made(partial(ladder, them, ["c0"], at("2026-11-25 12:00"), site=SITE)) < len(chain)
    rungs = ladder(them, ["c0"], at("2026-11-25 12:00"), site=SITE)
    assert [rung.contact.id for rung in rungs] == [f"c{n}" for n in range(RUNGS)]


def test_a_roster_of_everybody_is_a_ladder_of_so_many_rungs():
    everybody = {f"c{n}": contact(f"c{n}") for n in range(5_000)}
    them = People(contacts=everybody, rosters={"duty": roster(Duty(who=tuple(everybody)))})
    rungs = ladder(them, ["duty", *everybody], at("2026-11-25 12:00"), site=SITE)
    assert [rung.contact.id for rung in rungs] == [f"c{n}" for n in range(RUNGS)]


def test_a_roster_is_named_by_its_title_too_unless_somebody_is_called_that():
    night = Roster(id="night", title="Night Team", duties=(Duty(who=("osei",)),))
    own = Roster(id="surgery-night", title="Night team", account="surgery", duties=(Duty(who=("lund",)),))
    now = at("2026-11-25 12:00")
    them = people(*ALL, **{"night": night, "surgery-night": own})
    assert [r.contact.id for r in ladder(them, ["night  team"], now, site=SITE)] == ["osei"]
    assert [r.contact.id for r in ladder(them, ["Night Team"], now, site=SITE, account="surgery")] == ["lund"]
    called = people(*ALL, Contact(id="nt", name="Night team"), night=night)
    assert [r.contact.id for r in ladder(called, ["Night Team"], now, site=SITE)] == ["nt"]


def test_a_roster_on_another_clock_names_it_and_says_until_when_on_the_sites():
    duty = Duty(who=("osei",), week=(WeekSpan(start=9 * 60, end=17 * 60),))
    them = people(*ALL, duty=roster(duty, time_zone="Asia/Tokyo"))
    now = at("2026-11-25 07:30")
    assert on_call(them, "duty", now, site=SITE).why == "on call: Duty, daily 09:00–17:00 (Asia/Tokyo)"
    (rung,) = ladder(them, ["duty"], now, site=SITE)
    assert rung.until == "on call to 08:00"
