"""A notification on the operator's desktop, asked of the terminal by an escape code, where that is known to work."""

from collections.abc import Mapping
from typing import Final

_BY_PROGRAM: Final = {"iTerm.app": "9", "WezTerm": "777", "ghostty": "777", "rio": "9"}
_BY_TERM: Final = {"xterm-kitty": "99", "foot": "777", "foot-extra": "777", "xterm-ghostty": "777", "rxvt": "777",
                   "rxvt-unicode": "777", "rxvt-unicode-256color": "777", "wezterm": "777"}  # fmt: skip
_FORMS: Final = {"9": "\x1b]9;{}\x1b\\", "777": "\x1b]777;notify;callpilot;{}\x1b\\", "99": "\x1b]99;;{}\x1b\\"}


def notification(text: str, environ: Mapping[str, str]) -> str:
    """Return what asks this terminal for a notification; empty where it isn't known to take one.

    Others are left alone: some write what they don't understand onto the screen. Inside tmux or screen nobody knows
    which terminal is beneath; their bell is passed on. `text` holds no words of a caller: it may be shown on a locked
    screen.
    """
    term = environ.get("TERM", "")
    if environ.get("TMUX") or environ.get("STY") or term.startswith(("screen", "tmux")):
        return ""
    form = _BY_TERM.get(term) or _BY_PROGRAM.get(environ.get("TERM_PROGRAM", ""), "")
    if not form and environ.get("VTE_VERSION", "").isdecimal() and term.startswith("xterm"):
        form = "777"
    plain = "".join(char for char in text if char.isprintable()).replace(";", ",")
    return _FORMS[form].format(plain) if form else ""
