"""What happened before a demonstration begins: the story's calls, gone through by the deeds of the desk itself."""

from concurrent.futures import Future
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, cast

from msgspec.structs import replace

from callpilot.cli.demo_story import HERE, NOTES, NOTICE, OPERATORS, STORY, UNDERSTOOD, PastCall
from callpilot.desk import (
    accepting,
    answering,
    closing,
    escalating,
    following,
    messages,
    noticing,
    signing,
    status,
    talking,
)
from callpilot.desk.books import read_books
from callpilot.desk.desk import Desk, empty_pad
from callpilot.desk.restoring import reattach
from callpilot.desk.state import DeskState, WaitingRing
from callpilot.desk.writing import put
from callpilot.journal.disk import Disk
from callpilot.journal.index import Index
from callpilot.journal.store import Journal
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.procedures.loading import Library, load_library, shipped_folder
from callpilot.procedures.running import offered_choices
from callpilot.records.closing import message_of
from callpilot.records.ids import child_id
from callpilot.records.kinds import Delivery
from callpilot.records.words import Channel
from callpilot.site.home import Home
from callpilot.site.loading import load_site
from callpilot.site.model import Site

UNDER_WAY = 95
"""Minutes for which the demonstration's own shift has been under way."""

BREAK = (39, 28)
"""From when to when its operator was on a break, in minutes before now."""

_MOST_STEPS = 40
_WRAP = 14  # seconds


def make_past(home: Home, operator: str, desk: str, now: datetime) -> None:
    """Write the story into the journal of `home`, as if it had ended just before `now`; `operator`'s shift goes on.

    Raises OSError or JournalError when the home can't be written.
    """
    site, _problems = load_site(home.config)
    library = load_library([shipped_folder()])
    zone = site.zone()
    by_desk: dict[str, list[PastCall]] = {}
    for call in STORY:
        by_desk.setdefault(desk if call.desk == HERE else call.desk, []).append(call)
    for name, calls in sorted(by_desk.items(), key=lambda pair: pair[1][0].desk == HERE):
        who, shift, hours = OPERATORS.get(calls[0].desk, (operator, "", ""))
        teller = _Teller(home.data, site, library, name, who, _moment(calls[0], now, zone))
        if calls[0].desk == HERE:
            teller.tell_this_shift(calls, now, zone, home)
        else:
            teller.tell_days(calls, now, zone, shift, hours)
        teller.end()


def _moment(call: PastCall, now: datetime, zone: tzinfo | None) -> datetime:
    """When a call of the story began to ring."""
    if not call.days:
        return now - timedelta(minutes=call.ago)
    local = now.astimezone(zone)
    return datetime.combine(local.date() - timedelta(days=call.days), time.fromisoformat(call.at), local.tzinfo)


class _Fleeting(Disk):
    """A disk that isn't waited for: nothing of a demonstration has to outlive a power cut."""

    def sync(self, fd: int) -> None:
        """Leave it to the system."""


class _Teller:
    """One desk of the story, with a clock that is moved from call to call."""

    def __init__(self, data: Path, site: Site, library: Library, desk: str, operator: str, first: datetime) -> None:
        self._clock = ManualClock(first - timedelta(minutes=UNDER_WAY), boot="")
        self._journal = Journal(data, desk, clock=self._clock, disk=_Fleeting())
        state = DeskState(site=site, library=library, operator=operator, desk=desk, pad=empty_pad(desk))
        self._desk = Desk(state, self._journal, self._clock)
        self._saved: list[Future[Any]] = []
        reattach(self._desk, [])

    def tell_days(self, calls: list[PastCall], now: datetime, zone: tzinfo | None, shift: str, hours: str) -> None:
        """Tell whole shifts, each of one day, signed on and off."""
        for day in sorted({call.days for call in calls}, reverse=True):
            of_day = [call for call in calls if call.days == day]
            self._go_to(_moment(of_day[0], now, zone) - timedelta(minutes=20))
            signing.sign_on(self._desk, name=shift, hours=hours)
            for call in of_day:
                self._tell(call, _moment(call, now, zone))
            self._clock.advance(20 * 60)
            if day == 1 and self._desk.state.desk == NOTICE[0]:
                self._saved.append(noticing.give_notice(self._desk, NOTICE[1]))
            self._saved.append(signing.sign_off(self._desk))

    def tell_this_shift(self, calls: list[PastCall], now: datetime, zone: tzinfo | None, home: Home) -> None:
        """Tell the shift under way; it isn't signed off."""
        self._go_to(now - timedelta(minutes=UNDER_WAY))
        planned = self._desk.state.site.shift_at(now - timedelta(minutes=UNDER_WAY / 2))
        signing.sign_on(self._desk, name=planned.name if planned else "", hours=planned.hours if planned else "")
        self._take_over(home)
        begin, end = BREAK
        for call in calls:
            if self._clock.now() < now - timedelta(minutes=begin) and call.ago < end:
                self._take_break(now, begin, end)
            self._tell(call, _moment(call, now, zone))
        put(self._desk, self._desk.state.pad.id, notes=NOTES)

    def _take_over(self, home: Home) -> None:
        """Accept what the other desks' last shifts handed over."""
        index = Index(home.data, home.cache, country=self._desk.state.site.country)
        index.catch_up()
        self._desk.reread(read_books(index), self._desk.kept_count)
        index.close()
        if any(one.is_open for one in accepting.offers(self._desk.state)):
            accepting.accept_all(self._desk)
        if accepting.waiting(self._desk.state):
            accepting.finish(self._desk, UNDERSTOOD)

    def _take_break(self, now: datetime, begin: int, end: int) -> None:
        """Be on a break from `begin` to `end` minutes before `now`."""
        self._go_to(now - timedelta(minutes=begin))
        status.choose_status(self._desk, "break")
        self._go_to(now - timedelta(minutes=end))
        status.choose_status(self._desk, "available")

    def end(self) -> None:
        """Wait until the journal has all of it, and let the desk go. Raises JournalError when it hasn't."""
        for saved in self._saved[-1:]:
            saved.result(timeout=10)
        self._journal.close()

    # -- one call -----------------------------------------------------------------------------------

    def _go_to(self, moment: datetime) -> None:
        self._clock.advance(max(0.0, (moment - self._clock.now()).total_seconds()))

    def _tell(self, call: PastCall, moment: datetime) -> None:
        self._go_to(moment)
        desk = self._desk
        if call.direction == "outbound":
            identity = answering.begin_call(desk, account=call.account, number=call.number, name=call.name)
        else:
            ring = WaitingRing(
                id=f"story-{moment:%Y%m%d%H%M}", number=call.number, name=call.name, line=call.account,
                channel=cast("Channel", call.channel), ringing_at=stamp(self._clock.now()), since=self._clock.mono(),
            )  # fmt: skip
            answering.rang(desk, ring)
            self._clock.advance(call.wait)
            if call.end == "abandoned":
                self._saved.append(answering.abandoned(desk, ring.id))
                return
            identity = answering.answer(desk, ring.id)
        put(desk, identity, **call.says)
        self._follow(identity, call.talk)
        self._leave_to_others(call, identity)
        talking.caller_gone(desk, identity)
        self._clock.advance(_WRAP)
        if call.end:
            put(desk, identity, **{"close.disposition": call.end})
        for item in closing.missing(desk, desk.state.calls[identity]):
            closing.skip_missing(desk, identity, item, "not asked in this call")
        self._saved.append(closing.close(desk, identity))

    def _follow(self, identity: str, talk: int) -> None:
        """Go through the procedure as the record says, step by step, in `talk` seconds."""
        desk = self._desk
        for _step in range(_MOST_STEPS):
            live = desk.live(identity)
            step = following.current_step(desk, identity)
            if step is None:
                if len(live.stack) < 2:
                    break
                following.leave_procedure(desk, identity)
                continue
            self._clock.advance(talk / 10)
            meant = next((number for number, _choice, is_meant in offered_choices(step, live.values) if is_meant), 0)
            if meant:
                following.choose_way(desk, identity, meant)
            else:
                following.tick(desk, identity)

    def _leave_to_others(self, call: PastCall, identity: str) -> None:
        """Take the message and let it be delivered; pass the matter on if the story says so."""
        desk = self._desk
        if call.says.get("message"):
            taken = message_of(desk.state.calls[identity], child_id(identity, "m", 1), desk.stamp())
            self._saved.append(messages.take_message(desk, identity))
            if call.delivered:
                told = Delivery(to=taken.for_, how="phone", at=desk.stamp(), outcome="delivered")
                brought = replace(taken, state="delivered", deliveries=(told,))
                self._saved.append(desk.keep(desk.draft("message", brought, rev=2, why="delivered")))
        if call.severity:
            escalating.draft_escalation(desk, call.severity)
            put(desk, identity, **{"esc.to": call.to})
            self._saved.append(escalating.save_escalation(desk, identity))
