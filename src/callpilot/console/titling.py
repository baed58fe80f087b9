"""Titles of panes: another one is painted only when it says something else."""

from typing import Any

from textual.widget import Widget

from callpilot.console.plainly import timeless


def retitle(pane: Widget, title: str) -> None:
    """Give `pane` a title of plain text. Textual paints all of a pane whose title is set, even to what it was.

    In plain mode a clock that goes on in a title waits for the next minute.
    """
    app: Any = pane.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    is_plain = getattr(app, "plain", False)
    shown: tuple[Any, int] = (timeless([((title, ""),)]), app.minute()) if is_plain else (title, 0)
    if getattr(pane, "_titled", None) != shown:
        pane._titled = shown  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportPrivateUsage]
        pane.border_title = title.replace("[", "\\[")
