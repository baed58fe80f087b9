"""Who works at which desk, in which shift: what sign-on asks."""

from msgspec import Struct

from callpilot.site.model import ShiftHours


class SignOn(Struct, frozen=True):
    """What sign-on asks: the operator's name, the desk's, and the planned shift."""

    operator: str
    desk: str
    shift: ShiftHours


LONGEST_NAME = 80


def operator_problem(name: str) -> str:
    """Say what is wrong with an operator's name; empty when it holds."""
    if not name.strip():
        return "an operator's name is needed; it stands in every record"
    if len(name.strip()) > LONGEST_NAME:
        return f"that name has {len(name.strip())} characters; {LONGEST_NAME} is the most"
    return ""
