"""The registry of deeds: each declared once. Bindings, key bar, help, palette, `[keys]` and the docs come from it."""

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from callpilot.desk.aims import aims_in_front, waits
from callpilot.desk.state import DeskState

Where = Literal["anywhere", "desk", "procedure", "log", "record"]
Reason = Callable[[DeskState], str]
"""Says why a deed can't be done now; an empty string: it can."""


class Deed(Struct, frozen=True, kw_only=True):
    """One thing an operator can do: its name in the palette, its short word in the key bar, its keys and its help.

    Keys of deeds that act `anywhere` work in every field, list and dialog; the first is shown, the others are for
    terminals that keep function keys to themselves.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    help: str
    bar: str = ""
    where: Where = "anywhere"
    unavailable: Reason = lambda _state: ""


def _read_only(state: DeskState) -> str:
    return f"read-only: {state.read_only}" if state.read_only else ""


def _needs_call(state: DeskState) -> str:
    incident = state.front_incident
    has_call = state.front or (incident and incident.call in state.calls)
    return _read_only(state) or ("" if has_call else "there is no call")


def _needs_other(state: DeskState) -> str:
    others = {*state.calls, *state.incidents} - {state.pad.front}
    return _read_only(state) or ("" if others else "there is no other call")


def _needs_conversation(state: DeskState) -> str:
    if reason := _needs_call(state):
        return reason
    return "the caller has gone" if state.front and state.front.stage == "wrap-up" else ""


def _needs_front(state: DeskState) -> str:
    return _read_only(state) or ("" if state.front or state.front_incident else "there is no call")


def _needs_procedure(state: DeskState) -> str:
    return _read_only(state) or ("" if state.followed and state.followed.run else "no procedure is open")


def _needs_message(state: DeskState) -> str:
    if reason := _read_only(state) or ("" if state.front else "there is no call"):
        return reason
    values = state.front.values if state.front else {}
    return "" if values.get("message", "").strip() else "the message is empty"


def _needs_somebody(state: DeskState) -> str:
    if reason := _read_only(state):
        return reason
    is_anybody = aims_in_front(state) or any(waits(matter) for matter in state.books.matters.values())
    why = "the caller has gone" if state.front else "no call"
    return "" if is_anybody else f"{why}, and nothing open is to be told"


def _needs_stack(state: DeskState) -> str:
    live = state.followed
    least = 0 if live is state.pad else 1
    return "" if live and len(live.stack) > least else "no procedure waits beneath"


def _needs_parts(state: DeskState) -> str:
    from callpilot.desk.read_back import nothing_to_read

    return _read_only(state) or nothing_to_read(state)


def _needs_other_status(chosen: str) -> Reason:
    def reason(state: DeskState) -> str:
        is_so = state.pad.chosen == chosen
        return _read_only(state) or _needs_shift(state) or ("that is so already" if is_so else "")

    return reason


def _needs_no_emergency(state: DeskState) -> str:
    is_open = any(one.kind == "emergency" for one in state.incidents.values())
    return "first the emergency" if is_open else ""


def _needs_picture(state: DeskState) -> str:
    from callpilot.desk.picturing import has_picture

    return "" if has_picture(state) else "this step has no picture"


def _needs_incident(state: DeskState) -> str:
    return _read_only(state) or ("" if state.incidents else "no incident is open")


def _needs_shift(state: DeskState) -> str:
    return "" if state.shift else "no shift is under way"


DEEDS: Final[tuple[Deed, ...]] = (
    Deed(id="help", title="What can I press here?", keys=("f1", "ctrl+g"), bar="Help",
         help="Lists every key, what it does, and why it can't be used now."),
    Deed(id="answer", title="Answer, or begin a call", keys=("f2", "ctrl+r"), bar="Answer", unavailable=_read_only,
         help="Answers the call that rings longest. Nothing rings: begins an outbound call or another contact."),
    Deed(id="begin", title="Begin a call, or another contact", keys=(), unavailable=_read_only,
         help="Begins an outbound call or notes another contact, also while an e-mail or a caller waits."),
    Deed(id="find", title="Find: procedures, answers, people, callers, calls", keys=("f3", "ctrl+f"), bar="Find",
         help="One box over all of them; Enter opens what is marked, or fills in For. Again: the whole call log."),
    Deed(id="log", title="The whole call log", keys=(),
         help="Opens the whole call log with the cursor in its filter. In the find box its own key does it."),
    Deed(id="next_call", title="Next call", keys=("f4", "ctrl+n"), bar="Next", unavailable=_needs_other,
         help="Goes round the live and held calls, and from an emergency back to its call. Drafts stay."),
    Deed(id="hold", title="Hold or resume", keys=("f5", "ctrl+o"), bar="Hold", unavailable=_needs_conversation,
         help="Asks the caller to wait, or takes the call up again."),
    Deed(id="reach", title="Transfer, or reach somebody", keys=("f6", "ctrl+d"), bar="Transfer",
         unavailable=_needs_somebody,
         help="Passes the caller on, warm or cold, or logs who was told, left word, no answer or refused."),
    Deed(id="escalate", title="Escalate", keys=("f7", "ctrl+l"), bar="Escalate", unavailable=_needs_call,
         help="Passes the matter to a higher level: severity first, then to whom and why. Saved at once."),
    Deed(id="end", title="End the call, then close it", keys=("f8", "ctrl+b"), bar="End", unavailable=_needs_front,
         help="The caller has gone: wrap-up begins. Again: closes and saves the record. In an emergency: its outcome."),
    Deed(id="emergency", title="EMERGENCY", keys=("f9", "ctrl+e"), bar="EMERGENCY", unavailable=_read_only,
         help="Declares an emergency, from anywhere. Nothing typed is touched. Again: brings it back in front."),
    Deed(id="told", title="Told: the next person", keys=("ctrl+k",), unavailable=_needs_incident,
         help="In an incident: marks the next one who must be told, told now. In the list: whom the cursor is on."),
    Deed(id="not_reached", title="Not reached: the next person", keys=("ctrl+underscore",), unavailable=_needs_incident,
         help="Marks them not reached; the next way, then whoever stands in, is offered. On somebody told: a slip."),
    Deed(id="tick", title="Tick the current step", keys=("ctrl+t", "f12"), bar="Tick", unavailable=_needs_procedure,
         help="Marks the current step of the procedure done, without leaving the field."),
    Deed(id="take_message", title="Take the message, and begin another", keys=("ctrl+s",), bar="Take msg",
         unavailable=_needs_message,
         help="Makes the form's message a record of its own, undelivered; the form is free for another."),
    Deed(id="read_back", title="Read it back", keys=("ctrl+a",), unavailable=_needs_parts,
         help="Shows names, numbers, times and places one by one: numbers large, names spelt. Each is noted."),
    Deed(id="palette", title="Every deed by name", keys=("ctrl+p", "ctrl+backslash"), bar="All",
         help="Type a few letters of what you want to do."),
    Deed(id="handover", title="Shift and handover", keys=("f10", "ctrl+right_square_bracket"), unavailable=_needs_shift,
         help="Shows the handover that waits to be accepted, then this shift's own to edit; there again: signs off."),
    Deed(id="follow_up", title="Promise a follow-up", keys=("ctrl+u",), unavailable=_read_only,
         help="What was promised, until when and who sees to it, proposed from the call. Again: saves it."),
    Deed(id="work", title="Open work", keys=("ctrl+w",),
         help="Lists everything that isn't finished, the most urgent first: open it, act on it, pass it on, close it."),
    Deed(id="outage", title="Declare an outage", keys=(), unavailable=_read_only,
         help="Opens the outage protocol with its own timeline; it counts until it has an outcome."),
    Deed(id="take_break", title="Break", keys=(), unavailable=_needs_other_status("break"),
         help="You are on a break. What rings still shows; answering ends it. The time counts in the shift's figures."),
    Deed(id="training", title="Training", keys=(), unavailable=_needs_other_status("training"),
         help="You are in training. What rings still shows; answering ends it."),
    Deed(id="away", title="Away from the desk", keys=(), unavailable=_needs_other_status("away"),
         help="You are away. What rings still shows; answering ends it."),
    Deed(id="available", title="Available again", keys=(), unavailable=_needs_other_status("available"),
         help="Ends a break, training or absence."),
    Deed(id="notices", title="Notices", keys=(),
         help="A word to every operator: the unread ones first. Write, read and withdraw them here."),
    Deed(id="changes", title="What changed in the procedures", keys=("c",), where="desk",
         unavailable=_needs_no_emergency,
         help="Shows what changed since you used a procedure, step by step; a: read and understood, asked once."),
    Deed(id="readings", title="Who has read which procedure", keys=(),
         help="For each procedure: who has read what is in force and when, and who has not yet."),
    Deed(id="procedures", title="Open another procedure", keys=("f11", "ctrl+y"), unavailable=_read_only,
         help="Puts another on top, the first one's progress waits beneath. No call: one of the desk's own."),
    Deed(id="faults", title="Faults in the site's files", keys=(),
         help="Names what could not be read in settings, procedures and rings, and what was expected."),
    Deed(id="theme", title="Change the colours: dark, light, high contrast", keys=(),
         help="Goes on to the next theme."),
    Deed(id="quit", title="Leave the console", keys=("ctrl+q",),
         help="Closes the console. The shift and everything open stay on disk and come back."),
    Deed(id="sign_off", title="Sign the checklist off", keys=("o",), where="procedure", unavailable=_needs_procedure,
         help="Puts your name and the time under a finished checklist; its note goes into the handover."),
    Deed(id="filter_questions", title="Filter the questions", keys=("slash",), where="procedure",
         unavailable=_needs_procedure, help="Goes to the filter of questions and answers."),
    Deed(id="choose", title="Take a numbered choice", keys=("1", "2", "3", "4", "5", "6", "7", "8", "9"),
         where="procedure", unavailable=_needs_procedure,
         help="Goes where the choice leads, opens a question, or ticks an item."),
    Deed(id="tick_here", title="Tick the current step", keys=("space",), where="procedure",
         unavailable=_needs_procedure,
         help="Ticks the next item of a checklist, or the step; notes that an answer was used."),
    Deed(id="next_step", title="Next step", keys=("n",), where="procedure", unavailable=_needs_procedure,
         help="Marks the current step done and goes on."),
    Deed(id="tick_item", title="Tick the next item of the step", keys=("x",), where="procedure",
         unavailable=_needs_procedure, help="Ticks the first open item of a checklist step."),
    Deed(id="enter_step", title="Fill in the step", keys=("enter",), where="procedure", unavailable=_needs_procedure,
         help="Goes to the step's first field; a step without fields is ticked. Enter in its last field ticks it."),
    Deed(id="skip", title="Skip the step", keys=("s",), where="procedure", unavailable=_needs_procedure,
         help="Leaves the step out, with a reason."),
    Deed(id="back", title="Back one step", keys=("b",), where="procedure", unavailable=_needs_procedure,
         help="Returns to the step before; answers stay."),
    Deed(id="picture", title="Show the picture large", keys=("v",), where="procedure", unavailable=_needs_picture,
         help="Shows the step's picture over the panes, with its words. It follows the steps; Esc leaves it."),
    Deed(id="pick", title="Open another procedure", keys=("p",), where="procedure", unavailable=_read_only,
         help="Puts another procedure on top."),
    Deed(id="leave_procedure", title="Return to the procedure beneath", keys=("r",), where="procedure",
         unavailable=_needs_stack, help="Goes back to where the first one was left; with no call, puts it away."),
    Deed(id="told_here", title="Told: the next person", keys=("t",), where="procedure", unavailable=_needs_incident,
         help="Marks the next one who must be told of the incident, told now."),
    Deed(id="not_reached_here", title="Not reached: the next person", keys=("u",), where="procedure",
         unavailable=_needs_incident, help="Marks them not reached; the next way or whoever stands in is offered."),
    Deed(id="open_record", title="Open the record", keys=("enter",), where="log",
         help="Shows a call with its procedures, timeline and revisions."),
    Deed(id="filter", title="Filter the log", keys=("slash",), where="log", help="Goes to the filter: type any words."),
    Deed(id="amend", title="Amend the record", keys=("a",), where="record", unavailable=_read_only,
         help="Changes a field, with the reason; the old revision stays."),
)  # fmt: skip


def deed(identity: str) -> Deed:
    """Return the deed of that id. Raises KeyError when there is none."""
    return BY_ID[identity]


BY_ID: Final = {one.id: one for one in DEEDS}

_SHOWN: Final = {
    "space": "Space", "enter": "Enter", "slash": "/", "backslash": "\\", "right_square_bracket": "]", "escape": "Esc",
    "underscore": "_",
}  # fmt: skip


def key_words(key: str) -> str:
    """Write a key as operators read it: `f9` → `F9`, `ctrl+t` → `Ctrl+T`, `ctrl+backslash` → `Ctrl+\\`."""
    *modifiers, last = key.split("+")
    name = _SHOWN.get(last, last.upper() if len(last) == 1 or last[1:].isdigit() else last)
    if not modifiers and len(last) == 1:
        name = last
    return "+".join((*(modifier.capitalize() for modifier in modifiers), name))


def key_badge(key: str) -> str:
    """Write a key for the key bar, where room is short: `ctrl+t` → `^T`."""
    return key_words(key).replace("Ctrl+", "^")
