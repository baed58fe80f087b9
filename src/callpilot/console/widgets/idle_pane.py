"""What the desk shows between calls: who is ready for what, and the two or three keys that matter now."""

from callpilot.console.widgets.drawn import Drawn, Line
from callpilot.console.wrapping import wrap
from callpilot.desk.state import DeskState


class IdlePane(Drawn):
    """Stands where the form stands while there is no call."""

    DEFAULT_CSS = """
    IdlePane { height: 1fr; padding: 0 1; border-top: solid $rule; border-title-color: $accent; }
    """
    grows = False

    def show(self, state: DeskState) -> None:
        """Show what can be done now."""
        self.border_title = "Ready"
        lines: list[Line] = [(("", ""),), ((f"{state.operator} is ready for calls.", "bold"),), (("", ""),)]
        keys = (
            ("F2", "answers what rings; nothing rings: begins an outbound call"),
            ("F3", "finds a past call"),
            ("F9", "declares an emergency, from anywhere"),
            ("F11", "opens a procedure, such as the shift handover"),
            ("F10", "shows the handover, and signs off"),
            ("F1", "lists every key"),
        )
        width = max(20, self.size.width)
        for key, words in keys:
            first, *more = wrap(words, width - 6)
            lines.append(((f"{key:>4}  ", "bold $accent"), (first, "")))
            lines += [((" " * 6, ""), (row, "")) for row in more]
        accounts = ", ".join(account.name for account in state.site.accounts[:8])
        lines.append((("", ""),))
        lines += [((row, "$quiet"),) for row in wrap(f"Calls are answered for {accounts}.", width)]
        self.show_lines(lines)
