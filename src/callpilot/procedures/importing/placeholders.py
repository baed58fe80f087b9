"""Blanks in square brackets, as documents have them, made the site's own: [Company Name] → {company}."""

import re
from typing import Final

from callpilot.procedures.wording import PLACEHOLDERS

_BLANKS: Final[dict[str, tuple[str, ...]]] = {
    "company": ("company", "company name", "your company", "your company name", "organization", "organization name",
                "organisation", "organisation name", "business name", "name of company", "insert company name"),
    "department": ("department", "department name", "your department", "dept", "team", "team name"),
    "operator": ("your name", "agent name", "agent", "agent's name", "operator", "operator name", "operator's name",
                 "representative name", "rep name", "csr name", "my name", "name of agent", "employee name",
                 "representative", "agents name"),
    "caller": ("customer name", "caller name", "caller", "customer", "client name", "customer's name", "caller's name",
               "client's name", "client", "name of caller", "name of customer", "customers name"),
    "callback": ("phone number", "callback number", "call back number", "callback", "customer phone number",
                 "customer's phone number", "contact number"),
    "time_of_day": ("morning/afternoon", "morning/afternoon/evening", "time of day", "morning/evening"),
    "account": ("account", "account name"),
    "greeting": ("greeting",),
}  # fmt: skip
_NAME: Final = {blank: name for name, blanks in _BLANKS.items() for blank in blanks}
_BRACKETS: Final = re.compile(r"\[([^\[\]\n]{1,60})\]|<<?([A-Za-z][^<>\n]{1,40})>>?|\{\{?([^{}\n]{1,60})\}?\}")


def with_blanks(text: str) -> tuple[str, list[str]]:
    """Return `text` with the blanks that the console fills, and those that nobody knows, which stay as they are.

    A brace that isn't a blank of ours becomes a bracket: the console would take it for one.
    """
    unknown: list[str] = []

    def put(found: re.Match[str]) -> str:
        inner = next(part for part in found.groups() if part is not None)
        name = _NAME.get(" ".join(inner.casefold().replace("’", "'").replace("_", " ").split()), "")
        if not name and found[3] is not None and inner.strip() in PLACEHOLDERS:
            name = inner.strip()
        if name:
            return f"{{{name}}}"
        if found[2] is None and _is_blank(inner):
            unknown.append(f"[{inner}]")
        return f"[{inner}]" if found[3] is not None else found[0]

    text = _BRACKETS.sub(put, text)
    return re.sub(r"\{(?=[a-z][a-z0-9_]*\})([a-z0-9_]+)\}", _kept, text), unknown


def _kept(found: re.Match[str]) -> str:
    return found[0] if found[1] in PLACEHOLDERS else f"[{found[1]}]"


def _is_blank(inner: str) -> bool:
    """Tell a blank to be filled from a footnote's number, a box or an aside."""
    return len(inner) > 2 and inner[0].isalpha() and len(inner.split()) <= 6 and not inner.casefold().startswith("see ")
