"""`callpilot notices`: what every operator has to know; a notice is added or withdrawn beside a running console."""

import sys
from typing import TYPE_CHECKING, Any

from callpilot.cli.amend import user
from callpilot.cli.opening import Opened, opened
from callpilot.cli.parsing import NOT_RIGHT, USED_WRONGLY, CommandError

if TYPE_CHECKING:
    import argparse

    from callpilot.records.kinds import Notice, Reading

HELP = "what every operator has to know"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("notices", help=HELP, description=HELP)
    parser.add_argument("--all", action="store_true", help="also those that are over or withdrawn")
    parser.add_argument("--json", action="store_true", help="as JSON, with who has read each, and when")
    parser.set_defaults(deed="list")
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", title="deeds")
    add = deeds.add_parser("add", help="leave a word for every operator")
    add.add_argument("text", metavar="TEXT", help="the notice; - reads it from standard input")
    add.add_argument(
        "--until", metavar="TIME", help="when it is over: 2h, 18:00, tomorrow, 2026-12-01 (default: never)"
    )
    add.add_argument("--important", action="store_true", help="opens by itself at sign-on")
    withdraw = deeds.add_parser("withdraw", help="take a notice of yours out of force")
    withdraw.add_argument("id", metavar="ID", help="the notice's id")
    withdraw.add_argument("--why", required=True, metavar="TEXT", help="the reason, kept with the revision")
    for deed in (add, withdraw):
        deed.add_argument("--operator", metavar="NAME", help="who does it (default: the user of this machine)")
        deed.add_argument(
            "--desk",
            metavar="NAME",
            help="at which desk (default: that of the last sign-on)",
        )
    return parser


def run(args: "argparse.Namespace") -> int:
    """List the notices, add one or withdraw one; return 0. What is written is safe on disk when it is said."""
    with opened(args) as site:
        if args.deed == "add":
            _add(site, args)
        elif args.deed == "withdraw":
            _withdraw(site, args)
        else:
            _list(site, args)
    return 0


# -- writing ------------------------------------------------------------------------------------------


def _add(site: Opened, args: "argparse.Namespace") -> None:
    from msgspec.structs import replace

    from callpilot.desk.noticing import notice_id, notice_of
    from callpilot.desk.state import DeedRefused
    from callpilot.plain.times import future

    by, desk = _who(site, args)
    try:
        until = future(args.until, site.now, site.zone, is_end=True) if args.until else None
        notice = notice_of(_text(args.text), by=by, desk=desk, now=site.now, until=until, important=args.important)
    except ValueError as fault:
        raise CommandError(f"--until: {fault}", USED_WRONGLY) from None
    except DeedRefused as refusal:
        raise CommandError(str(refusal), USED_WRONGLY) from None
    identity = notice_id(desk, site.now.astimezone(site.zone), lambda known: bool(site.index.revisions(known)))
    _append(site, desk, replace(notice, id=identity), by, None)
    sys.stdout.write(f"{identity}\n")


def _withdraw(site: Opened, args: "argparse.Namespace") -> None:
    from callpilot.desk.matters import said
    from callpilot.desk.noticing import withdrawn
    from callpilot.desk.state import DeedRefused
    from callpilot.plain.times import stamp
    from callpilot.plain.untrusted import clean_line

    by, desk = _who(site, args)
    found = next((one for one in _notices(site) if one.id == args.id), None)
    if found is None:
        raise CommandError(f"no notice has the id {clean_line(args.id, 80)}; see callpilot notices --all")
    if found.withdrawn_at:
        raise CommandError(f"{found.id} is withdrawn already")
    try:
        after = withdrawn(found, by, stamp(site.now), args.why)
        why = said(args.why, "say why it is withdrawn")
    except DeedRefused as refusal:
        raise CommandError(str(refusal), NOT_RIGHT) from None
    entry = _append(site, desk if args.desk else found.desk or desk, after, by, why)
    sys.stdout.write(f"{found.id} revision {entry.rev}\n")


def _append(site: Opened, desk: str, notice: "Notice", by: str, why: str | None) -> Any:
    """Append a notice under the desk's short lock, beside a console that is running there."""
    from contextlib import closing

    from callpilot.journal.store import Draft, Journal
    from callpilot.records.ids import desk_name

    with closing(Journal(site.home.data, desk_name(desk))) as journal:
        return journal.append_now((Draft(kind="notice", id=notice.id, by=by, data=notice, why=why),))[0]


def _who(site: Opened, args: "argparse.Namespace") -> tuple[str, str]:
    """Who gives or withdraws it, and the desk in whose name: that of the last sign-on unless one is named."""
    from callpilot.console.remembering import remembered
    from callpilot.plain.untrusted import clean_line, mask_cards
    from callpilot.records.ids import desk_name

    try:
        desk = desk_name(args.desk or remembered(site.home.cache, site.home.locks)[1])
        return mask_cards(clean_line((args.operator or "").strip() or user(), 80)), desk
    except ValueError as fault:
        raise CommandError(f"--desk: {fault}", USED_WRONGLY) from None


def _text(text: str) -> str:
    if text != "-":
        return text
    from callpilot.desk.noticing import LONGEST

    return sys.stdin.read(LONGEST * 4)


# -- reading --------------------------------------------------------------------------------------------


def _notices(site: Opened) -> "list[Notice]":
    found: Any = site.index.latest("notice")
    return found


def _list(site: Opened, args: "argparse.Namespace") -> None:
    from callpilot.desk.notices_in_force import is_over

    every = _notices(site)
    shown = [one for one in every if args.all or not (one.withdrawn_at or is_over(one, site.now))]
    readings = _readings(site)
    if args.json:
        sys.stdout.write(_as_json(shown, readings))
    elif shown:
        sys.stdout.write(_as_text(site, shown, readings))
    else:
        sys.stderr.write("callpilot: no notice is in force\n")


def _readings(site: Opened) -> "dict[str, list[Reading]]":
    """Who has read what, the first first."""
    found: dict[str, list[Reading]] = {}
    latest: Any = site.index.latest("reading", 100_000)
    for reading in reversed(latest):
        found.setdefault(reading.of, []).append(reading)
    return found


def _as_json(notices: "list[Notice]", readings: "dict[str, list[Reading]]") -> str:
    import msgspec

    rows = [
        {
            **msgspec.structs.asdict(one),
            "read": [{"operator": reading.operator, "at": reading.at} for reading in readings.get(one.id, ())],
        }
        for one in notices
    ]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n"


def _as_text(site: Opened, notices: "list[Notice]", readings: "dict[str, list[Reading]]") -> str:
    from callpilot.plain.untrusted import clean, clean_line
    from callpilot.reports.columns import local_time

    parts: list[str] = []
    for one in notices:
        weight = "important" if one.important else ""
        until = f"until {local_time(one.until, site.zone)}" if one.until else ""
        gone = f"withdrawn {local_time(one.withdrawn_at, site.zone)}" if one.withdrawn_at else ""
        head = (local_time(one.at, site.zone), clean_line(one.by, 80), weight, until, gone, clean_line(one.id, 80))
        read = "; ".join(
            f"{clean_line(reading.operator, 80)} {local_time(reading.at, site.zone)}"
            for reading in readings.get(one.id, ())
        )
        parts.append(" · ".join(word for word in head if word) + "\n")
        parts += (f"  {line}\n" for line in clean(one.text).splitlines())
        parts.append(f"  read by: {read or 'nobody yet'}\n")
    return "".join(parts)
