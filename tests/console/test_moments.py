"""Contacts on other channels, breaks, and notices, as an operator sees and does them."""

from datetime import UTC, datetime

import pytest
from tests.console.staging import SMALL, Stage, make_app, staged

from callpilot.desk.noticing import LONGEST
from callpilot.journal.index import Index
from callpilot.journal.store import Draft, Journal
from callpilot.plain.clock import ManualClock
from callpilot.records.kinds import Notice

MAIL = "anna.petrov@hill.example"


def from_next_door(home, text: str, *, number: int = 0, **more) -> Notice:
    """Another desk gives a notice."""
    at = datetime(2026, 11, 20, 9, 0, number, tzinfo=UTC)
    more = {"by": "Jo", "at": "2026-11-20T09:00:00.000Z", **more}
    notice = Notice(id=f"20261120-desk-9-n09000{number}", text=text, desk="desk-9", **more)
    journal = Journal(home.data, "desk-9", clock=ManualClock(at))
    journal.append_now((Draft(kind="notice", id=notice.id, by=notice.by, data=notice),))
    journal.close()
    return notice


# -- channels -----------------------------------------------------------------------------------------------


async def test_an_e_mail_neither_rings_nor_is_late_and_has_a_form_of_its_own(stage):
    await stage.ring(MAIL, "Anna Petrov", "law", channel="email")
    await stage.pass_time(300)
    await stage.sees("✉ E-MAIL Anna Petrov", "5:00", gone=["RINGING", "LATE", "of 0:30"])
    await stage.press("f2")
    await stage.sees("E-mail 1.1", "0001 · e-mail", "Sender", "Reference", MAIL, gone="Callback")
    assert stage.field == "name"


async def test_f8_closes_an_e_mail_at_once_for_nobody_hangs_up(stage):
    await stage.ring(MAIL, "Anna Petrov", "law", channel="email")
    await stage.press("f2")
    await stage.until(lambda: stage.field == "name")
    await stage.press("f8")
    await stage.until(lambda: stage.screen == "ClosingScreen")
    await stage.sees("Subject", gone="wrap-up")


async def test_f2_begins_an_e_mail_by_its_address_alone(stage):
    await stage.press("f2")
    await stage.type(MAIL)
    await stage.press("f2")
    await stage.until(lambda: bool(stage.state.front))
    call = stage.state.front
    assert (call.channel, call.direction, call.values["email"]) == ("email", "inbound", MAIL)


@pytest.mark.parametrize(
    ("digit", "labels"),
    [("3", ["Platform", "Handle", "Transcript"]), ("4", ["Network", "Handle", "Seen by"]),
     ("5", ["Visitor", "Place", "Badge or ID", "Host", "Callback"])],
)  # fmt: skip
async def test_a_contact_of_another_kind_is_begun_with_nothing_ringing_at_80_columns(digit, labels, small):
    await small.press("f2", "tab", "tab", "tab", "tab", digit)
    await small.until(lambda: bool(small.state.front))
    await small.sees(*labels, "Message", "Instructions", "Ends as", "✔ on disk")


async def test_the_form_goes_to_and_fro_between_a_call_and_an_e_mail_and_keeps_both(call):
    await call.to("message")
    await call.type("first")
    await call.ring(MAIL, "", "law", channel="email")
    await call.press("f2")
    await call.until(lambda: call.field == "name" and call.state.front.channel == "email")
    await call.to("reference")
    await call.type("T-17")
    await call.press("f4")
    await call.until(lambda: call.field == "message")
    await call.type("!")
    assert call.value("message") == "first!"
    await call.press("f4")
    await call.until(lambda: call.field == "reference")
    await call.type("b")
    assert call.value("reference") == "T-17b"
    await call.sees("T-17b", "hold 0001")


async def test_an_address_that_is_none_is_marked_with_a_line(stage):
    await stage.ring("anna at hill", "Anna", "law", channel="email")
    await stage.press("f2")
    await stage.sees("! an e-mail address has no spaces in it")


# -- breaks -------------------------------------------------------------------------------------------------


async def test_a_break_stands_in_the_strip_since_when_and_a_ring_is_still_announced(small):
    await small.pass_time(60)
    await small.palette("Break")
    await small.sees("⏸ break since 10:43", "⏸ You are on a break.")
    await small.ring("+442079460018", "Hill Dental", "surgery")
    await small.sees("RINGING Hill Dental")
    await small.press("f2")
    await small.sees("● on call since 10:43")
    await small.press("f8")
    await small.sees("✎ wrap-up since")


@pytest.mark.parametrize(("title", "word"), [("Training", "training"), ("Away from the desk", "away")])
async def test_training_and_absence_are_said_by_name_and_end_by_name(title, word, stage):
    await stage.palette(title)
    await stage.sees(f"{word} since 10:42")
    await stage.palette("Available again")
    await stage.sees("○ available since 10:42")


# -- notices ------------------------------------------------------------------------------------------------


async def test_a_notice_is_told_at_sign_on_and_stands_in_one_line_until_it_is_read(home):
    from_next_door(home, "Lift B stands [/] [@click=app.quit]x\nSay so")
    async with staged(home, SMALL) as stage:
        await stage.sees("✉ 1 notice to read (Ctrl+P, notices): Jo: Lift B stands [/]")
        assert stage.text.count("Lift B stands") <= 2
        await stage.palette("Notices")
        await stage.sees("● unread", "Lift B stands [/] [@click=app.quit]x")
        await stage.press("enter")
        await stage.until(lambda: stage.screen == "DeskScreen")
        await stage.sees("F1", gone="1 notice to read")
    async with staged(home, SMALL) as again:
        await again.until(lambda: bool(again.state.books.read))
        await again.sees("F1", gone="1 notice to read")


async def test_an_important_one_opens_at_sign_on_unless_somebody_waits(home):
    from_next_door(home, "Fire doors stay shut", important=True)
    app = make_app(home)
    async with app.run_test(size=SMALL) as pilot:
        stage = Stage(app, pilot)
        await stage.until(lambda: stage.screen == "NoticesScreen")
        await stage.press("escape")
        await stage.sees("▲ IMPORTANT 1 notice to read")
        await stage.answer()
    app.close_session()
    async with staged(home) as again:
        await again.sees("▲ IMPORTANT 1 notice to read")
        assert again.screen == "DeskScreen"


async def test_an_important_one_opens_however_late_the_console_gets_to_look_for_it(home, monkeypatch):
    monkeypatch.setattr("callpilot.console.app.BREATH", 0.7)  # the shift's own record is on the disk before
    from_next_door(home, "Fire doors stay shut", important=True)
    app = make_app(home)
    async with app.run_test(size=SMALL) as pilot:
        await Stage(app, pilot).until(lambda: type(app.screen).__name__ == "NoticesScreen")
    app.close_session()


async def test_another_desks_notice_arrives_while_running(stage):
    await stage.until(lambda: not stage.state.books.notices)
    from_next_door(stage.home, "Just now")
    stage.app.catching_up.now()
    await stage.sees("A notice to read: Jo: Just now")


async def test_a_notice_is_written_with_its_end_and_withdrawn_with_a_reason(stage):
    await stage.palette("Notices")
    await stage.press("n")
    await stage.until(lambda: stage.screen == "WriteNoticeScreen")
    await stage.type("Chairs are wet [ok]")
    await stage.press("tab")
    await stage.type("some time\n\n")
    await stage.sees("expected a time such as")
    await stage.press(*["backspace"] * 9)
    await stage.type("18:00\n\n")
    await stage.until(lambda: stage.screen == "NoticesScreen")
    await stage.sees("✔ read", "Chairs are wet [ok]", "until Fri 20 Nov 18:00")
    await stage.press("w")
    await stage.until(lambda: stage.screen == "AskScreen")
    await stage.type("they are dry\n")
    await stage.sees("No notice is in force")
    assert not stage.state.books.notices


async def test_a_notice_that_is_being_written_is_there_again_after_a_kill(home, stage):
    await stage.palette("Notices")
    await stage.press("n")
    await stage.until(lambda: stage.field == "notice.text")
    await stage.type("half a wo")
    stage.app.session.lock.release()
    async with staged(home) as again:
        await again.until(lambda: again.field == "notice.text")
        await again.sees("half a wo")
        await again.type("rd")
        assert again.state.pad.values["notice.text"] == "half a word"


async def test_anothers_notice_is_not_withdrawn(home):
    from_next_door(home, "Lift B stands")
    async with staged(home) as stage:
        await stage.sees("1 notice to read")
        await stage.palette("Notices")
        await stage.press("w")
        await stage.sees("Jo wrote it, and may withdraw it")


async def test_one_that_is_withdrawn_while_it_is_read_goes_and_the_next_one_isnt_marked_read(home):
    first = from_next_door(home, "the first", number=2, at="2026-11-20T09:00:02.000Z")
    from_next_door(home, "the second", number=1)
    async with staged(home) as stage:
        await stage.sees("2 notices to read")
        await stage.palette("Notices")
        await stage.sees("the first", "the second")
        gone = Notice(id=first.id, text=first.text, by="Jo", at=first.at, withdrawn_at=first.at)
        journal = Journal(home.data, "desk-9", clock=stage.clock)
        journal.append_now((Draft(kind="notice", id=first.id, by="Jo", data=gone, why="over"),))
        journal.close()
        stage.app.catching_up.now()
        await stage.until(lambda: len(stage.state.books.notices) == 1)
        await stage.sees("That notice was withdrawn, or is over.")
        await stage.press("enter")
        assert not stage.state.books.read
        await stage.sees("the second", gone="the first")


async def test_huge_notices_and_controls_from_elsewhere_are_only_text(home):
    from_next_door(home, "\x1b[2J" + "W" * LONGEST * 5, by="J\x1bo", until="banana")
    async with staged(home, SMALL) as stage:
        await stage.sees("1 notice to read")
        await stage.palette("Notices")
        await stage.sees("␛[2J", "J␛o")
        await stage.press("pagedown", "enter")
        await stage.until(lambda: bool(stage.state.books.read))


async def test_what_somebody_else_filed_in_the_shared_index_arrives_too(stage):
    await stage.until(lambda: stage.app.catching_up.is_read)
    from_next_door(stage.home, "Filed by another console")
    others = Index(stage.home.data, stage.home.cache, country="GB")
    others.catch_up()
    others.close()
    stage.app.catching_up.now()
    await stage.sees("A notice to read: Jo: Filed by another console")
