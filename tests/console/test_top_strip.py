"""What rings: who, for whom, how long, and how urgent, by a sign and a word, never by colour alone."""

from tests.console.staging import PIPE, SMALL, staged

from callpilot.intake.ring import RingEvent, drop
from callpilot.plain.times import stamp


def _strip(stage):
    return stage.text.splitlines()[1]


async def test_a_ring_turns_soon_at_two_thirds_and_late_past_the_target(stage):
    await stage.ring(*PIPE)  # 30 s
    assert "☎ RINGING" in _strip(stage)
    assert "Nora Pipe" in _strip(stage)
    assert "Brook & Daughters" in _strip(stage)
    await stage.pass_time(19)
    assert "☎ RINGING" in _strip(stage)
    assert "0:19 of 0:30" in _strip(stage)
    await stage.pass_time(1)
    assert "▲ SOON" in _strip(stage)
    await stage.pass_time(10)
    assert "▲ SOON" in _strip(stage)
    await stage.pass_time(1)
    assert "‼ LATE" in _strip(stage)
    assert "0:31 of 0:30" in _strip(stage)


async def test_an_accounts_own_target_counts(stage):
    await stage.ring("+441134960001", "Mr Gray", "lift-b")  # 15 s
    await stage.pass_time(10)
    assert "▲ SOON" in _strip(stage)
    await stage.pass_time(6)
    assert "‼ LATE" in _strip(stage)


async def test_a_ring_that_ends_unanswered_is_abandoned_and_goes(stage):
    await stage.ring(*PIPE, call_id="x1")
    drop(stage.home, RingEvent(event="ended", number=PIPE[0], call_id="x1", at=stamp(stage.clock.now())))
    await stage.until(lambda: not stage.state.rings)
    await stage.until(lambda: stage.app.session.index.call_of("20261120-desk-3-0001") is not None)
    assert stage.app.session.index.call_of("20261120-desk-3-0001").disposition == "abandoned"
    await stage.sees("Nora Pipe", gone="RINGING")


async def test_without_name_or_number_it_says_so(stage):
    await stage.ring("anonymous", "", "plumbing")
    assert "number withheld" in _strip(stage)


async def test_many_at_once_still_show_the_live_call_and_how_many_ring(home):
    async with staged(home, SMALL) as stage:
        await stage.answer()
        for number in range(4):
            await stage.ring(f"+44161496001{number}", f"Caller {number}", "plumbing")
        await stage.sees("Caller 0", "+3 more", "● 0001")
        await stage.press("f9")
        await stage.sees("EMERGENCY 0001-i1")


async def test_operator_desk_shift_and_clock_stand_above(stage):
    first = stage.text.splitlines()[0]
    assert all(word in first for word in ("Northgate Answering", "desk-3", "Maria K.", "07:00", "10:42:17"))
