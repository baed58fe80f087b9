"""What the desk shows between calls: who is ready for what, and the two or three keys that matter now."""

from callpilot.console.deeds import key_words
from callpilot.console.keymap import Keys
from callpilot.console.titling import retitle
from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import wrap
from callpilot.desk.state import DeskState


class IdlePane(Drawn):
    """Stands where the form stands while there is no call."""

    DEFAULT_CSS = """
    IdlePane { height: 1fr; padding: 0 1; border-top: solid $rule; border-title-color: $accent; }
    """
    grows = False

    def __init__(self, keys: Keys, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keymap = keys

    def show(self, state: DeskState) -> None:
        """Show what can be done now."""
        retitle(self, "Ready")
        lines: list[Line] = [(("", ""),), ((f"{state.operator} is ready for calls.", "bold"),), (("", ""),)]
        keys = (
            ("answer", "answers what rings; nothing rings: begins an outbound call"),
            ("find", "finds procedures, answers, people, callers and past calls"),
            ("emergency", "declares an emergency, from anywhere"),
            ("procedures", "opens a procedure, such as the shift handover"),
            ("handover", "shows the handover, and signs off"),
            ("help", "lists every key"),
        )
        width = max(20, self.size.width)
        for deed, words in keys:
            key = key_words(next(iter(self._keymap.get(deed, ())), ""))
            first, *more = wrap(words, width - 8)
            lines.append(((f"{key:>6}  ", "bold $accent"), (first, "")))
            lines += [((" " * 8, ""), (row, "")) for row in more]
        accounts = ", ".join(account.name for account in state.site.accounts[:8])
        lines.append((("", ""),))
        lines += [((row, "$quiet"),) for row in wrap(f"Calls are answered for {accounts}.", width)]
        self.show_lines(lines)
