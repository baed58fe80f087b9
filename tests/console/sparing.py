"""What the consoles of a test run do without, since nobody sees it: it is a third of their time."""

from typing import Any

from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_rules: dict[Any, list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules
_render_update = Compositor.render_update


def parsed_once(sheet: Stylesheet, *what: Any, **more: Any) -> list[RuleSet]:
    """Styles of the same text and colours are parsed once for all consoles."""
    key = (what, tuple(more.items()), tuple(sheet._variables.items()))
    if key not in _rules:
        _rules[key] = _parse_rules(sheet, *what, **more)
    return _rules[key]


def rendered_when_looked_at(compositor: Compositor, full: bool = False, **more: Any) -> Any:
    """A frame that goes to no terminal is drawn when a test looks at it: `Stage.text` asks for the whole of it."""
    if full:
        return _render_update(compositor, full, **more)
    compositor._dirty_regions.clear()
    return None
