"""Reading one TOML file written by hand, with every fault in it named by file, line and key."""

import re
import stat
from pathlib import Path
from typing import Any

from callpilot.plain.problems import Problem
from callpilot.plain.untrusted import clean

LARGEST = 8 * 1024 * 1024  # bytes; a larger file is not a settings file


def read_toml(path: Path, *, largest: int = LARGEST) -> tuple[dict[str, Any], list[Problem], bytes]:
    """Read `path` and return its table (strings cleaned), what was wrong, and its raw bytes.

    A file that can't be used gives an empty table and one problem. A byte-order mark and CR LF are accepted.
    """
    try:
        found = path.stat()
        if stat.S_ISFIFO(found.st_mode) or stat.S_ISSOCK(found.st_mode):
            return {}, [Problem(source=path, message="is not a file")], b""
        if found.st_size > largest:
            return {}, [Problem(source=path, message=f"is too large to be a TOML file (over {largest >> 20} MiB)")], b""
        raw = path.read_bytes()
    except OSError as fault:
        return {}, [Problem(source=path, message=f"can't be read: {fault.strerror or fault}")], b""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        problem = Problem(source=path, line=line, message="is not UTF-8 text; save it as UTF-8")
        return {}, [problem], raw
    import tomllib  # where all is known from an earlier reading, nothing is read

    try:
        table = _cleaned(tomllib.loads(text.replace("\r\n", "\n")))
    except tomllib.TOMLDecodeError as fault:
        return {}, [_syntax_problem(path, text, str(fault))], raw
    except ValueError:
        return {}, [Problem(source=path, message="holds a number that is too long")], raw
    except RecursionError:
        return {}, [Problem(source=path, message="is nested too deeply")], raw
    return table, [], raw


def line_of(raw: bytes, key: str) -> int:
    """Return the line (from 1) on which the last part of dotted `key` is first set in `raw`; 0 if not found."""
    name = re.sub(r"\[\d+\]", "", key).split(".")[-1]
    if not name:
        return 0
    pattern = rf'^\s*(?:\[+\s*)?(?:[\w\-."]+\.)?"?{re.escape(name)}"?\s*(?:=|\])'
    found = re.search(pattern, raw.decode("utf-8", "replace"), re.MULTILINE)
    return raw.decode("utf-8", "replace").count("\n", 0, found.end()) + 1 if found else 0


def _syntax_problem(path: Path, text: str, message: str) -> Problem:
    place = re.search(r" \(at line (\d+), column \d+\)$| \(at end of document\)$", message)
    line = 0
    if place:
        line = int(place[1]) if place[1] else text.count("\n") + 1
        message = message[: place.start()]
    return Problem(source=path, line=line, message=f"not valid TOML: {clean(message)}")


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(str(key)): _cleaned(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case list():
            return [_cleaned(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value
