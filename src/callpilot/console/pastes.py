"""A paste is text, whatever is in it: no code inside it becomes a key.

Textual's reader looks for keys inside a paste too. What follows an escape there is lost from the text and handed on
as if it were typed: a pasted bell would open the help, a pasted Ctrl+Q would close the console. Some terminals and
multiplexers take such codes out of what is pasted, others don't.
"""

import sys
from collections.abc import Iterable
from typing import Any

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

ESCAPE, SHOWN = "\x1b", "\u241b"


class WholePastes(XTermParser):
    """Textual's reader, for which an escape inside a paste is a visible mark."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._is_pasting = False
        self._rest = ""

    def feed(self, data: str) -> Iterable[Message]:
        """Read `data`; empty at the end of the input."""
        harmless = self._harmless(data) if data else ""
        return super().feed(harmless) if harmless or not data else ()

    def _harmless(self, data: str) -> str:
        taken: list[str] = []
        while data:
            if self._is_pasting:
                text, ended, data = (self._rest + data).partition(BRACKETED_PASTE_END)
                self._rest = "" if ended else _beginning(text, BRACKETED_PASTE_END)
                taken += (text.removesuffix(self._rest).replace(ESCAPE, SHOWN), ended)
                self._is_pasting = not ended
            else:
                # What may be a key must not wait: it is passed on, and only remembered.
                seen = len(self._rest)
                text, begun, data = (self._rest + data).partition(BRACKETED_PASTE_START)
                self._rest = "" if begun else _beginning(text, BRACKETED_PASTE_START)
                taken.append((text + begun)[seen:])
                self._is_pasting = bool(begun)
        return "".join(taken)


def _beginning(text: str, marker: str) -> str:
    """The end of `text` with which `marker` may have begun."""
    return next((marker[:n] for n in range(len(marker) - 1, 0, -1) if text.endswith(marker[:n])), "")


def take_pastes_whole() -> None:
    """Let Textual's driver for this system read with `WholePastes`."""
    driver: Any
    if sys.platform == "win32":
        from textual.drivers import win32 as driver
    else:
        from textual.drivers import linux_driver as driver
    driver.XTermParser = WholePastes
