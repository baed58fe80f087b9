"""What is wrong in the site's files, one by one: where, what, what was expected."""

from collections.abc import Sequence

from callpilot.console.screens.read import ReadScreen
from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import wrap
from callpilot.plain.problems import Problem


class FaultsScreen(ReadScreen):
    """Lists problems. The good parts of every file are in force."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("Faults in files")
        self._problems = tuple(problems)

    def lines(self, width: int) -> list[Line]:
        """One paragraph a problem."""
        if not self._problems:
            return [(("Every file could be read.", "$good"),)]
        lines: list[Line] = [(("What could be read is in force. Each of these needs a hand:", ""),), (("", ""),)]
        for problem in self._problems:
            for number, row in enumerate(wrap(str(problem), width - 2)):
                lines.append((("▲ " if number == 0 else "  ", "bold $due"), (row, "")))
        return lines
