"""The handover as one HTML page: self-contained, printable, without scripts, every word escaped."""

from collections.abc import Iterable
from datetime import tzinfo
from html import escape

from callpilot.plain.untrusted import clean
from callpilot.reports import handover_words as words
from callpilot.reports.handover import Handover
from callpilot.reports.open_work import OpenItem

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #16191d; background: #fff; max-width: 52rem;
       margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; border-bottom: 1px solid #8a929c; }
h3 { font-size: 1rem; margin: 0 0 .3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: #4a525c; } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.item { border-left: .25rem solid #5a6472; padding: .2rem 0 .2rem .8rem; margin: .9rem 0;
        break-inside: avoid; }
.item.grave { border-color: #a40000; } .item.grave h3 { color: #a40000; }
p { white-space: pre-wrap; overflow-wrap: anywhere; } code { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } }
"""


def as_html(handover: Handover, zone: tzinfo | None = None) -> str:
    """The handover as a page to print, mail or open in any browser; local times."""
    title = _safe(words.heading(handover))
    items = "".join(_item(number, item, zone) for number, item in enumerate(handover.open, 1))
    notes = _safe(handover.notes.strip() or words.NO_NOTES)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{_facts(words.shift_facts(handover, zone))}"
        f"<h2>Open: {len(handover.open)}, most urgent first</h2>\n"
        f"{items or f'<p>{words.NOTHING_OPEN}</p>'}\n"
        f"<h2>Notes</h2>\n<p>{notes}</p>\n"
        f"<h2>Figures</h2>\n{_facts(words.figure_facts(handover))}"
        f"<h2>Journal&#x27;s last entry, by desk</h2>\n{_facts(handover.heads.items())}"
        "</body>\n</html>\n"
    )


def _item(number: int, item: OpenItem, zone: tzinfo | None) -> str:
    grave = item.overdue or item.kind == "incident"
    kind = "item grave" if grave else "item"
    head = _safe(words.item_head(item))
    facts = _facts(words.item_facts(item, zone))
    return f'<section class="{kind}"><h3>{number}. {head}</h3>\n{facts}</section>\n'


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{_safe(label)}</dt><dd>{_safe(value)}</dd>\n" for label, value in pairs if value.strip())
    return f"<dl>\n{rows}</dl>\n"


def _safe(text: str) -> str:
    return escape(clean(text), quote=True)
