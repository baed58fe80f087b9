"""Where a command's output goes: standard output, or a file private to its owner."""

import contextlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from callpilot.cli.parsing import CANT_ACCESS, CommandError


def write_parts(parts: Iterable[str], out: Path | None) -> None:
    """Write `parts` to the file `out`, 0600, or to standard output when it is None.

    The file is there whole or not at all: one that it takes the place of stays until then. Raises CommandError
    (status 3) when it can't be written; what `parts` raises passes through.
    """
    if out is None:
        sys.stdout.writelines(parts)
        return
    try:
        if os.path.lexists(out) and not out.is_file():  # a device or a pipe: there is nothing to be kept
            _write(parts, out, out)
            return
        place = out.resolve()  # a link stays one
    except OSError as fault:
        raise _refusal(out, fault) from None
    new = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        _write(parts, new, out)
        try:
            new.replace(place)
        except OSError as fault:
            raise _refusal(out, fault) from None
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def write_bytes(parts: Iterable[bytes | memoryview]) -> None:
    """Write UTF-8 to standard output: for a program as it is, on a terminal in the signs that it can show."""
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None or sys.stdout.isatty():
        sys.stdout.writelines(bytes(part).decode("utf-8", "replace") for part in parts)
        return
    sys.stdout.flush()
    raw.writelines(parts)


def _write(parts: Iterable[str], path: Path, out: Path) -> None:
    from callpilot.plain.private_file import open_named

    try:
        descriptor = open_named(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        file = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise _refusal(out, fault) from None
    try:
        for part in parts:
            try:
                file.write(part)
            except OSError as fault:
                raise _refusal(out, fault) from None
        try:
            file.flush()
            if path != out:
                os.fsync(file.fileno())
        except OSError as fault:
            raise _refusal(out, fault) from None
    finally:
        with contextlib.suppress(OSError):  # what is left in its buffer was told above
            file.close()


def _refusal(out: Path, fault: OSError) -> CommandError:
    why = fault.strerror or type(fault).__name__
    return CommandError(f"{out}: can't be written ({why}); name another file with --out", CANT_ACCESS)
