"""Faults found in files: values to be shown and counted, never exceptions."""

from pathlib import Path
from typing import NamedTuple

from callpilot.plain.untrusted import clean_line

_LONGEST = 2000


class Problem(NamedTuple):
    """One thing wrong in one file: where, and what was expected. `line` counts from 1; 0 is unknown."""

    source: Path | str
    message: str
    key: str = ""
    line: int = 0

    def __str__(self) -> str:
        """The problem on one line, as shown on screen and on stderr: file, line, key, what to do."""
        place = f"{self.source}:{self.line}" if self.line else f"{self.source}"
        words = f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"
        return clean_line(words, _LONGEST)  # a file's name and a key are anybody's

    @property
    def brief(self) -> str:
        """The same with the file's name alone: where a folder's path would leave no room for what is wrong."""
        return str(self._replace(source=Path(self.source).name))
