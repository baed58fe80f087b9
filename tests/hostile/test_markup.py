"""No widget of ours reads markup in what others wrote: whatever could is refused here, by reading the code."""

import ast
from pathlib import Path

import pytest

import callpilot.console

ROOT = Path(callpilot.console.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))

READS_MARKUP = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "Markdown", "MarkdownViewer", "OptionList",
    "SelectionList", "Select", "DataTable", "Tree", "Tabs", "Tab", "TabPane", "Log", "RichLog", "Link", "Digits",
    "Toast", "Header", "Footer", "ListView", "ListItem", "Placeholder", "Pretty",
}  # fmt: skip
"""Widgets whose texts are markup unless they are told otherwise."""
READING_CALLS = {"from_markup", "from_ansi", "render_markup", "render_str", "markup", "to_content"}
TITLES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "renderable"}


def _name(call: ast.Call) -> str:
    """What a call goes by."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def faults(source: str) -> list[str]:
    """What in a module could let a text of others be read as markup."""
    tree = ast.parse(source)
    found = [
        f"{node.lineno}: imports {name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("textual.widgets", "rich"))
        for name in node.names
        if name.name in READS_MARKUP
    ]
    for node in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
        name = _name(node)
        if name in READING_CALLS:
            found.append(f"{node.lineno}: {name}(…) reads markup")
        if name == "notify" and isinstance(node.func, ast.Attribute) and not _says_no(node):
            found.append(f"{node.lineno}: notify without markup=False")
        if name == "exit" and any(one.arg == "message" and not _is_safe_message(one.value) for one in node.keywords):
            found.append(f"{node.lineno}: exit(message=…) is printed with markup")
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES and not _is_plain(node.value):
                    found.append(f"{node.lineno}: {target.attr} of a text that isn't escaped")
    return found


def _says_no(call: ast.Call) -> bool:
    """Whether markup is turned off; what passes its options on is the one place that is called by the others."""
    given = {one.arg: one.value for one in call.keywords}
    off = given.get("markup")
    return (isinstance(off, ast.Constant) and off.value is False) or (
        None in given and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call)
    )


def _is_safe_message(value: ast.expr) -> bool:
    """`Text(…)`, or words of our own that `_parting` hands through."""
    return isinstance(value, ast.Call) and _name(value) in ("Text", "_parting")


# What may stand in a title without being escaped: it holds no brackets, whoever wrote it.
HARMLESS = {"short", "_key", "_key_of", "of_shift", "count", "_subtitle_before"}


def _is_plain(value: ast.expr) -> bool:
    """Words of our own, or something escaped: `.replace("[", …)`, `Content`, a number, a short id."""
    match value:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            return all(_is_plain(part) for part in value.values)
        case ast.FormattedValue():
            return _is_plain(value.value)
        case ast.IfExp():
            return _is_plain(value.body) and _is_plain(value.orelse)
        case ast.Call(func=ast.Attribute(attr="replace"), args=[ast.Constant(value="["), *_]):
            return True
        case ast.Call(func=ast.Attribute(attr="styled")) | ast.Call(func=ast.Name(id="Content")):
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in HARMLESS
        case ast.Attribute(attr=name):
            return name in HARMLESS
        case ast.Name(id=name):
            return name.isupper()  # a constant of the module
        case _:
            return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_of_the_console_reads_markup_in_what_others_wrote(path):
    assert not faults(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "code",
    [
        "from textual.widgets import Static",
        "Content.from_markup(text)",
        "self.app.notify(name)",
        "self.notify(name, markup=True)",
        "box.border_title = name",
        "box.border_subtitle = f'Amend {name}'",
        "app.exit(3, message=f'see {path}')",
    ],
)
def test_it_would_be_found(code):
    assert faults(code)
