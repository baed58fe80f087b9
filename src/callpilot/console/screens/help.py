"""F1: every key, what it does, and why it can't be used now."""

from callpilot.console.deeds import DEEDS, key_words
from callpilot.console.keymap import Keys
from callpilot.console.screens.read import ReadScreen
from callpilot.console.widgets.drawn import Line
from callpilot.console.wrapping import wrap
from callpilot.desk.state import DeskState

_HEADINGS = {
    "anywhere": "FROM ANYWHERE, typing or not",
    "desk": "ON THE DESK, outside fields",
    "procedure": "IN THE PROCEDURE (Esc goes there)",
    "log": "IN THE CALL LOG",
    "record": "IN AN OPEN RECORD",
}
_TYPING = (
    ("Esc", "leaves typing for the procedure, and goes back again; it never ends a call or discards text"),
    ("Tab, Enter", "next field; ↑↓ go through the choices of Type, Urgency and Ends as, a digit takes one"),
)


class HelpScreen(ReadScreen):
    """Lists the registry."""

    def __init__(self, state: DeskState, keys: Keys) -> None:
        super().__init__("What can I press here?")
        self._state = state
        self._keymap_shown = keys

    def lines(self, width: int) -> list[Line]:
        """Deeds by where they act; a deed that can't be done now is struck, with the reason."""
        lines: list[Line] = []
        for where, heading in _HEADINGS.items():
            lines += [((heading, "bold $secondary"),)]
            for deed in DEEDS:
                if deed.where == where:
                    keys = self._keymap_shown.get(deed.id, ())
                    shown = (
                        f"{keys[0]}–{keys[-1]}" if deed.id == "choose" else ", ".join(key_words(key) for key in keys)
                    )
                    reason = deed.unavailable(self._state)
                    lines += _entry(shown or "Ctrl+P", deed.title, deed.help, reason, width)
            lines.append((("", ""),))
        lines += [(("WHILE TYPING", "bold $secondary"),)]
        for key, words in _TYPING:
            lines += _entry(key, "", words, "", width)
        return lines


def _entry(keys: str, title: str, words: str, reason: str, width: int) -> list[Line]:
    style = "$quiet strike" if reason else "bold"
    lines: list[Line] = [
        ((f"  {keys:<16}", "bold $accent"), (title, style), (f"  not now: {reason}" if reason else "", "$due"))
    ]
    lines = lines if title else []
    for number, row in enumerate(wrap(words, width - 20)):
        lead = f"  {keys:<16}" if not title and number == 0 else " " * 18
        lines.append(((lead, "bold $accent"), (row, "$quiet" if title else "")))
    return lines
