"""Every text can be read: on each theme, and without colour."""

import itertools

import pytest
from rich.segment import Segment
from tests.console.staging import PIPE, make_app, staged
from textual.color import Color

from callpilot.console.themes import THEMES

READABLE = 4.5
GROUNDS = ("background", "panel", "field-ground", "focus-ground")
INKS = ("foreground", "accent", "secondary", "quiet", "good", "due", "alarm")
PAIRS = [
    *itertools.product(INKS, ("background", "panel")),
    *itertools.product(("foreground", "quiet"), ("field-ground", "focus-ground")),
    ("say", "say-ground"), ("on-alarm", "alarm-ground"), ("background", "due"), ("background", "good"),
    ("panel", "due"), ("input-cursor-foreground", "input-cursor-background"),
    ("foreground", "input-selection-background"),
]  # fmt: skip


def _colour(theme, name):
    return Color.parse(theme.variables.get(name) or getattr(theme, name))


def contrast(ink: Color, ground: Color) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    bright, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = [part / 255 for part in colour.rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_contrast_of_black_and_white_is_the_greatest():
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color(119, 119, 119), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_pair_of_ink_and_ground_is_readable(theme):
    ratios = {pair: contrast(*(_colour(theme, name) for name in pair)) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < READABLE} == {}


def _unreadable(stage):
    """The texts on the screen (not the lines of frames) whose contrast is too low."""
    boxes = list(stage.app.screen.query(".dialog"))
    region = boxes[0].region if boxes else stage.app.screen.region
    found = set()
    for y, strip in enumerate(stage.app.screen._compositor.render_strips()):
        if not region.y <= y < region.bottom:
            continue
        for segment in strip.crop(region.x, region.right):
            if (ratio := _contrast(segment)) < READABLE:
                found.add((segment.text.strip(), round(ratio, 2), str(segment.style)))
    return found


def _contrast(segment: Segment) -> float:
    style = segment.style
    if style is None or not any(char.isalnum() for char in segment.text):
        return 21.0
    assert style.color is not None
    assert style.bgcolor is not None
    assert not style.dim
    ink, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    return contrast(ink, ground)


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_whatever_the_console_shows_is_readable(theme, stage):
    stage.app.theme = theme
    states = {}

    async def look(name):
        await stage.settle()
        if unreadable := _unreadable(stage):
            states[name] = unreadable

    await look("idle")
    await stage.ring(*PIPE)
    await stage.pass_time(22)
    await look("soon")
    await stage.pass_time(22)
    await look("late")
    await stage.press("f2")
    await stage.until(lambda: stage.field == "name")
    await look("call")
    await stage.press("f4")
    await look("told, grave")
    stage.app.tell("✔ saved")
    await look("told")
    await stage.press("escape", "n", "s", "tab")
    await look("procedure")
    await stage.to("message")
    await stage.type("words")
    await look("message")
    for key in ("f7", "f2", "f11", "f10", "f1"):
        await stage.press(key)
        await look(key)
        await stage.press("escape")
    await stage.press("f9")
    await look("emergency")
    await stage.press("f8")
    await look("outcome")
    await stage.press("escape", "f4", "f8", "f8")
    await look("closing")
    await stage.press("escape", "f3")
    await look("find")
    await stage.press("f3")
    await look("log")
    await stage.press("down")
    await look("log list")
    assert states == {}


async def test_the_theme_goes_round_and_the_screen_changes_with_it(call):
    seen = []
    for _theme in THEMES:
        await call.palette("Change the colours")
        seen.append(call.app.theme)
        strip = call.app.screen._compositor.render_strips()[5]
        ground = next(segment.style.bgcolor for segment in strip if segment.style and segment.style.bgcolor)
        theme = next(theme for theme in THEMES if theme.name == call.app.theme)
        assert Color.from_rich_color(ground) in {_colour(theme, name) for name in (*GROUNDS, "say-ground")}
    assert sorted(seen) == sorted(theme.name for theme in THEMES)


async def test_the_site_chooses_the_theme(tmp_path):
    from tests.console.staging import make_home

    for name in ("light", "contrast", "dark"):
        app = make_app(make_home(tmp_path / name, site=f'theme = "{name}"\n'))
        assert app.theme == f"callpilot-{name}"


async def test_without_colour_every_state_still_has_its_sign_and_word(home, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with staged(home) as stage:
        await stage.answer()
        await stage.press("f5")
        await stage.ring(*PIPE)
        await stage.pass_time(31)
        await stage.press("f9")
        await stage.sees("‼ LATE", "▲ EMERGENCY", "⏸ hold", "✔ on disk")
        styles = [s.style for strip in stage.app.screen._compositor.render_strips() for s in strip if s.style]
        assert not [style for style in styles if style.color or style.bgcolor]
        words = {s.text.strip(): s.style for strip in stage.app.screen._compositor.render_strips() for s in strip}
        assert any(style.reverse for text, style in words.items() if style and "EMERGENCY" in text)
        assert any(style.underline for style in words.values() if style)
