"""Rows of styled pieces are painted as Textual paints them, with nothing of its way through every style."""

import pytest
from textual.geometry import Region
from textual.widget import Widget

from callpilot.console.widgets.drawn import Drawn

PARTS = (None, (0, 0, 9, 1), (3, 0, 20, 2), (70, 0, 10, 1))


def painted(strips):
    """What each cell shows, and how."""
    return [[(char, str(segment.style)) for segment in strip for char in segment.text] for strip in strips]


def in_textuals_way(widget, part):
    """What a widget paints of one of its parts when nothing is spared."""
    widget._styles_cache.clear()
    return Widget.render_lines(widget, part)


def drawn_on(stage):
    return [widget for widget in stage.app.screen.query(Drawn) if widget.size.width and widget.size.height]


def all_parts_agree(stage):
    widgets = drawn_on(stage)
    for widget in widgets:
        for region in PARTS:
            part = (Region(*region) if region else widget.size.region).intersection(widget.size.region)
            if part.area:
                assert painted(widget.render_lines(part)) == painted(in_textuals_way(widget, part)), (widget, part)
    return len(widgets)


async def test_every_row_is_painted_as_textual_paints_it(call):
    assert all_parts_agree(call) >= 4
    await call.press("f3")
    await call.calm()
    assert all_parts_agree(call)


async def test_without_colour_too(call, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    call.app.no_color = True
    from textual.filter import Monochrome

    call.app._filters.append(Monochrome())
    assert all_parts_agree(call) >= 4


@pytest.mark.parametrize(
    "look",
    [
        {"padding": (0, 1)}, {"border": ("solid", "red")}, {"outline": ("solid", "red")}, {"opacity": 0.5},
        {"text_opacity": 0.5}, {"tint": "red 20%"}, {"hatch": ("x", "red")}, {"background": "blue"},
        {"color": "red"}, {"text_style": "bold"},
    ],
    ids=lambda look: next(iter(look)),
)  # fmt: skip
async def test_whatever_is_asked_around_or_over_the_rows_is_painted(call, look):
    widget = max(drawn_on(call), key=lambda one: one.size.area)
    plain = painted(widget.render_lines(widget.size.region))
    for name, value in look.items():
        setattr(widget.styles, name, value)
    await call.calm()
    part = widget.size.region
    shown = painted(widget.render_lines(part))
    assert shown == painted(in_textuals_way(widget, part))
    assert shown != plain


async def test_what_changes_beneath_is_seen_at_the_next_painting(call):
    widget = max(drawn_on(call), key=lambda one: one.size.area)
    before = painted(widget.render_lines(widget.size.region))
    widget.parent.styles.background = "blue"
    after = painted(widget.render_lines(widget.size.region))
    assert before != after
    assert after == painted(in_textuals_way(widget, widget.size.region))
