"""Open matters for the console's tests: kept by another desk, as the journal has them."""

from datetime import timedelta

from tests.console.staging import NOW, Stage

from callpilot.journal.store import Draft, Journal
from callpilot.plain.times import stamp
from callpilot.records.kinds import KIND_OF, Escalation, FollowUp, Message
from callpilot.site.home import Home

DAY = "20261120-desk-7-"
FOLLOW_UP, LATE, MESSAGE, ESCALATION, HELD = (
    f"{DAY}{name}" for name in ("0061-f1", "0062-f1", "0063-m1", "0064-e1", "0065-m1")
)  # fmt: skip


def at(minutes: float) -> str:
    """The stamp so many minutes after the stage's first moment."""
    return stamp(NOW + timedelta(minutes=minutes))


def matters() -> list[FollowUp | Message | Escalation]:
    """One of each kind: due in a minute, overdue, urgent, past its deadline, held."""
    return [
        FollowUp(id=FOLLOW_UP, what="Say when the engineer comes", name="Ann Whitlock", callback="+44 20 7946 0321",
                 company="Canal Wharf", owner="Maria K.", account="property", opened_at=at(-60), due_at=at(1)),
        FollowUp(id=LATE, what="Send the [b]form[/b]", name="Jo [@click=app.quit]x", owner="Sam", account="surgery",
                 opened_at=at(-600), due_at=at(-5)),
        Message(id=MESSAGE, call=f"{DAY}0063", for_="Zoe Quill", from_="Anna Petrov", text="Results of Tuesday",
                callback="+44 20 7946 0018", urgency="urgent", taken_at=at(-30), account="surgery", owner="Maria K."),
        Escalation(id=ESCALATION, call=f"{DAY}0064", severity="high", to="Bo Lund", reason="No heating",
                   opened_at=at(-90), due_at=at(90), owner="Bo Lund", account="property", name="Ward 4"),
        Message(id=HELD, call=f"{DAY}0065", for_="Hart", from_="Lund", text="Papers", state="held", held_until=at(120),
                taken_at=at(-10), owner="Sam"),
    ]  # fmt: skip


def keep(home: Home, *records: FollowUp | Message | Escalation, desk: str = "desk-7", by: str = "Sam") -> None:
    """Let another desk keep records."""
    journal = Journal(home.data, desk)
    journal.append_now([Draft(kind=KIND_OF[type(one)], id=one.id, by=by, data=one) for one in records])
    journal.close()


async def known(stage: Stage, count: int = 5) -> Stage:
    """Wait until the desk has read its books."""
    return await stage.until(lambda: len(stage.state.books.matters) == count)


async def listed(stage: Stage, identity: str = "") -> Stage:
    """Open the list, with the cursor on an item."""
    from callpilot.console.screens.work_screen import WorkScreen

    await known(stage, len(stage.state.books.matters) or 5)
    await stage.press("ctrl+w")
    await stage.until(lambda: stage.screen == "WorkScreen")
    await stage.sees("Open work –")
    screen = stage.app.screen
    assert isinstance(screen, WorkScreen)
    if identity:
        screen.list.select(identity)
        screen.show()
        await stage.settle()
    return stage
