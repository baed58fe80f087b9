"""Following the procedure writes the record: ticks, choices, steps back, another procedure on top and back again."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.desk.writing import put
from callpilot.plain.untrusted import clean, mask_cards
from callpilot.procedures import running
from callpilot.procedures.choosing import choose, protocol
from callpilot.procedures.model import Choice, Procedure, Protocol, Step
from callpilot.procedures.running import Destination, Run, StepMark
from callpilot.records.changes import RunBrought, RunChanged, RunLeft
from callpilot.records.live import Live, LiveCall, Pad
from callpilot.records.words import FIELD_ALIASES, NEXT_SHIFT


def open_chosen(desk: Desk, call_id: str) -> None:
    """Open the procedure that fits the call's account, channel, direction and type, and say why."""
    call = desk.state.calls[call_id]
    site = desk.state.site
    account = site.account_named(call.account)
    line = site.line_named(call.line) if call.line else None
    chosen = choose(
        desk.state.library,
        account=call.account,
        channel=call.channel,
        direction=call.direction,
        call_type=call.values.get("type", ""),
        preferred=account.procedure if account else None,
        line=line.id if line else call.line,
    )
    if chosen is not None:
        where = f"line {line.id}" if line else ""
        because = chosen.because if where in chosen.because else f"{where}, {chosen.because}"
        open_procedure(desk, call_id, chosen.procedure.id, because)


def open_procedure(desk: Desk, identity: str, procedure_id: str, because: str) -> None:
    """Put a procedure in front: one begun earlier goes on where it was, one that was finished begins again.

    One without steps, which is only read, is opened once.
    The one that was in front waits beneath it.
    """
    procedure = desk.state.library.procedures.get(procedure_id)
    if procedure is None:
        raise DeedRefused(f"there is no procedure “{procedure_id}”")
    live = desk.live(identity)
    for place, run in enumerate(live.runs):
        if run.procedure == procedure_id and (run.current is not None or not procedure.steps):
            if not live.stack or live.stack[-1] != place:
                _put_aside(desk, identity)
                desk.change(identity, RunBrought, place=place)
                _take_up(desk, identity)
            return
    _put_aside(desk, identity)
    run = running.start(procedure, because, desk.stamp(), desk.clock.mono())
    desk.change(identity, RunChanged, place=len(live.runs), run=run)
    _set_type(desk, identity, procedure)


def _set_type(desk: Desk, identity: str, procedure: Procedure) -> None:
    """What the operator opened says what the call is about: nobody types it again."""
    live = desk.live(identity)
    if isinstance(live, LiveCall) and procedure.call_types and live.values.get("type") not in procedure.call_types:
        put(desk, identity, type=procedure.call_types[0])


def open_protocol(desk: Desk, identity: str, kind: Protocol) -> bool:
    """Open the account's or site's protocol of `kind` on a sheet; False when it has none that loads."""
    live = desk.live(identity)
    procedure = protocol(desk.state.library, kind, account=getattr(live, "account", ""))
    if procedure is not None:
        open_procedure(desk, identity, procedure.id, f"{kind} declared")
    return procedure is not None


def leave_procedure(desk: Desk, identity: str) -> None:
    """Go back to the procedure beneath; its progress is as it was."""
    live = desk.live(identity)
    if len(live.stack) < (1 if isinstance(live, Pad) else 2):
        raise DeedRefused("there is no procedure to return to")
    _put_aside(desk, identity)
    desk.change(identity, RunLeft)
    if desk.live(identity).run is not None:
        _take_up(desk, identity)


def _put_aside(desk: Desk, identity: str) -> None:
    """Stop the clock of the step in front, while another procedure lies on top."""
    if _is_known(desk, identity):
        _advance(desk, identity, lambda run, _procedure: running.pause(run, desk.clock.mono()))


def _take_up(desk: Desk, identity: str) -> None:
    """Let the clock of the step in front run again."""
    if _is_known(desk, identity):
        _advance(desk, identity, lambda run, _procedure: running.resume(run, desk.clock.mono()))


def _is_known(desk: Desk, identity: str) -> bool:
    """Tell whether a procedure is in front and still in the library: one that is gone must not hold up the next."""
    run = desk.live(identity).run
    return run is not None and run.procedure in desk.state.library.procedures


def reconcile(desk: Desk, identity: str) -> None:
    """Put every run whose file has lost its current step on the first step that isn't dealt with."""
    for place, run in enumerate(desk.live(identity).runs):
        procedure = desk.state.library.procedures.get(run.procedure)
        after = running.reconcile(run, procedure, desk.clock.mono()) if procedure else run
        if after != run:
            desk.change(identity, RunChanged, place=place, run=after)


def current(desk: Desk, identity: str) -> tuple[int, Run, Procedure]:
    """Return the run in front with its place and procedure. Raises DeedRefused when there is none."""
    live = desk.live(identity)
    run = live.run
    if run is None:
        raise DeedRefused("no procedure is open")
    procedure = desk.state.library.procedures.get(run.procedure)
    if procedure is None:
        raise DeedRefused(f"the procedure “{run.procedure}” is no longer in the library")
    return live.stack[-1], run, procedure


def current_step(desk: Desk, identity: str) -> Step | None:
    """Return the step that is current, if any."""
    _place, run, procedure = current(desk, identity)
    return procedure.step(run.current) if run.current else None


def _advance(desk: Desk, identity: str, deed: Callable[[Run, Procedure], Run]) -> None:
    place, run, procedure = current(desk, identity)
    after = deed(run, procedure)
    if after != run:
        desk.change(identity, RunChanged, place=place, run=after)


def tick(desk: Desk, identity: str) -> None:
    """Mark the current step done, with what its fields hold as the answer, and go on to the next."""
    step = current_step(desk, identity)
    if step is None:
        raise DeedRefused("every step is done")
    answer = step_answer(desk.live(identity), step)
    _advance(
        desk,
        identity,
        lambda run, procedure: running.tick(run, procedure, desk.stamp(), desk.clock.mono(), answer),
    )


def step_answer(live: Live, step: Step) -> str:
    """What a step wrote into the record, as its answer; a sensitive field says only that it was given."""
    parts: list[str] = []
    for field in step.fields:
        text = live.values.get(FIELD_ALIASES.get(field.name, field.name), "").strip()
        if text:
            parts.append("given" if field.sensitive else text if len(text) <= 80 else text[:79] + "…")
    return "; ".join(parts)


def skip(desk: Desk, identity: str, why: str) -> None:
    """Leave the current step out; a required one needs a reason."""
    if current_step(desk, identity) is None:
        raise DeedRefused("every step is done")
    why = mask_cards(clean(why)).strip()

    def deed(run: Run, procedure: Procedure) -> Run:
        try:
            return running.skip(run, procedure, why, desk.stamp(), desk.clock.mono())
        except ValueError as reason:
            raise DeedRefused(str(reason)) from None

    _advance(desk, identity, deed)


def back(desk: Desk, identity: str) -> None:
    """Return to the step before; answers stay."""
    _advance(desk, identity, lambda run, procedure: running.back(run, procedure, desk.clock.mono()))


def go_to(desk: Desk, identity: str, step_id: str) -> None:
    """Make another step current."""
    _advance(desk, identity, lambda run, procedure: running.go(run, procedure, step_id, desk.clock.mono()))


def tick_item(desk: Desk, identity: str, item: int) -> None:
    """Tick or untick one item, counted from 1, of the current checklist step (E6)."""
    step = current_step(desk, identity)
    if step is None or not 1 <= item <= len(step.items):
        raise DeedRefused("this step has no such item")
    _advance(desk, identity, lambda run, procedure: running.tick_item(run, procedure, step.id, item))


def open_items(desk: Desk, identity: str) -> tuple[int, ...]:
    """Return the items of the current step that aren't ticked, counted from 1."""
    step = current_step(desk, identity)
    _place, run, _procedure = current(desk, identity)
    ticked = run.items.get(step.id, ()) if step else ()
    return tuple(n for n in range(1, len(step.items) + 1) if n not in ticked) if step else ()


def tick_next_item(desk: Desk, identity: str) -> None:
    """Tick the first open item of the current checklist step (E6)."""
    left = open_items(desk, identity)
    if not left:
        raise DeedRefused("this step has no open item")
    tick_item(desk, identity, left[0])


def choose_way(desk: Desk, identity: str, number: int) -> Destination:
    """Take a numbered choice of the current step. A way out to a protocol is for whoever called to follow."""
    place, run, procedure = current(desk, identity)
    step = procedure.step(run.current) if run.current else None
    if step is None or not 1 <= number <= len(step.choices):
        raise DeedRefused(f"this step has no choice {number}")
    _write_what_it_says(desk, identity, step, step.choices[number - 1])
    after, destination = running.choose(run, procedure, number, desk.stamp(), desk.clock.mono())
    if after != run:
        desk.change(identity, RunChanged, place=place, run=after)
    if destination.kind == "procedure":
        open_procedure(desk, identity, destination.target, f"chosen: {step.choices[number - 1].when}")
    return destination


def sign_off(desk: Desk, identity: str) -> str:
    """Sign the checklist in front off in the operator's name; return the note it leaves for the next shift (E6).

    The note goes under the shift's notes, and with them into the handover.
    """
    _place, _run, procedure = current(desk, identity)
    if procedure.form != "checklist":
        raise DeedRefused("only a checklist is signed off")

    def deed(run: Run, procedure: Procedure) -> Run:
        try:
            return running.sign_off(run, procedure, desk.state.operator, desk.stamp())
        except ValueError as reason:
            raise DeedRefused(str(reason)) from None

    _advance(desk, identity, deed)
    note = " ".join(desk.live(identity).values.get(NEXT_SHIFT, "").split())
    _hand_on(desk, f"{procedure.title}: {note}" if note else "")
    return note


def _hand_on(desk: Desk, line: str) -> None:
    pad = desk.state.pad
    before = pad.values.get("notes", "").rstrip()
    if line and line not in before.splitlines():
        put(desk, pad.id, notes=f"{before}\n{line}".lstrip())


def _write_what_it_says(desk: Desk, identity: str, step: Step, choice: Choice) -> None:
    """Who takes the way for one value of the step's own field has said that value; what was written freely stays."""
    values = desk.live(identity).values
    for field in step.fields:
        name, wanted = FIELD_ALIASES.get(field.name, field.name), choice.if_.get(field.name, ())
        is_free = not field.choices and field.type != "yes-no"
        if len(wanted) == 1 and not (is_free and values.get(name, "").strip()):
            put(desk, identity, **{name: wanted[0]})


def marks_of(desk: Desk, live: Live) -> tuple[tuple[StepMark, ...], ...]:
    """Return the marks of every step of every run, in order, open ones included (C15)."""
    return marks_in(desk.state.library.procedures, live)


def marks_at_end(desk: Desk, live: Live) -> tuple[tuple[StepMark, ...], ...]:
    """Return the same for what ends now: the step in front was current until this moment."""
    mono = desk.clock.mono()
    runs = (running.pause(run, mono) if run is live.run else run for run in live.runs)
    return marks_of(desk, replace(live, runs=tuple(runs)))


def marks_in(library: Mapping[str, Procedure], live: Live) -> tuple[tuple[StepMark, ...], ...]:
    """Return the same for what no desk of this process holds; of a procedure not in `library`, the steps touched."""
    return tuple(
        tuple(running.all_marks(run, library[run.procedure])) if run.procedure in library else run.marks
        for run in live.runs
    )


def steps_taken(desk: Desk, live: Live) -> str:
    """Write in words what was done so far, for whoever takes the matter over (E4)."""
    parts: list[str] = []
    for run in live.runs:
        procedure = desk.state.library.procedures.get(run.procedure)
        if procedure is not None and procedure.protocol is None:
            text = running.summary(run, procedure, live.values)
            if text.strip():
                parts.append(text)
    return "\n".join(parts)
