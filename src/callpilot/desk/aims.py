"""What somebody is to be reached about: a caller who is passed on, or a matter that somebody waits to hear of."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from callpilot.desk.state import DeedRefused, DeskState
from callpilot.desk.telling import protocol_of
from callpilot.procedures.choosing import choose, protocol
from callpilot.procedures.model import Procedure
from callpilot.records.kinds import Delivery, Escalation, FollowUp, Message
from callpilot.records.live import LiveCall, first_line
from callpilot.records.standing import Matter, attempts_of, is_open

AimKind = Literal["transfer", "message", "escalation", "follow-up", "incident"]


class Aim(Struct, frozen=True, kw_only=True):
    """What somebody is to be reached about: the caller of the live call `of`, who is passed on, or a matter.

    `to` is whom it is for as the record has it, `number` how to reach them where the record says so; `contacts` are
    ids or names of who else is tried, in order; `call` is the call that it came from. `text` is all that is to be
    told, `caller` who said it and how they are reached.
    """

    of: str
    kind: AimKind
    to: str = ""
    number: str = ""
    text: str = ""
    caller: str = ""
    level: str = ""
    account: str = ""
    call: str = ""
    contacts: tuple[str, ...] = ()
    attempts: tuple[Delivery, ...] = ()


def waits(matter: Matter | None) -> bool:
    """Tell whether somebody still has to be reached about a matter."""
    if matter is None or not is_open(matter):
        return False
    return not (isinstance(matter, Escalation) and matter.state == "acknowledged")


def aims_in_front(state: DeskState) -> list[str]:
    """The ids of what F6 is about for the call or incident in front, the nearest first; nothing without either.

    What the call was made for and what came of it go before the transfer of its caller.
    """
    if state.front_incident:
        return [state.front_incident.id]
    call = state.front
    if call is None:
        return []
    own = (call.about, *reversed(call.escalations), *reversed(call.messages))
    found = [identity for identity in own if waits(state.books.matters.get(identity))]
    return [*found, *([call.id] if call.stage != "wrap-up" else [])]


def aim_of(state: DeskState, of: str) -> Aim:
    """Say what is to be reached about `of`, a live call or incident or an open matter. Raises DeedRefused."""
    if call := state.calls.get(of):
        return _transfer(state, call)
    if incident := state.incidents.get(of):
        values = incident.values
        return Aim(
            of=of, kind="incident", text=_nature(incident.kind, values), caller=values.get("callback", ""),
            level=values.get("priority", ""), account=incident.account, call=incident.call or "",
            contacts=_contacts(protocol_of(state, incident)), attempts=incident.tried,
        )  # fmt: skip
    matter = state.books.matters.get(of)
    if matter is None:
        raise DeedRefused("that is finished already")
    return _about(state, matter)


def _transfer(state: DeskState, call: LiveCall) -> Aim:
    values = call.values
    return Aim(
        of=call.id, kind="transfer", to=(values.get("transferred_to") or values.get("for", "")).strip(),
        text=first_line(values.get("subject") or values.get("message") or values.get("notes", "")),
        caller=_joined(values.get("name", ""), values.get("company", ""), values.get("callback") or call.number),
        level=values.get("urgency", ""), account=call.account, call=call.id,
        contacts=_of_runs(state, call), attempts=call.tried,
    )  # fmt: skip


def _about(state: DeskState, matter: Matter) -> Aim:
    account = matter.account
    common: dict[str, Any] = {
        "of": matter.id,
        "account": matter.account,
        "call": matter.call or "",
        "attempts": attempts_of(matter),
    }
    match matter:
        case Message():
            text = "\n".join(part for part in (matter.text.strip(), matter.instructions.strip()) if part)
            return Aim(
                kind="message", to=matter.for_, text=text, level=matter.urgency, contacts=_of_message(state, matter),
                caller=_joined(matter.from_, matter.company, matter.callback), **common,
            )  # fmt: skip
        case Escalation():
            text = "\n".join(part for part in (matter.reason.strip(), matter.steps_taken.strip()) if part)
            return Aim(
                kind="escalation", to=matter.to, text=text, level=matter.severity,
                caller=_joined(matter.name, matter.callback),
                contacts=_contacts(protocol(state.library, "escalation", account=account)),
                **common,
            )  # fmt: skip
        case FollowUp():
            who = matter.name or matter.company
            return Aim(
                kind="follow-up", to=who, number=matter.callback, text=matter.what, level=matter.priority, **common
            )  # fmt: skip
        case _:
            return Aim(
                kind="incident", text=_nature(matter.kind, {"nature": matter.nature, "location": matter.location}),
                caller=matter.callback, level=matter.priority,
                contacts=_contacts(protocol_of(state, matter)), **common,
            )  # fmt: skip


def _joined(*parts: str) -> str:
    return ", ".join(part.strip() for part in parts if part.strip())


def _nature(kind: str, values: Mapping[str, str]) -> str:
    return " – ".join(part for part in (kind, values.get("nature", "").strip(), values.get("location", "")) if part)


def _contacts(*procedures: Procedure | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for procedure in procedures if procedure for one in procedure.contacts))


def _of_runs(state: DeskState, call: LiveCall) -> tuple[str, ...]:
    """The contacts of the procedures of a call, those of the one in front first."""
    places = dict.fromkeys((*reversed(call.stack), *range(len(call.runs))))
    return _contacts(*(state.library.procedures.get(call.runs[place].procedure) for place in places))


def _of_message(state: DeskState, message: Message) -> tuple[str, ...]:
    if call := state.calls.get(message.call):
        return _of_runs(state, call)
    chosen = choose(
        state.library, account=message.account, channel="phone", direction="inbound", call_type="message"
    )  # fmt: skip
    return _contacts(chosen.procedure if chosen else None)
