"""Typing: what stands in a field is on disk before it is painted."""

from callpilot.desk.desk import Desk
from callpilot.plain.addresses import email_problem
from callpilot.plain.untrusted import clean, is_withheld, settle, settle_number
from callpilot.records.changes import Focused, Typed, splice

PHONE_FIELDS = frozenset({"callback", "number"})
LONGEST_CODE = 4
"""Digits of a card's security code at most."""
LONGEST = 100_000
"""Characters that one field holds; what is pasted beyond is refused aloud, never cut in silence."""


def type_in(desk: Desk, identity: str, field: str, text: str, cursor: int | None) -> str:
    """Write what stands in `field` of the sheet `identity`, typed at `cursor` (None: the field was left).

    Returns what the field shall show: the same text, with controls visible and card numbers masked.
    """
    text = clean(text)
    now = desk.live(identity).values.get(field, "")
    if _is_phone(desk, identity, field):
        shown, written = settle_number(text, cursor)
        if cursor is None:
            shown = written = _as_number(desk, shown)
    else:
        shown, written = settle(text, cursor)
        if is_withheld(shown, written) and any(char.isdecimal() for char in splice(now, written)[2]):
            # Its first digits aren't on the disk yet. Were they written each time that others come to be the
            # first, as when one types from the back, the sheet would say all of them in the end.
            written = settle(text, cursor, first=0)[1]
    if written != now:
        place, cut, put = splice(now, written, cursor)
        desk.change(identity, Typed, field=field, place=place, cut=cut, text=put)
    return shown


def hidden_words(typed: str, shown: str) -> str:
    """Say why a field shows `shown` and not what was `typed`, in one line; empty when nothing was hidden."""
    if shown.count("•") <= typed.count("•"):
        return ""
    if sum(char.isdecimal() for char in typed) - sum(char.isdecimal() for char in shown) > LONGEST_CODE:
        return "A card number: all but its last four digits are left out of the record"
    return "A card's security code is never kept, not even for a moment"


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
