"""An empty Textual app: the least that has to start, and to be held in memory."""

from textual.app import App


class EmptyApp(App[None]):
    """A header's worth of nothing; its one word tells that the frame is complete."""

    def compose(self):
        """One word."""
        from textual.widgets import Static

        yield Static("ready", markup=False)


if __name__ == "__main__":
    EmptyApp().run()
