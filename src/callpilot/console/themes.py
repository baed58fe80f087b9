"""The themes: dark, light and high contrast. Every pair of text and ground keeps a contrast of 4.5:1 or more."""

from typing import Final

from textual.theme import Theme

# `quiet` is for what may recede, `good` `due` `alarm` for states that a glyph and a word tell as well.
DARK: Final = Theme(
    name="callpilot-dark",
    dark=True,
    primary="#7cc4ff",
    secondary="#9fb6c9",
    accent="#7cc4ff",
    warning="#f2c14e",
    error="#ff8080",
    success="#7ad39a",
    foreground="#e6e9ec",
    background="#14181c",
    surface="#14181c",
    panel="#1f262d",
    variables={
        "quiet": "#9aa7b3", "good": "#7ad39a", "due": "#f2c14e", "alarm": "#ff8080", "alarm-ground": "#a11212",
        "on-alarm": "#ffffff", "say": "#ffffff", "say-ground": "#26323d", "rule": "#3a4651", "field-ground": "#1f262d",
        "focus-ground": "#2c3a47",
        "input-cursor-background": "#e6e9ec", "input-cursor-foreground": "#14181c",
        "input-selection-background": "#35536e",
    },
)  # fmt: skip
LIGHT: Final = Theme(
    name="callpilot-light",
    dark=False,
    primary="#0b5394",
    secondary="#45596b",
    accent="#0b5394",
    warning="#7a4f00",
    error="#a11212",
    success="#1c6b38",
    foreground="#1b1f23",
    background="#fbfbf9",
    surface="#fbfbf9",
    panel="#eceeef",
    variables={
        "quiet": "#55616c", "good": "#1c6b38", "due": "#7a4f00", "alarm": "#a11212", "alarm-ground": "#a11212",
        "on-alarm": "#ffffff", "say": "#101418", "say-ground": "#e2ebf3", "rule": "#b4bcc4", "field-ground": "#eff1f2",
        "focus-ground": "#dbe6f0",
        "input-cursor-background": "#1b1f23", "input-cursor-foreground": "#fbfbf9",
        "input-selection-background": "#bcd4ea",
    },
)  # fmt: skip
CONTRAST: Final = Theme(
    name="callpilot-contrast",
    dark=True,
    primary="#ffff00",
    secondary="#ffffff",
    accent="#ffff00",
    warning="#ffd700",
    error="#ff9090",
    success="#66ff99",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    variables={
        "quiet": "#e0e0e0", "good": "#66ff99", "due": "#ffd700", "alarm": "#ff9090", "alarm-ground": "#c00000",
        "on-alarm": "#ffffff", "say": "#ffffff", "say-ground": "#00305a", "rule": "#ffffff", "field-ground": "#1a1a1a",
        "focus-ground": "#003a6e",
        "input-cursor-background": "#ffff00", "input-cursor-foreground": "#000000",
        "input-selection-background": "#004c99",
    },
)  # fmt: skip
COLOURLESS: Final = Theme(
    name="callpilot-colourless",
    dark=True,
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    success="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    variables={
        "quiet": "#ffffff", "good": "#ffffff", "due": "#ffffff", "alarm": "#ffffff", "alarm-ground": "#ffffff",
        "on-alarm": "#000000", "say": "#ffffff", "say-ground": "#000000", "rule": "#ffffff", "field-ground": "#000000",
        "focus-ground": "#303030",
        "input-cursor-background": "#ffffff", "input-cursor-foreground": "#000000",
        "input-selection-background": "#ffffff", "input-selection-foreground": "#000000",
        "scrollbar": "#ffffff", "scrollbar-hover": "#ffffff", "scrollbar-active": "#ffffff",
        "scrollbar-background": "#000000", "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000", "scrollbar-corner-color": "#000000",
    },
)  # fmt: skip
"""For `NO_COLOR`: its greys only tell `Colourless` what is to be reversed and underlined; none is sent."""
THEMES: Final = (DARK, LIGHT, CONTRAST)
