"""What a procedure names and the site doesn't have: accounts, types of calls, somebody to tell."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from callpilot.procedures.model import Procedure
from callpilot.procedures.places import Path


class SiteNames(Struct, frozen=True, kw_only=True):
    """What there is at a site; None: nothing of the kind is written down, and nothing is held against it.

    `reaches` tells whether directory or rosters know a name, for calls of an account.
    """

    accounts: frozenset[str] | None = None
    call_types: frozenset[str] | None = None
    reaches: Callable[[str, str], bool] | None = None


def against_site(procedure: Procedure, site: SiteNames, *, is_shipped: bool) -> Iterator[tuple[Path, str, str]]:
    """Yield what a procedure names that isn't there. Of a shipped one only whom a protocol is to tell."""
    if not is_shipped or procedure.protocol:
        for contact in procedure.contacts:
            # Somebody outside of the directory is written with a number, and so with a space.
            if site.reaches and " " not in contact and not _reached(contact, procedure, site.reaches):
                yield ("contacts",), "contacts", f"neither the directory nor a roster has “{contact}”"
    if is_shipped:
        return
    for key, names, known, what in (
        ("accounts", procedure.accounts, site.accounts, "there is no account"),
        ("call_types", procedure.call_types, site.call_types, "no call is of the type"),
    ):
        for name in names:
            if known is not None and name not in known:
                yield (key,), key, f"{what} “{name}”; there are {', '.join(sorted(known)[:12])}"


def _reached(contact: str, procedure: Procedure, reaches: Callable[[str, str], bool]) -> bool:
    return any(reaches(contact, account) for account in ("", *procedure.accounts))
