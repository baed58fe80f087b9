"""`callpilot directory import`: people from vCards or a table, added to `directory.toml`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callpilot.cli.parsing import CANT_ACCESS, NOT_RIGHT, CommandError
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    from callpilot.site.home import Home
    from callpilot.site.people_import import Imported

HEADING = "The people whom calls are passed to. Comments are lost when people are imported: keep yours in notes."


def import_people(home: "Home", path: Path, *, replace: bool) -> int:
    """Add the people of a file; return 1 when something of it was left out. Raises CommandError."""
    from callpilot.plain.toml_file import read_toml
    from callpilot.site.directory import LARGEST
    from callpilot.site.importing import ImportFailed, write_toml
    from callpilot.site.people_import import read_people

    target = home.config / "directory.toml"
    try:
        imported = read_people(path)
    except ImportFailed as reason:
        raise CommandError(str(reason), CANT_ACCESS) from None
    table: dict[str, Any] = {"format": 1}
    if target.exists():
        table, problems, _raw = read_toml(target, largest=LARGEST)
        if problems:
            raise CommandError(f"{problems[0]}; mend it first, nothing was imported", NOT_RIGHT)
    known: dict[str, Any] = {str(one.get("id") or one.get("name")): one for one in table.get("contact", [])}
    added, replaced, kept = _merge(known, imported, path, replace=replace)
    if added or replaced:
        write_toml(target, {**table, "contact": list(known.values())}, HEADING)
    for fault in imported.faults:
        sys.stderr.write(f"callpilot: {fault}\n")
    left = f", {kept} already there and left as they were (--replace takes the new ones)" if kept else ""
    sys.stdout.write(f"{added} added, {replaced} replaced{left}; {clean_line(str(target))}\n")
    return NOT_RIGHT if imported.faults else 0


def _merge(known: dict[str, Any], imported: "Imported", path: Path, *, replace: bool) -> tuple[int, int, int]:
    """Put what was imported into `known`; return how many were added, replaced, and left as they were."""
    added, replaced, kept = 0, 0, 0
    seen: set[str] = set()
    for contact in imported.contacts:
        identity = str(contact["id"])
        if identity in seen:
            imported.faults.append(f"{path}: two are called “{identity}”; the second is left out: give it an id")
            continue
        seen.add(identity)
        if identity not in known:
            added += 1
            known[identity] = contact
        elif replace:
            replaced += 1
            known[identity] = {**known[identity], **contact}
        else:
            kept += 1
    return added, replaced, kept
