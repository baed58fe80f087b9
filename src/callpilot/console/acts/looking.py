"""What is looked at: help, faults, records, the log's filter, the palette, the colours; and leaving."""

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

    def picture(self) -> None:
        """Show the current step's picture large; again: leave it."""
        from callpilot.console.screens.picture import PictureScreen

        if isinstance(self.app.screen, PictureScreen):
            self.app.screen.dismiss()
        else:
            self.app.push_screen(PictureScreen(self.desk))

    def filter(self) -> None:
        """Go to the log's filter."""
        self.app.focus_filter()

    def open_record(self, identity: str) -> None:
        """Open a record of the journal to read."""
        from callpilot.console.screens.record import RecordScreen
        from callpilot.reports.gathering import record_of
        from callpilot.reports.titles import titles_of

        try:
            record = record_of(self.app.session.index, identity)
        except OSError as fault:
            self.app.tell(f"That record can't be read: {fault.strerror or fault}.", grave=True)
            return
        if record is not None:
            titles = titles_of(self.desk.state.library.procedures.values())
            self.app.push_screen(RecordScreen(record, self.desk.zone, titles))

    def amend(self) -> None:
        """Amend the record on the screen."""
        from callpilot.console.amending import amender
        from callpilot.console.screens.record import AmendScreen, RecordScreen

        screen = self.app.screen
        if not isinstance(screen, RecordScreen):
            return
        record = screen.record

        def amended(done: bool | None) -> None:
            if done:
                self.app.pop_screen()
                self.open_record(record.id)
                self.app.recount()
                self.app.tell(f"✔ revision {record.rev + 1} saved")

        self.app.push_screen(AmendScreen(self.desk, record, amender(self.app.session, record.id)), amended)

    def palette(self) -> None:
        """Every deed by name."""
        self.app.action_command_palette()

    def theme(self) -> None:
        """Other colours."""
        self.app.next_theme()

    def quit(self) -> None:
        """Leave the console."""
        self.app.leave()
