"""What the keys of the open-work list ask before they act: whom, when, why. Each question is one small dialog."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import Any, Final

from callpilot.console.screens.form_ask import Answered, FormAsk, Then
from callpilot.console.widgets.record_form import FormField
from callpilot.desk import matters, reaching
from callpilot.desk.desk import Desk
from callpilot.desk.emergencies import OUTCOMES
from callpilot.desk.ladders import contact_id
from callpilot.desk.next_tried import Next, next_tried
from callpilot.desk.open_work import OpenItem
from callpilot.desk.state import DeedRefused
from callpilot.plain.times import future
from callpilot.records.ids import short
from callpilot.records.words import ATTEMPT_OUTCOMES, AttemptOutcome

TO, HOW, OWNER, UNTIL, WHY, NOTE, END = (
    f"work.{name}" for name in ("to", "how", "owner", "until", "why", "note", "end")
)  # fmt: skip
_WHEN: Final = "16:00, tomorrow 8:00, Mon 9:00, 2h"
_ENDS: Final = {"message": ("delivered", "given up"), "escalation": ("resolved", "given up"),
                "follow-up": ("done", "given up")}  # fmt: skip

Ask = Callable[[FormAsk], None]
Saved = Callable[[Future[Any], str], None]


class WorkAsking:
    """Asks over the list, and does it; `ask` shows a dialog, `saved` says the words once they are on disk."""

    def __init__(self, desk: Desk, ask: Ask, saved: Saved) -> None:
        self._desk = desk
        self._ask = ask
        self._saved = saved

    def again(self, asked: str, item: OpenItem) -> None:
        """Ask once more what was `asked` of `item` when the console ended unasked; what was answered so far is there.

        `asked` is what stands before the id in the pad's `work.about`.
        """
        outcome: AttemptOutcome | None = next((one for one in ATTEMPT_OUTCOMES if one == asked), None)
        if outcome is not None:
            known = next_tried(self._desk.state, item.id, self._desk.clock.now())
            self.tried(item, outcome, known or Next(to=item.for_whom or item.who))
            return
        asks: dict[str, Callable[[OpenItem], None]] = {
            "pass on": self.pass_on, "move": self.move_due, "hold": self.hold, "note": self.note, "close": self.close,
            "give up": self._give_up, "finish": self.close if item.kind == "incident" else self._finish,
        }  # fmt: skip
        if asked in asks:
            asks[asked](item)

    def tried(self, item: OpenItem, outcome: AttemptOutcome, known: Next) -> None:
        """Ask who was tried and how."""

        def done(said: dict[str, str]) -> None:
            contact = (
                known.contact if said[TO] == known.to else contact_id(self._desk.state.people, said[TO], item.account)
            )
            saved = reaching.attempt(
                self._desk, item.id, to=said[TO], contact=contact, how=said[HOW], outcome=outcome
            )  # fmt: skip
            self._saved(saved, f"{short(item.id)}: {said[TO]}, {outcome}")

        self._show(
            item, outcome, f"{outcome.capitalize()}: {short(item.id)}", "Who was tried, and how?", done,
            FormField(name=TO, label="Who", person=True),
            FormField(name=HOW, label="How", placeholder="a number, an address, in person"),
            known={TO: known.to, HOW: known.how},
        )  # fmt: skip

    def pass_on(self, item: OpenItem) -> None:
        """Ask for another owner."""
        operators = self._desk.state.site.operators[:9]

        def done(said: dict[str, str]) -> None:
            self._saved(matters.pass_on(self._desk, item.id, said[OWNER]), f"{short(item.id)} is {said[OWNER]}'s now")

        self._show(
            item, "pass on", f"Pass {short(item.id)} on", f"Now with {item.owner or 'nobody'}. To whom?", done,
            FormField(
                name=OWNER, label="Owner", choices=operators,
                placeholder=" ".join(f"{n} {o}" for n, o in enumerate(operators, 1)),
            ),
        )  # fmt: skip

    def move_due(self, item: OpenItem) -> None:
        """Ask for another due time, and why."""
        if item.kind not in ("follow-up", "escalation"):
            raise DeedRefused("only follow-ups and escalations have a due time" + _or_hold(item))

        def done(said: dict[str, str]) -> None:
            due = self._time(said[UNTIL])
            saved = matters.move_due(self._desk, item.id, due, said[WHY])
            self._saved(saved, f"{short(item.id)} is due {self._words(due)} now")

        self._show(
            item, "move", f"Move {short(item.id)}", "Due when, and why is it moved?", done,
            FormField(name=UNTIL, label="Due", placeholder=_WHEN), FormField(name=WHY, label="Why"),
        )  # fmt: skip

    def hold(self, item: OpenItem) -> None:
        """Ask until when a message is held."""
        if item.kind != "message":
            raise DeedRefused(
                "only a message is held; m moves when this is due" if item.due else "only a message is held"
            )

        def done(said: dict[str, str]) -> None:
            until = self._time(said[UNTIL])
            saved = matters.hold_message(self._desk, item.id, until)
            self._saved(saved, f"{short(item.id)} is held until {self._words(until)}")

        self._show(
            item, "hold", f"Hold {short(item.id)}", "Until when shall nobody be told? It announces itself then.", done,
            FormField(name=UNTIL, label="Until", placeholder=_WHEN),
        )  # fmt: skip

    def note(self, item: OpenItem) -> None:
        """Ask for a word about it."""

        def done(said: dict[str, str]) -> None:
            self._saved(matters.note_on(self._desk, item.id, said[NOTE]), f"Noted on {short(item.id)}")

        self._show(item, "note", f"Note on {short(item.id)}", item.what, done, FormField(name=NOTE, label="Note"))

    def close(self, item: OpenItem) -> None:
        """Ask how it ended, then what that needs: who was told and how, or the reason."""
        if item.kind == "incident":
            self._finish(item, OUTCOMES)
            return
        ends = _ENDS[item.kind]

        def done(said: dict[str, str]) -> Then:
            if said[END] not in ends:
                raise DeedRefused(f"choose {' or '.join(ends)}")
            if said[END] == "given up":
                return partial(self._give_up, item)
            return partial(self._delivered if item.kind == "message" else self._finish, item)

        hint = " ".join(f"{number} {end}" for number, end in enumerate(ends, 1))
        self._show(
            item, "close", f"Close {short(item.id)}", item.what, done,
            FormField(name=END, label="Ends as", choices=ends, placeholder=hint),
        )  # fmt: skip

    def _delivered(self, item: OpenItem) -> None:
        known = next_tried(self._desk.state, item.id, self._desk.clock.now())
        self.tried(item, "told", known or Next(to=item.for_whom))

    def _give_up(self, item: OpenItem) -> None:
        def done(said: dict[str, str]) -> None:
            self._saved(matters.give_up(self._desk, item.id, said[WHY]), f"{short(item.id)} closed: {said[WHY]}")

        self._show(
            item, "give up", f"Give {short(item.id)} up",
            "Why is nothing more done about it? The record keeps the reason.", done, FormField(name=WHY, label="Why"),
        )  # fmt: skip

    def _finish(self, item: OpenItem, usual: tuple[str, ...] = ()) -> None:
        def done(said: dict[str, str]) -> None:
            self._saved(matters.finish(self._desk, item.id, said[WHY]), f"{short(item.id)} closed: {said[WHY]}")

        hint = "\n".join(f"{number} {words}" for number, words in enumerate(usual, 1))
        self._show(
            item, "finish", f"How did {short(item.id)} end?", hint or "What came of it?", done,
            FormField(name=WHY, label="Outcome", choices=usual, placeholder="in your own words"),
        )  # fmt: skip

    def _time(self, text: str) -> datetime:
        if not text:
            raise DeedRefused("say until when")
        try:
            return future(text, self._desk.clock.now(), self._desk.zone)
        except ValueError as fault:
            raise DeedRefused(str(fault)) from None

    def _words(self, at: datetime) -> str:
        return f"{at.astimezone(self._desk.zone):%a %d %b %H:%M}"

    def _show(
        self, item: OpenItem, asked: str, title: str, question: str, done: Answered, *fields: FormField,
        known: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        about = f"{asked} {item.id}"
        self._ask(FormAsk(self._desk, about, title=title, question=question, fields=fields, done=done, known=known))


def _or_hold(item: OpenItem) -> str:
    return "; h holds a message" if item.kind == "message" else ""
