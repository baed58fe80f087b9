"""What another program wrote into the journal stops no screen, whatever its ids, times and words are."""

from tests.console.staging import Stage

from callpilot.journal.store import Draft, Journal
from callpilot.records.kinds import (
    KIND_OF,
    Delivery,
    Escalation,
    FollowUp,
    Handover,
    HandoverItem,
    Incident,
    Message,
    Notice,
)
from callpilot.records.parts import TimelineItem

ODD = "[/] [@click=app.quit]x"
TRIED = (Delivery(id="[d]", of="[/]", to=ODD, how=ODD, at="soon", by=ODD, outcome="elsewhere"),)
PAST = (TimelineItem(at="once", by=ODD, text=ODD),)
RECORDS = (
    Message(id="[/]m", call="[/]", for_=ODD, from_=ODD, text=ODD, taken_at="soon", state="held", held_until="never",
            urgency="[b]", deliveries=TRIED, history=PAST),
    Message(id="[/]n", call="", taken_at="", deliveries=TRIED),
    Escalation(id="[/]e", call="", severity="[/]", to=ODD, reason=ODD, opened_at="", due_at="soon", deliveries=TRIED),
    FollowUp(id="[/]f", what=ODD, owner=ODD, opened_at="x", due_at="9999-12-31T23:59:59Z", priority="[/]",
             history=PAST),
    Incident(id="[/]i", nature=ODD, location=ODD, opened_at="", timeline=PAST, people_told=TRIED),
    Incident(id="[/]o", kind="outage", nature=ODD, told=ODD, opened_at="long ago"),
    Notice(id="[/]w", text=ODD, by=ODD, at="soon", until="never", important=True),
    Handover(id="[/]h", shift="[/]", operator=ODD, summary=ODD, expect=ODD, made_at="soon", gravity="[/]",
             items=(HandoverItem(id="[/]f", kind="follow-up", what=ODD, owner=ODD, since="x", due="soon", last="y"),)),
)  # fmt: skip


async def _known(stage: Stage) -> None:
    journal = Journal(stage.home.data, "desk-7")
    journal.append_now([Draft(kind=KIND_OF[type(one)], id=one.id, by=ODD, data=one) for one in RECORDS])
    journal.close()
    await stage.until(lambda: len(stage.state.books.matters) == 6)
    await stage.settle()


async def test_every_screen_shows_them(stage):
    await _known(stage)
    for key in ("f10", "ctrl+w", "f6", "f3"):
        await stage.press(key)
        await stage.settle()
        await stage.press("down", "pagedown", "escape", "escape")
    await stage.press("ctrl+w")
    for count in range(6):
        await stage.press(*["down"] * count, "enter")
        await stage.settle()
        await stage.press("end", "escape", "ctrl+w", "home")
        await stage.settle()
    await stage.palette("Notices")
    await stage.press("enter", "escape", "escape")
    assert stage.app.is_running


async def test_every_one_can_be_acted_upon(stage):
    await _known(stage)
    for count in range(6):
        for key in "tLpmhwc":
            await stage.press("ctrl+w", "home", *["down"] * count, key)
            await stage.settle()
            await stage.press("escape", "escape")
            while stage.screen != "DeskScreen":
                await stage.press("escape")
    assert stage.app.is_running


async def test_a_call_has_them_in_its_banner_and_its_ladder(stage):
    await _known(stage)
    await stage.answer()
    await stage.press("f6", "right", "right", "right", "escape", "ctrl+u", "escape", "f9", "ctrl+k", "f4")
    await stage.settle()
    assert stage.app.is_running
