"""The site as typed, frozen values: settings, accounts, lines, shifts (B12; DESIGN: words)."""

from datetime import datetime, tzinfo

from msgspec import Struct, field

DEFAULT_GREETING = "Good {time_of_day}, {company}, {operator} speaking. How can I help you?"
"""What is said when an account has no greeting of its own: company, operator, an offer of help (B1)."""

DEFAULT_DEADLINES = {"critical": 15 * 60, "high": 3600, "medium": 4 * 3600, "low": 2 * 86400}
"""Seconds until an escalation of each severity is due, when the site names none (C13, C14)."""


class ShiftHours(Struct, frozen=True, kw_only=True):
    """A shift as planned. `hours` is local, `07:00-15:00`; the end may be past midnight."""

    name: str
    hours: str = ""

    def covers(self, minute: int) -> bool:
        """Tell whether the shift runs at `minute` (0–1439) of the local day. Without hours it never does."""
        if not self.hours:
            return False
        start, end = (int(part[:2]) * 60 + int(part[3:]) for part in self.hours.split("-"))
        if start < end:
            return start <= minute < end
        return minute >= start or minute < end


class Line(Struct, frozen=True, kw_only=True):
    """A number or queue that is called (DNIS). `account` is the id of the account it belongs to."""

    id: str
    number: str = ""
    name: str = ""
    account: str = ""


class Account(Struct, frozen=True, kw_only=True):
    """Whom calls are answered for.

    `answer_within` is in seconds, None for the site's; `required` names the record fields asked for at
    closing; `procedure` is the id opened for its inbound calls; `time_zone` is an IANA name, None for
    the site's; `verify_by` says in words how callers are verified (C2).
    """

    id: str
    name: str
    company: str = ""
    department: str = ""
    verify_by: str = ""
    greeting: str = DEFAULT_GREETING
    answer_within: int | None = None
    required: tuple[str, ...] = ()
    procedure: str | None = None
    time_zone: str | None = None
    notes: str = ""


MAIN = Account(id="main", name="Main line")
"""The account of a site that names none."""

PICTURES = ("auto", "blocks", "kitty", "sixel", "off")
"""How a procedure's pictures are drawn: as the terminal can, in half-blocks, by a protocol of its own, not at all."""

DEFAULT_SHIFTS = (
    ShiftHours(name="early", hours="07:00-15:00"),
    ShiftHours(name="late", hours="15:00-23:00"),
    ShiftHours(name="night", hours="23:00-07:00"),
)


class Site(Struct, frozen=True, kw_only=True):
    """The place and its settings. Every default is usable at once.

    `country` is ISO 3166-1 alpha-2, `time_zone` an IANA name (empty: the machine's), `answer_within` and
    `escalation` (by severity) are in seconds, `theme` empty for the console's own, `spelling` the alphabet that
    names are spelt with. `mouse` False leaves the mouse to the terminal; `plain` is the console for a screen reader.
    `pictures` is one of `PICTURES`.
    There is always at least one account.
    """

    name: str = "callpilot"
    company: str = ""
    department: str = ""
    country: str = "US"
    time_zone: str = ""
    answer_within: int = 30
    bell: bool = True
    notify: bool = True
    theme: str = ""
    spelling: str = "icao"
    mouse: bool = True
    plain: bool = False
    pictures: str = "auto"
    keys: dict[str, str | list[str]] = {}
    call_types: tuple[str, ...] = ()
    shifts: tuple[ShiftHours, ...] = DEFAULT_SHIFTS
    desks: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    accounts: tuple[Account, ...] = (MAIN,)
    escalation: dict[str, int] = field(default_factory=DEFAULT_DEADLINES.copy)

    def line_named(self, text: str) -> Line | None:
        """Return the line whose id, dialled number (however written) or name is `text`, else None."""
        wanted = text.strip().casefold()
        if not wanted:
            return None
        for line in self.lines:
            if wanted in (line.id.casefold(), line.number.casefold()):
                return line
        return self._line_dialled(text) or next((x for x in self.lines if x.name.casefold() == wanted), None)

    def account_named(self, identity: str) -> Account | None:
        """Return the account with this id, else None (a record may be older than the settings)."""
        return next((account for account in self.accounts if account.id == identity), None)

    def account_of(self, line: str) -> Account:
        """Return the account of `line` (its id, dialled number or name), else the first one."""
        found = self.line_named(line)
        return self.account_named(found.account if found else line) or self.accounts[0]

    def answer_target(self, account: Account) -> int:
        """Return within how many seconds a ring for `account` is to be answered (B1)."""
        return self.answer_within if account.answer_within is None else account.answer_within

    def deadline(self, severity: str) -> int:
        """Return in how many seconds an escalation is due (C13); an unknown `severity` counts as medium."""
        return self.escalation.get(severity, DEFAULT_DEADLINES.get(severity, DEFAULT_DEADLINES["medium"]))

    def zone(self, account: Account | None = None) -> tzinfo | None:
        """Return the time zone of `account` or of the site; None for the machine's own."""
        name = (account.time_zone if account else None) or self.time_zone
        if not name:
            return None
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None

    def shift_at(self, now: datetime) -> ShiftHours | None:
        """Return the planned shift that runs at the aware moment `now`; None outside all of them."""
        local = now.astimezone(self.zone())
        return next((shift for shift in self.shifts if shift.covers(local.hour * 60 + local.minute)), None)

    def _line_dialled(self, text: str) -> Line | None:
        """Match a number written in another way. Numbers are parsed only where the last digits agree."""
        tail = _tail(text)
        alike = [line for line in self.lines if tail and _tail(line.number) == tail]
        if not alike:
            return None
        from callpilot.site.numbers import same_number_key

        key = same_number_key(text, self.country)
        return next((line for line in alike if same_number_key(line.number, self.country) == key), None)


def _tail(number: str) -> str:
    digits = "".join(char for char in number if char.isdecimal())
    return digits[-6:] if len(digits) >= 6 else ""
