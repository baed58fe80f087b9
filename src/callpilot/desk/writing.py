"""Typing: what stands in a field is on disk before it is painted."""

from callpilot.desk.desk import Desk
from callpilot.plain.addresses import email_problem
from callpilot.plain.untrusted import clean, mask_number, settle
from callpilot.records.changes import Focused, Typed, splice

PHONE_FIELDS = frozenset({"callback", "number"})
LONGEST = 100_000
"""Characters that one field holds; what is pasted beyond is refused aloud, never cut in silence."""


def type_in(desk: Desk, identity: str, field: str, text: str, cursor: int | None) -> str:
    """Write what stands in `field` of the sheet `identity`, typed at `cursor` (None: the field was left).

    Returns what the field shall show: the same text, with controls visible and card numbers masked.
    """
    text = clean(text)
    if _is_phone(desk, identity, field):
        shown = written = mask_number(text) if cursor is not None else _as_number(desk, mask_number(text))
    else:
        shown, written = settle(text, cursor)
    now = desk.live(identity).values.get(field, "")
    if written != now:
        place, cut, put = splice(now, written, cursor)
        desk.change(identity, Typed, field=field, place=place, cut=cut, text=put)
    return shown


def _is_phone(desk: Desk, identity: str, field: str) -> bool:
    """Tell whether a telephone number belongs in `field`: by its name, or because a procedure's step says so."""
    if field.rpartition(".")[2] in PHONE_FIELDS:
        return True
    library = desk.state.library.procedures
    procedures = (library.get(run.procedure) for run in desk.live(identity).runs)
    return any(
        asked.name == field and asked.type == "phone"
        for procedure in procedures
        if procedure
        for asked in procedure.fields()
    )


def _as_number(desk: Desk, text: str) -> str:
    """Format a number as it stands when the field is left; what can't be read as one stays as it was typed."""
    from callpilot.site.numbers import read_number

    read = read_number(text, desk.state.site.country)
    return read.shown if read.valid else text


def number_problem(desk: Desk, text: str) -> str:
    """Say in one line what is wrong with a number; empty when it holds, or when there is none."""
    from callpilot.site.numbers import read_number

    return (read_number(text, desk.state.site.country).problem or "") if text.strip() else ""


def address_problem(desk: Desk, field: str, text: str) -> str:
    """Say in one line what is wrong with a number or, in the field `email`, with an address; empty when it holds."""
    return email_problem(text) if field == "email" else number_problem(desk, text)


def put(desk: Desk, identity: str, **values: str) -> None:
    """Write whole values into fields, as a deed does for the operator; what is the same already costs nothing."""
    for field, text in values.items():
        type_in(desk, identity, field, text, None)


def focus(desk: Desk, identity: str, field: str, cursor: int = 0) -> None:
    """Note where the cursor is, so that a restart brings it back."""
    live = desk.live(identity)
    if (live.focus, live.cursor) != (field, cursor):
        desk.change(identity, Focused, field=field, cursor=cursor)
