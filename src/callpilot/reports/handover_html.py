"""The handover as one HTML page: self-contained, printable, without scripts, every word escaped."""

from collections.abc import Iterable
from datetime import tzinfo
from html import escape

from callpilot.plain.untrusted import clean
from callpilot.reports import handover_words as words
from callpilot.reports.handover import HandedItem, HandoverReport

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.4 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: #16191d; background: #fff;
       max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .8rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .6rem; padding-bottom: .15rem; border-bottom: 1px solid #8a929c; }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
h1, h2, h3 { break-after: avoid; }
dl { display: grid; grid-template-columns: 5.5rem 1fr; gap: .1rem 1rem; margin: 0; }
dl.pairs { grid-template-columns: 5.5rem 1fr 5.5rem 1fr; }
dl.figures { grid-template-columns: repeat(3, max-content 1fr); }
dl.heads { grid-template-columns: max-content 1fr; }
dl.figures dd { font-variant-numeric: tabular-nums; font-weight: 600; white-space: nowrap; }
dl.figures dt.words { grid-column: 1; }
dl.figures dd.words { grid-column: 2 / -1; font-weight: 400; white-space: normal; }
dl.heads dd { font: .8rem/1.75 ui-monospace, "Cascadia Mono", "Liberation Mono", monospace; }
dt { color: #4a525c; } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
dl.figures, dl.heads { break-inside: avoid; }
.item { position: relative; border-left: .3rem solid #5a6472; padding: .1rem 2.2rem .1rem .8rem; margin: .8rem 0;
        break-inside: avoid; }
.item::after { content: ""; position: absolute; top: .1rem; right: .2rem; width: 1rem; height: 1rem;
               border: 1.5px solid #5a6472; }
.item.stays::after { display: none; }
.item.taken::after { content: "✔"; text-align: center; line-height: 1rem; }
.item.grave { border-left-color: #a40000; } .item.grave h3 { color: #a40000; }
p, blockquote { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
blockquote { border-left: .3rem solid #8a929c; padding-left: .8rem; margin: .5rem 0; }
ul { margin: 0; padding-left: 1.3rem; }
h3 + p { margin-bottom: .8rem; } p + h3 { margin-top: .8rem; }
.gravity.busy { color: #7a4b00; } .gravity.serious, .gravity.emergency { color: #a40000; }
dl.accepted { grid-template-columns: max-content 1fr; margin-top: .5rem; }
dl.sign { grid-template-columns: max-content 1fr; gap: .9rem 1rem; margin-top: .9rem; break-inside: avoid; }
dl.sign dd { border-bottom: 1px solid #8a929c; min-height: 1.2rem; }
p.hint { color: #4a525c; font-size: .87rem; }
@media (max-width: 38rem) { dl.pairs { grid-template-columns: 5.5rem 1fr; }
                            dl.figures { grid-template-columns: max-content 1fr; } }
@page { margin: 16mm 15mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt; } }
"""

_TICK = '<p class="hint">On paper: tick the box of each item that you take over.</p>\n'
_WORDY = ("By type", "By outcome", "Time")


def as_html(handover: HandoverReport, zone: tzinfo | None = None) -> str:
    """The handover as a page to print, mail or open in any browser; local times."""
    title = _safe(words.heading(handover))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{_facts(words.shift_facts(handover, zone), 'pairs')}"
        f"{_gravity(handover)}{_summary(handover)}{_actions(handover, zone)}"
        f"<h2>{words.EXPECT}</h2>\n<p>{_safe(handover.expect)}</p>\n"
        f"{_acceptance(handover, zone)}"
        f"<h2>Journal&#x27;s last entry, by desk</h2>\n{_facts(handover.heads.items(), 'heads')}"
        "</body>\n</html>\n"
    )


def _gravity(handover: HandoverReport) -> str:
    kind = handover.gravity if handover.gravity in _MARKED else "calm"
    reasons = "".join(f"<li>{_safe(reason)}</li>\n" for reason in handover.reasons)
    word = f'<strong class="gravity {kind}">{_safe(words.gravity_words(handover))}</strong>'
    return f"<h2>{words.GRAVITY}: {word}</h2>\n<ul>\n{reasons}</ul>\n"


_MARKED = ("busy", "serious", "emergency")


def _summary(handover: HandoverReport) -> str:
    notes = _safe(handover.notes.strip() or words.NO_NOTES)
    return (
        f"<h2>{words.SUMMARY}</h2>\n<p>{_safe(handover.summary)}</p>\n<h3>Notes</h3>\n<p>{notes}</p>\n"
        f"<h3>Figures</h3>\n{_facts(words.figure_facts(handover), 'figures')}"
    )


def _actions(handover: HandoverReport, zone: tzinfo | None) -> str:
    items = "".join(_item(number, item, zone) for number, item in enumerate(handover.open, 1))
    tick = _TICK if handover.acceptance.state in ("draft", "waiting", "in part") else ""
    return f"<h2>{words.actions_heading(handover)}</h2>\n{tick + items if items else f'<p>{words.NOTHING_OPEN}</p>'}\n"


def _item(number: int, item: HandedItem, zone: tzinfo | None) -> str:
    grave = item.overdue or item.kind == "incident"
    kind = "item grave" if grave else "item"
    kind += " taken" if item.accepted_at else " stays" if item.accepted_by else ""
    head = _safe(words.item_head(item))
    facts = _facts(words.item_facts(item, zone))
    return f'<section class="{kind}"><h3>{number}. {head}</h3>\n{facts}</section>\n'


def _acceptance(handover: HandoverReport, zone: tzinfo | None) -> str:
    said = _safe(handover.acceptance.understanding)
    lines = _facts(words.acceptance_facts(handover, zone), "accepted")
    blank = _SIGN if handover.acceptance.state in ("draft", "waiting") else ""
    return (
        f"<h2>{words.ACCEPTANCE}</h2>\n<p>{_safe(words.acceptance_words(handover, zone))}</p>\n"
        f"{f'<blockquote>{said}</blockquote>{chr(10)}' if said else ''}{lines}{blank}"
    )


_SIGN = (
    '<dl class="sign"><dt>Accepted by</dt><dd></dd><dt>At</dt><dd></dd><dt>What I have understood</dt><dd></dd></dl>\n'
)


def _facts(pairs: Iterable[tuple[str, str]], kind: str = "") -> str:
    rows = "".join(_row(label, value) for label, value in pairs if value.strip())
    opening = f'<dl class="{kind}">' if kind else "<dl>"
    return f"{opening}\n{rows}</dl>\n"


def _row(label: str, value: str) -> str:
    kind = ' class="words"' if label in _WORDY else ""
    return f"<dt{kind}>{_safe(label)}</dt><dd{kind}>{_safe(value)}</dd>\n"


def _safe(text: str) -> str:
    return escape(clean(text), quote=True)
