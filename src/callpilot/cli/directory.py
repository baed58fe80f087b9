"""`callpilot directory list|show|import`: the people, departments and services that calls are passed to."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import home_of, site_of
from callpilot.cli.parsing import NOT_RIGHT, CommandError
from callpilot.cli.roster import people_of
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    from callpilot.site.model import Site
    from callpilot.site.people import Contact, People

HELP = "list, show and import the people whom calls are passed to"


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    parser: argparse.ArgumentParser = commands.add_parser("directory", help=HELP, description=HELP)
    deeds = parser.add_subparsers(dest="deed", metavar="list|show|import", required=True)
    text = "every contact: id, name, role, how to reach them first, whether they are there now"
    listing = deeds.add_parser("list", help=text, description=text)
    listing.add_argument("--account", default="", metavar="ID", help="those of this account, and those of all")
    listing.add_argument("--json", action="store_true", help="a JSON array and nothing else")
    text = "one contact: every way, hours, languages, deputies, notes"
    showing = deeds.add_parser("show", help=text, description=text)
    showing.add_argument("id", metavar="ID", help="a contact's id or name")
    showing.add_argument("--json", action="store_true", help="a JSON object and nothing else")
    text = "add people from vCards (.vcf) or a table (.csv)"
    adding = deeds.add_parser("import", help=text, description=text)
    adding.add_argument("file", type=Path, metavar="FILE", help="a .vcf or .csv file")
    adding.add_argument("--replace", action="store_true", help="over contacts that have the same id")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Do what was asked; return 1 when nobody is found by that id, or something in a file was left out."""
    home = home_of(args)
    site = site_of(home)
    if args.deed == "import":
        from callpilot.cli.directory_import import import_people

        return import_people(home, args.file, replace=args.replace)
    people = people_of(home, site)
    if args.deed == "show":
        return _show(people, args.id, site, as_json=args.json)
    if args.account and site.account_named(args.account) is None:
        known = ", ".join(account.id for account in site.accounts)
        raise CommandError(f"there is no account “{args.account}”; there are: {known}", NOT_RIGHT)
    found = [
        one for one in people.contacts.values() if not (args.account and one.accounts) or args.account in one.accounts
    ]
    if args.json:
        sys.stdout.write(json.dumps([_facts(one) for one in found], ensure_ascii=False, indent=1) + "\n")
    elif found:
        _list(found, people, site)
    else:
        sys.stderr.write(f"callpilot: nobody is in {clean_line(str(home.config / 'directory.toml'))}\n")
    return 0


def _facts(contact: "Contact") -> dict[str, Any]:
    import msgspec

    from callpilot.site.hours import week_words

    facts = {name: getattr(contact, name) for name in contact.__struct_fields__}
    facts["ways"] = [{"kind": way.kind, "to": way.to, "note": way.note} for way in contact.ways]
    facts["hours"] = week_words(contact.hours)
    return dict(msgspec.to_builtins(facts))


def _list(found: "list[Contact]", people: "People", site: "Site") -> None:
    from callpilot.cli.opening import terminal_width
    from callpilot.reports.columns import table
    from callpilot.site.on_call import availability

    now = datetime.now(UTC)
    heads, rows = ("ID", "NAME", "ROLE", "FIRST", "NOW"), list[tuple[str, ...]]()
    for one in found:
        account = one.accounts[0] if one.accounts else ""
        words = availability(one, now, site=site, account=account, people=people).words
        rows.append((one.id, one.name, one.role, one.ways[0].to if one.ways else "–", words or "–"))
    sys.stdout.write(table(heads, rows, width=terminal_width(), shrink=(0, 1, 2)))


def _show(people: "People", wanted: str, site: "Site", *, as_json: bool) -> int:
    from callpilot.reports.columns import facts
    from callpilot.site.hours import week_words, zone_note, zone_of
    from callpilot.site.on_call import availability, contact_named

    contact = contact_named(people, wanted)
    if contact is None:
        raise CommandError(f"nobody is called “{wanted}”; callpilot directory list shows who there is", NOT_RIGHT)
    if as_json:
        sys.stdout.write(json.dumps(_facts(contact), ensure_ascii=False, indent=1) + "\n")
        return 0
    account = contact.accounts[0] if contact.accounts else ""
    words = availability(contact, datetime.now(UTC), site=site, account=account, people=people).words
    ways = [(way.kind.capitalize(), f"{way.to}{f'  ({way.note})' if way.note else ''}") for way in contact.ways]
    hours = week_words(contact.hours)
    hours += zone_note(zone_of(site, account, contact.time_zone), site) if hours else ""
    rows = [
        ("Id", contact.id), ("Kind", contact.kind), ("Role", contact.role), ("Department", contact.department),
        ("Accounts", ", ".join(contact.accounts) or "all"), *ways, ("Hours", hours), ("Now", words),
        ("Time zone", contact.time_zone), ("Languages", ", ".join(contact.languages)),
        ("Deputies", ", ".join(contact.deputies)), ("Notes", contact.notes),
    ]  # fmt: skip
    sys.stdout.write(f"{contact.name}\n{facts(rows)}")
    return 0
