"""One Input in an empty Textual app: the least that a key can cost."""

from textual.app import App
from textual.widgets import Input


class OneInput(App[None]):
    """One field, with the cursor in it."""

    def compose(self):
        """One field."""
        yield Input(placeholder="ready")


if __name__ == "__main__":
    OneInput().run()
