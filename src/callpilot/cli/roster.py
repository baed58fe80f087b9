"""`callpilot roster`: who is on call, why, and until when, at any moment; rosters from calendars (D8)."""

import argparse
import json
import sys
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import home_of, site_of
from callpilot.cli.parsing import NOT_RIGHT, USED_WRONGLY, CommandError
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    from callpilot.site.home import Home
    from callpilot.site.model import Site
    from callpilot.site.on_call import Rung
    from callpilot.site.people import People

HELP = "who is on call, now or at any moment, and why"
TIMES = "ISO 8601, 16:00, yesterday 16:00, tomorrow 8:00, Mon 9:00, or +2h (from now)"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "roster",
        help=HELP,
        description=HELP,
        epilog=f"TIME: {TIMES}. `callpilot roster import FILE.ics` reads a calendar.",
    )  # fmt: skip
    parser.add_argument("name", nargs="?", metavar="NAME", help="a roster's id or title; without: all of them")
    parser.add_argument("file", nargs="?", metavar="FILE", help="with `import`: the iCalendar file")
    parser.add_argument("--at", metavar="TIME", help="ask about that moment; nothing is changed by asking")
    parser.add_argument("--json", action="store_true", help="a JSON array and nothing else")
    parser.add_argument("--name", dest="wanted", metavar="NAME", help="with `import`: what the roster is called")
    parser.add_argument("--replace", action="store_true", help="with `import`: over a roster that exists")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Print who is on call, or import a calendar; return 1 when there is no such roster."""
    from callpilot.site.on_call import roster_meant

    home = home_of(args)
    site = site_of(home)
    if args.name == "import" and args.file:
        from callpilot.cli.roster_import import import_calendar

        return import_calendar(home, site, Path(args.file), name=args.wanted or "", replace=args.replace)
    if args.file or args.wanted or args.replace or (args.name == "import"):
        raise CommandError("import needs a file: callpilot roster import FILE.ics", USED_WRONGLY)
    people = people_of(home, site)
    now = _moment(args.at, site.zone())
    asked = roster_meant(people, args.name) if args.name else None
    names = [asked.id] if asked else sorted(people.rosters)
    if args.name and asked is None:
        known = ", ".join(sorted(people.rosters)) or "none is set up"
        raise CommandError(f"there is no roster “{args.name}”; there are: {known}", NOT_RIGHT)
    answers = [_answer(people, name, now, site) for name in names]
    if args.json:
        sys.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1) + "\n")
    elif answers:
        sys.stdout.write("\n".join(_text(answer, now, site) for answer in answers))
    else:
        sys.stderr.write(f"callpilot: no roster is set up in {clean_line(str(home.config / 'rosters'))}\n")
    return 0


def people_of(home: "Home", site: "Site") -> "People":
    """Read directory and rosters; what is wrong in them goes to stderr, a line each."""
    from callpilot.site.people_loading import load_people

    people, problems = load_people(home.config, home.cache, site)
    for problem in problems:
        sys.stderr.write(f"callpilot: {problem}\n")
    return people


def _moment(text: str | None, zone: tzinfo | None) -> datetime:
    from callpilot.plain.times import future

    now = datetime.now(UTC)
    if text is None:
        return now
    try:
        return future(text, now, zone)
    except ValueError as fault:
        raise CommandError(f"--at: {fault}", USED_WRONGLY) from None


def _answer(people: "People", name: str, now: datetime, site: "Site") -> dict[str, Any]:
    from callpilot.plain.times import stamp
    from callpilot.site.on_call import ladder, on_call

    roster = people.rosters[name]
    found = on_call(people, name, now, site=site)
    rungs = ladder(people, [name], now, site=site, account=roster.account)
    return {
        "roster": name,
        "title": roster.title,
        "account": roster.account,
        "at": stamp(now),
        "on_call": [contact.id for contact in found.who],
        "why": found.why,
        "until": stamp(found.until) if found.until else None,
        "unknown": list(found.unknown),
        "ladder": [_rung(rung) for rung in rungs],
    }


def _rung(rung: "Rung") -> dict[str, Any]:
    contact = rung.contact
    return {
        "id": contact.id,
        "name": contact.name,
        "role": contact.role,
        "why": rung.why,
        "available": rung.available,
        "availability": rung.until,
        "ways": [{"kind": way.kind, "to": way.to, "note": way.note} for way in contact.ways],
    }


def _text(answer: dict[str, Any], now: datetime, site: "Site") -> str:
    from callpilot.plain.times import moment
    from callpilot.site.hours import clock_words

    zone = site.zone()
    until = f", until {clock_words(moment(answer['until']), now, zone)}" if answer["until"] else ""
    local = now.astimezone(zone)
    lines = [f"{answer['title']} ({answer['roster']}), {local:%a} {local.day} {local:%b %Y %H:%M}"]
    lines.append(f"  why    {answer['why']}{until}")
    for number, rung in enumerate(answer["ladder"], 1):
        words = ", ".join(part for part in (rung["role"], rung["availability"]) if part)
        because = f"; {rung['why'].removesuffix('; ' + rung['role'])}" if rung["why"].startswith("deputy") else ""
        lines.append(f"  {number}      {rung['name']}{f' ({words})' if words else ''}{because}")
        lines += [f"         {way['kind']:<7} {way['to']}  {way['note']}".rstrip() for way in rung["ways"]]
    if not answer["ladder"]:
        lines.append("         nobody")
    lines += [f"  !      “{name}” is no contact of the directory" for name in answer["unknown"]]
    return "\n".join(lines) + "\n"
