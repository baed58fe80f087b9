"""What is looked at: help, faults, the log's filter, the palette, the colours; and leaving."""

from callpilot.console.acts.group import ActGroup


class LookingActs(ActGroup):
    """Deeds that change nothing in the records, and the amendment that is begun from one."""

    def help(self) -> None:
        """List every key; again: close the list."""
        from callpilot.console.screens.help import HelpScreen

        if isinstance(self.app.screen, HelpScreen):
            self.app.screen.dismiss()
        else:
            self.app.push_screen(HelpScreen(self.desk.state, self.app.keys))

    def faults(self) -> None:
        """Name what is wrong in files."""
        from callpilot.console.screens.faults import FaultsScreen

        self.app.push_screen(FaultsScreen(self.app.session.problems))

    def filter(self) -> None:
        """Go to the log's filter."""
        self.app.focus_filter()

    def amend(self) -> None:
        """Amend the record on the screen."""
        self.app.amend_shown()

    def palette(self) -> None:
        """Every deed by name."""
        self.app.action_command_palette()

    def theme(self) -> None:
        """Other colours."""
        self.app.next_theme()

    def quit(self) -> None:
        """Leave the console."""
        self.app.leave()
