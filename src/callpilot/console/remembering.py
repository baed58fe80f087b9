"""Who signed on last and where: a convenience in the cache, which may vanish at any time."""

import contextlib
from pathlib import Path

from callpilot.plain.toml_file import read_toml
from callpilot.plain.untrusted import clean_line
from callpilot.records.ids import desk_name
from callpilot.site.home import private_open

FILE = "sign-on.toml"
_NOTE = ".console.json"


def remember(cache: Path, operator: str, desk: str) -> None:
    """Note who signed on. A cache that can't be written is no reason to stop anybody."""
    import tomli_w

    with (
        contextlib.suppress(OSError),
        open(cache / FILE, "w", encoding="utf-8", opener=private_open) as file,
    ):
        file.write(tomli_w.dumps({"operator": operator, "desk": desk}))


def remembered(cache: Path, locks: Path | None = None) -> tuple[str, str]:
    """Return the operator and the desk of the last sign-on; the machine's user and `desk-1` when there was none.

    Where that is lost and only one desk was ever opened here, as the folder `locks` tells, it is that desk: what is
    open on its sheets would not be seen at another.
    """
    table, _problems, _raw = read_toml(cache / FILE) if (cache / FILE).exists() else ({}, [], b"")
    operator = clean_line(str(table.get("operator", ""))) or _machine_user()
    return operator, clean_line(str(table.get("desk", ""))) or _only_desk(locks) or "desk-1"


def _only_desk(locks: Path | None) -> str:
    try:
        names = (
            [path.name.removesuffix(_NOTE) for path in locks.iterdir() if path.name.endswith(_NOTE)] if locks else []
        )
        return desk_name(names[0]) if len(names) == 1 else ""
    except (OSError, ValueError):
        return ""


def _machine_user() -> str:
    import getpass

    try:
        return clean_line(getpass.getuser())
    except (OSError, KeyError, ImportError):  # nobody by that number; no such thing on this system
        return ""
