"""Where a command's output goes: standard output, or a file private to its owner."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from callpilot.cli.parsing import CANT_ACCESS, CommandError


def write_parts(parts: Iterable[str], out: Path | None) -> None:
    """Write `parts` to the file `out`, 0600, or to standard output when it is None.

    Raises CommandError (status 3) when the file can't be written; what `parts` raises passes through.
    """
    if out is None:
        sys.stdout.writelines(parts)
        return
    from callpilot.plain.private_file import open_named

    try:
        descriptor = open_named(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        file = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise _refusal(out, fault) from None
    with file:
        for part in parts:
            try:
                file.write(part)
            except OSError as fault:
                raise _refusal(out, fault) from None
        try:
            file.flush()
        except OSError as fault:
            raise _refusal(out, fault) from None


def _refusal(out: Path, fault: OSError) -> CommandError:
    why = fault.strerror or type(fault).__name__
    return CommandError(f"{out}: can't be written ({why}); name another file with --out", CANT_ACCESS)
