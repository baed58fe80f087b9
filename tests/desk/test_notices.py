"""Notices: given to every operator, shown until read, withdrawn by who wrote them (B7, C7)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from callpilot.desk.books import entered, read_books
from callpilot.desk.notices_in_force import in_force, is_over
from callpilot.desk.noticing import LONGEST, give_notice, is_read, read_notice, unread, withdraw_notice
from callpilot.desk.state import DeedRefused
from callpilot.journal.store import Draft, Journal
from callpilot.records.kinds import Notice


def words(notices: list[Notice]) -> list[str]:
    return [one.text for one in notices]


@pytest.fixture
def theirs(place, desk) -> Notice:
    """A notice that another desk wrote, as the index brings it."""
    notice = Notice(id="20240304-desk-9-n080000", text="Lift B stands", by="Jo", desk="desk-9", at=desk.stamp())
    desk.become(replace(desk.state, books=entered(desk.state.books, notice)))
    return notice


def test_a_notice_is_unread_for_everybody_but_who_wrote_it(place, desk):
    give_notice(desk, "Gate code changes", important=True).result(timeout=10)
    assert words(in_force(desk.state, place.clock.now())) == ["Gate code changes"]
    assert not unread(desk.state, place.clock.now())
    jo = place.again(operator="Jo")
    assert jo.reread(read_books(place.indexed()), jo.kept_count)
    assert words(unread(jo.state, place.clock.now())) == ["Gate code changes"]
    assert unread(jo.state, place.clock.now())[0].important


def test_reading_it_is_noted_with_who_and_when_and_it_is_shown_no_more(place, desk, theirs):
    read_notice(desk, theirs.id).result(timeout=10)
    assert not unread(desk.state, place.clock.now())
    (reading,) = place.records("reading")
    assert (reading["of"], reading["operator"], reading["at"]) == (theirs.id, "Maria", desk.stamp())


def test_a_notice_is_over_at_its_time(place, desk):
    give_notice(desk, "until noon", place.clock.now() + timedelta(hours=1))
    place.clock.advance(3599)
    assert in_force(desk.state, place.clock.now())
    place.clock.advance(1)
    assert not in_force(desk.state, place.clock.now())


@pytest.mark.parametrize("until", ["banana", "", "2024-13-99", "2024-03-04"])
def test_a_time_that_cant_be_read_hides_no_notice(place, theirs, until):
    assert not is_over(replace(theirs, until=until), place.clock.now())


@pytest.mark.parametrize("text", ["", "   \n ", "x" * (LONGEST + 1)])
def test_an_empty_or_endless_notice_is_refused(desk, text):
    with pytest.raises(DeedRefused):
        give_notice(desk, text)
    assert not desk.state.books.notices


def test_a_notice_for_a_time_past_is_refused(place, desk):
    with pytest.raises(DeedRefused, match="past"):
        give_notice(desk, "too late", place.clock.now())


def test_controls_are_made_visible_and_a_card_is_masked(place, desk):
    give_notice(desk, "\x1b[2J [bold]4111 1111 1111 1111[/]").result(timeout=10)
    (kept,) = place.records("notice")
    assert "\x1b" not in kept["text"]
    assert kept["text"].endswith("1111[/]")
    assert "4111" not in kept["text"]


def test_only_who_wrote_it_withdraws_it_and_says_why(place, desk, theirs):
    with pytest.raises(DeedRefused, match="Jo wrote it"):
        withdraw_notice(desk, theirs.id, "wrong")
    give_notice(desk, "my own")
    (mine,) = (one for one in in_force(desk.state, place.clock.now()) if one.by == "Maria")
    with pytest.raises(DeedRefused, match="say why"):
        withdraw_notice(desk, mine.id, " ")
    withdraw_notice(desk, mine.id, "it was wrong").result(timeout=10)
    assert words(in_force(desk.state, place.clock.now())) == ["Lift B stands"]
    assert [entry.why for entry in place.entries("notice") if entry.id == mine.id] == [None, "it was wrong"]


def test_one_that_was_withdrawn_while_it_was_read_is_refused_and_nothing_is_noted(place, desk, theirs):
    gone = replace(theirs, withdrawn_at=desk.stamp())
    desk.become(replace(desk.state, books=entered(desk.state.books, gone)))
    with pytest.raises(DeedRefused, match="withdrawn already"):
        read_notice(desk, theirs.id)
    assert not place.records("reading")
    assert not is_read(desk.state, theirs.id)


def test_two_notices_of_one_second_are_two(place, desk):
    give_notice(desk, "one")
    give_notice(desk, "two")
    assert len(desk.state.books.notices) == 2


def test_another_desks_notice_comes_with_the_index(place, desk):
    journal = Journal(place.home.data, "desk-9", clock=place.clock)
    notice = Notice(id="20240304-desk-9-n080000", text="From next door", by="Jo", at=desk.stamp())
    journal.append_now((Draft(kind="notice", id=notice.id, by="Jo", data=notice),))
    journal.close()
    assert desk.reread(read_books(place.indexed()), desk.kept_count)
    assert words(unread(desk.state, place.clock.now())) == ["From next door"]


def test_who_wrote_a_notice_from_the_command_line_needs_no_reading_of_it(desk, theirs):
    mine = replace(theirs, id=f"{theirs.id[:-1]}9", by=f" {desk.state.operator.upper()} ")
    desk.become(replace(desk.state, books=entered(desk.state.books, mine)))
    assert is_read(desk.state, mine.id)
    assert words(unread(desk.state, desk.clock.now())) == [theirs.text]
