"""Noticing that somebody edited the site's files: a stamp that is another one after every change."""

from collections.abc import Hashable, Iterator
from pathlib import Path


def config_stamp(config: Path) -> Hashable:
    """Return what differs as soon as a settings, account, directory, roster or procedure file was changed."""
    return tuple(_stamps(config))


def _stamps(config: Path) -> Iterator[tuple[str, int, int, int]]:
    paths = [config / "site.toml", config / "directory.toml"]
    for folder in ("accounts", "rosters", "procedures"):
        paths += sorted((config / folder).glob("*.toml"))
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            continue
        yield str(path), found.st_mtime_ns, found.st_size, found.st_ino
