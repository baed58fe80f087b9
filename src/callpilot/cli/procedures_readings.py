"""`callpilot procedures readings [ID]`: who has read which version of which procedure, and who has not yet."""

import sys
from typing import TYPE_CHECKING, Any

from callpilot.cli.opening import Opened, opened, terminal_width
from callpilot.cli.parsing import CommandError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from callpilot.reports.readings import OperatorReading, ProcedureReadings

HELP = "who has read which version of a procedure and when, and who has not yet"


def add_parser(deeds: Any) -> None:
    """Declare `readings` among the deeds of `procedures`."""
    parser: argparse.ArgumentParser = deeds.add_parser("readings", help=HELP, description=HELP)
    parser.add_argument("id", nargs="?", metavar="ID", help="one procedure, with every operator (else all in short)")
    parser.add_argument("--operator", metavar="NAME", help="only what this operator has used or read")
    parser.add_argument("--json", action="store_true", help="as JSON: every procedure, operator and reading")


def run(args: "argparse.Namespace") -> int:
    """List the readings; return 0. Raises CommandError (status 1) for an id or a name that nobody knows."""
    with opened(args) as site:
        found = _found(site, args)
        sys.stdout.write(_as_json(found) if args.json else _as_text(site, found, args))
    return 0


def _found(site: Opened, args: "argparse.Namespace") -> "list[ProcedureReadings]":
    from msgspec.structs import replace

    from callpilot.plain.untrusted import clean_line
    from callpilot.procedures.loading import load_library, shipped_folder
    from callpilot.records.ids import operator_key
    from callpilot.reports.readings import readings_at

    library = load_library([shipped_folder(), site.home.config / "procedures"], site.home.cache)
    found = readings_at(site.index, library, site.site.operators, site.now)
    if args.id:
        found = [one for one in found if one.id == args.id]
        if not found:
            raise CommandError(f"there is no procedure “{clean_line(args.id, 80)}”, and nobody has read one of that id")
    if args.operator:
        key = operator_key(args.operator)
        if not any(operator_key(each.operator) == key for one in found for each in one.operators):
            raise CommandError(f"no operator is called “{clean_line(args.operator, 80)}”")
        found = [
            replace(
                one,
                operators=tuple(each for each in one.operators if operator_key(each.operator) == key),
                readings=tuple(each for each in one.readings if operator_key(each.operator) == key),
            )
            for one in found
        ]
    return found


def _as_json(found: "Sequence[ProcedureReadings]") -> str:
    import msgspec

    rows = [
        {
            "id": one.id,
            "title": one.title,
            "version": one.version,
            "sha256": one.sha256,
            "in_force_since": one.in_force_since,
            "operators": [msgspec.structs.asdict(each) for each in one.operators],
            "readings": [
                {"operator": each.operator, "version": each.version, "sha256": each.sha256, "at": each.read_at}
                for each in one.readings
            ],
        }
        for one in found
    ]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n"


def _as_text(site: Opened, found: "Sequence[ProcedureReadings]", args: "argparse.Namespace") -> str:
    from callpilot.reports.columns import table

    if not args.id and not args.operator:
        return _in_short(found)
    heads = ("ID", "VERSION", "OPERATOR", "STANDING", "LAST", "WHEN")
    rows = [
        (one.id, one.version or "gone", each.operator, each.standing, *_last(site, each))
        for one in found
        for each in one.operators
        if args.id or each.standing != "never used"
    ]
    if not rows:
        sys.stderr.write("callpilot: nothing was used or read yet\n")
        return ""
    return table(heads, rows, width=terminal_width(), shrink=(0, 2))


def _last(site: Opened, each: "OperatorReading") -> tuple[str, str]:
    from callpilot.reports.columns import local_time

    verb = "read" if each.is_read else "used"
    return (f"{verb} {each.version}" if each.at else "", local_time(each.at, site.zone))


def _in_short(found: "Sequence[ProcedureReadings]") -> str:
    from callpilot.reports.columns import table

    rows = [
        (one.id, one.version or "gone", one.in_force_since, _names(one, "read"), _names(one, "not yet"))
        for one in found
        if one.of("read") or one.of("not yet")
    ]
    if not rows:
        sys.stderr.write("callpilot: no procedure changed since the operators knew it, and none was read yet\n")
        return ""
    heads = ("ID", "VERSION", "SINCE", "READ BY", "NOT YET")
    return table(heads, rows, width=terminal_width(), shrink=(3, 4))


def _names(one: "ProcedureReadings", standing: Any) -> str:
    return ", ".join(each.operator for each in one.of(standing)) or "–"
