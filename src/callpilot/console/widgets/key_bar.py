"""The key bar at the foot: the registry's deeds with their keys; what can't be done now is dim and struck."""

from collections.abc import Sequence

from rich.cells import cell_len

from callpilot.console.deeds import DEEDS, key_badge
from callpilot.console.keymap import Keys
from callpilot.console.widgets.drawn import Drawn, Piece
from callpilot.console.wrapping import fit
from callpilot.desk.state import DeskState

# What goes first when the terminal is narrow, and how words are shortened then.
_FIRST_TO_GO = "take_message"
_NARROW = {"Escalate": "Escal", "EMERGENCY": "EMERG", "Take msg": "Msg", "Answer": "Ans", "Transfer": "Trans"}


class KeyBar(Drawn):
    """One row of keys."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """
    grows = False
    grows_in_plain = True

    def __init__(self, keys: Keys, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: tuple[str, bool] | None = None
        self._keys = keys
        self._shown: tuple[DeskState, int, Keys] | None = None

    def say(self, text: str, *, grave: bool) -> None:
        """Stand in for the keys with one line to the operator, until `hush`."""
        self._said = (text, grave)

    def hush(self) -> None:
        """Show the keys again."""
        self._said = None

    def show(self, state: DeskState, width: int) -> None:
        """Show which deeds can be done in `state`, as many as fit in `width` cells."""
        if self._said is not None:
            self._shown = None
            text, grave = self._said
            style = "bold $background on $due" if grave else "bold $background on $good"
            self.show_lines([((fit(f" {text}", width), style),)])
            return
        before, self._shown = self._shown, (state, width, dict(self._keys))
        if before is not None and before[0] is state and before[1:] == self._shown[1:]:
            return  # a second has gone by, and nothing else
        lines = (
            self._line(state, short=short, without=without)
            for short, without in ((False, ""), (False, _FIRST_TO_GO), (True, _FIRST_TO_GO))
        )
        line = next(lines)
        while _cells(line) > width and (narrower := next(lines, None)) is not None:
            line = narrower
        self.show_lines([line])

    def _line(self, state: DeskState, *, short: bool, without: str) -> list[Piece]:
        pieces: list[Piece] = []
        for deed in DEEDS:
            keys = self._keys.get(deed.id, ())
            if not deed.bar or not keys or deed.id == without:
                continue
            word = _NARROW.get(deed.bar, deed.bar) if short else deed.bar
            refused = bool(deed.unavailable(state))
            alarm = deed.id == "emergency" and not refused
            badge, name = ("bold $on-alarm on $alarm-ground",) * 2 if alarm else ("bold $accent", "")
            if refused:
                badge, name = "$quiet", "$quiet strike"
            gap = "" if short and not pieces else " "
            pieces += [(gap, ""), (key_badge(keys[0]), badge), (" ", badge if alarm else ""),
                       (word, name)]  # fmt: skip
            if not short:
                pieces.append((" ", ""))
        return pieces


def _cells(line: Sequence[Piece]) -> int:
    return sum(cell_len(text) for text, _style in line)
