"""Which procedure a call is answered by, and why; and what else may be opened in it."""

from msgspec import Struct

from callpilot.procedures.in_force import Library, shipped_folder
from callpilot.procedures.model import Procedure, Protocol


class Chosen(Struct, frozen=True):
    """The procedure for a call and, in a few words for the pane's title, why: `line surgery, inbound`."""

    procedure: Procedure
    because: str


class _Fit(Struct, frozen=True):
    """Which of a call's marks a procedure names as its own, most telling first."""

    account: bool
    call_type: bool
    direction: bool
    channel: bool

    def rank(self) -> tuple[bool, bool, bool, bool]:
        return self.account, self.call_type, self.direction, self.channel


def choose(
    library: Library,
    *,
    account: str,
    channel: str,
    direction: str,
    call_type: str,
    preferred: str | None = None,
    line: str = "",
) -> Chosen | None:
    """Return the most specific procedure for a call, or None when nothing fits.

    An account named weighs more than a call type, that more than a direction, that more than a channel; ties
    go by id. `preferred` is what the account opens for inbound calls; it counts as the account's own. A
    procedure that names nothing it is for is opened by hand only. `line`, when given, stands in `because` for
    the account it belongs to.
    """
    fits: list[tuple[_Fit, Procedure]] = []
    for procedure in library.procedures.values():
        own = procedure.id == preferred and direction == "inbound"
        fit = _fit(procedure, account, channel, direction, call_type, own=own)
        if fit and any(fit.rank()):
            fits.append((fit, procedure))
    if not fits:
        return None
    fit, procedure = min(fits, key=lambda found: (*(not part for part in found[0].rank()), found[1].id))
    because = [
        (f"line {line}" if line else f"account {account}") if fit.account else "",
        f"type {call_type}" if fit.call_type else "",
        direction if fit.direction or fit.account else "",
        channel if fit.channel and channel != "phone" else "",  # the telephone goes without saying
    ]
    return Chosen(procedure, ", ".join(part for part in because if part) or channel)


def offered(library: Library, *, account: str, channel: str, direction: str, call_type: str) -> list[Procedure]:
    """Return what an operator may open in a call, the best fit first, then by title.

    All but protocols and what is bound to another account: an operator may always know better than the fit.
    """
    ranked: list[tuple[tuple[bool, ...], str, str, Procedure]] = []
    for procedure in library.procedures.values():
        if procedure.protocol or (procedure.accounts and account not in procedure.accounts):
            continue
        fit = _fit(procedure, account, channel, direction, call_type)
        rank = (False, *(not part for part in fit.rank())) if fit else (True,)
        ranked.append((rank, procedure.title, procedure.id, procedure))
    return [row[-1] for row in sorted(ranked, key=lambda row: row[:3])]


def protocol(library: Library, kind: Protocol, *, account: str = "") -> Procedure | None:
    """Return the protocol that its key opens: the account's own, else the site's, else the shipped one."""
    found = [
        procedure
        for procedure in library.procedures.values()
        if procedure.protocol == kind and (not procedure.accounts or account in procedure.accounts)
    ]
    shipped = shipped_folder()
    return min(
        found,
        key=lambda procedure: (not procedure.accounts, procedure.source.parent == shipped, procedure.id),
        default=None,
    )


def _fit(
    procedure: Procedure, account: str, channel: str, direction: str, call_type: str, *, own: bool = False
) -> _Fit | None:
    """Return how a procedure fits a call; None when it is for something else."""
    if procedure.protocol:
        return None
    asked = (
        (procedure.accounts, account),
        (procedure.directions, direction),
        (procedure.channels, channel),
    )
    if any(named and value not in named for named, value in asked):
        return None
    if procedure.call_types and call_type not in procedure.call_types and not own:
        return None
    return _Fit(
        account=own or account in procedure.accounts,
        call_type=call_type in procedure.call_types,
        direction=direction in procedure.directions,
        channel=channel in procedure.channels,
    )
