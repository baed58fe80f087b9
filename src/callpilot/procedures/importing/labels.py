"""The words by which documents name their parts: what stands under “Purpose” or behind “Tip:” is known by them."""

import re
from typing import Final

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title", "sop title", "procedure title", "procedure name", "sop name",
              "document title", "name of procedure"),
    "purpose": (
        "purpose", "objective", "objectives", "aim", "aims", "goal", "goals", "purpose and objective",
        "purpose of this procedure", "purpose of this sop", "intent",
    ),
    "scope": ("scope", "applies to", "applicability", "scope of application", "who this applies to", "audience"),
    "responsible": (
        "responsibilities", "responsibility", "responsible", "roles and responsibilities", "roles & responsibilities",
        "roles", "responsible person", "responsible persons", "responsible party", "responsible role", "role",
        "performed by", "who is responsible",
    ),
    "process": (
        "procedure", "procedures", "process", "steps", "procedure steps", "process steps", "step by step",
        "step-by-step", "step-by-step procedure", "step-by-step instructions", "step by step instructions",
        "instructions", "method", "workflow", "work instructions", "action steps", "how to do it", "the steps",
        "what to do", "procedure details", "detailed procedure", "checklist", "tasks", "process flow", "sop steps",
        "the process", "the procedure", "steps to follow",
    ),
    "references": (
        "references", "reference", "related documents", "related procedures", "related sops", "see also",
        "reference documents", "references and related documents", "supporting documents",
    ),
    "contacts": ("contacts", "contact", "contact information", "key contacts", "contact list", "contact details",
                 "contact persons", "who to contact", "important contacts",
                 "emergency contacts", "escalation contacts"),
    "revision": (
        "revision history", "revisions", "revision", "version history", "document history", "change history",
        "change log", "document control", "revision table", "version control", "history of changes",
        "document revision history",
    ),
    "approval": ("approval", "approvals", "approved by", "authorisation", "authorization", "document approval",
                 "signatures", "approval and signatures", "approval signatures"),
    "faq": ("faq", "faqs", "frequently asked questions", "questions and answers", "q&a", "common questions",
            "frequently asked questions (faq)", "common queries"),
    "contents": ("table of contents", "contents"),
    "tips": ("tip", "tips", "hint", "hints", "best practice", "best practices", "pro tip", "pro tips",
             "helpful tips", "good practice", "tips and best practices"),
    "warnings": ("warning", "warnings", "caution", "cautions", "important", "attention", "danger", "never", "alert",
                 "do not"),
    "tips and warnings": ("tips and warnings", "tips & warnings", "warnings and tips", "tips and cautions"),
    "notes": ("note", "notes", "remark", "remarks", "nb", "n.b", "please note", "decision support",
              "decision support notes", "additional notes", "agent notes", "comment", "comments"),
    "say": ("say", "script", "sample script", "agent says", "you say", "ask", "suggested wording", "example script",
            "what to say", "phrase", "sample phrase", "tell the caller", "greeting script"),
    "do": ("do", "action", "actions", "what to do", "description", "details", "task", "instruction"),
    "version": ("version", "version no", "version number", "revision no", "revision number", "rev",
                "rev no", "version no."),
    "date": ("effective date", "date", "effective", "date effective", "issue date", "date of issue", "in force since",
             "valid from", "revision date", "last updated", "last revised", "date issued"),
    "author": ("author", "prepared by", "written by", "created by", "document owner", "owner", "reviser", "revised by"),
}  # fmt: skip

_KIND: Final = {word: kind for kind, words in _WORDS.items() for word in words}
MARKS: Final = frozenset(("tips", "warnings", "notes", "say", "do", "tips and warnings"))
"""Kinds that stand inside a step; all others are parts of the document."""
HEAD: Final = frozenset(("title", "version", "date", "author"))
"""Kinds that stand on one line of the document's head."""
GROUPS: Final = ("before", "during", "after")

_SIGNS: Final = {
    "⚠": "warnings", "❗": "warnings", "‼": "warnings", "⛔": "warnings", "🚫": "warnings", "💡": "tips", "ℹ": "notes",
    "📝": "notes",
}  # fmt: skip
_STRUCTURE: Final = (
    "standard operating procedure sop sops procedure step steps section part chapter question answer q a condition "
    "if then take action actions otherwise else yes no version date name position description by on of the and to "
    "number no tip caption effective author changes change revised reviser role signature next go agent operator"
)
LABEL_WORDS: Final = frozenset(re.findall(r"\w+", " ".join((_STRUCTURE, *_KIND))))
"""Every word that may become a key of the file instead of text in it."""


def label(text: str) -> str:
    """Return the kind of part that `text`, alone, names; empty when it names none."""
    return _KIND.get(_plain(text), "")


def labelled(text: str) -> tuple[str, str]:
    """Return the kind and the rest of `Purpose: To …` or `TIP – …`; both empty when no label stands there."""
    if sign := re.match(r"\s*([⚠❗‼⛔🚫💡ℹ📝])\ufe0f?\s*(\S.*)", text, re.DOTALL):
        inner = labelled(sign[2])
        return inner if inner[0] and inner[1] else (_SIGNS[sign[1]], sign[2])
    found = re.match(r"\s*([A-Za-z][A-Za-z&.\- ]{0,38}?)\s*(?::|\s[–—-]\s)\s*(.*)", text, re.DOTALL)
    kind = _KIND.get(_plain(found[1]), "") if found else ""
    if found and kind:
        return kind, found[2].strip()
    found = re.match(r"\s*(NOTE|WARNING|CAUTION|IMPORTANT|TIP)[!.]?\s+(\S.*)", text, re.DOTALL)
    return (_KIND[found[1].casefold()], found[2].strip()) if found else ("", "")


def group_of(text: str) -> str:
    """Return the group that a checklist's heading names: `before`, `during`, `after`, or the heading as it is."""
    plain = _plain(text)
    return plain if plain in GROUPS else text.strip().rstrip(":")


def begins_group(text: str) -> bool:
    """Tell whether a heading begins as a checklist's groups do: “Before opening”, “After the call”."""
    return len(text) < 60 and _plain(text).split(" ")[0] in GROUPS


def _plain(text: str) -> str:
    bare = re.sub(r"^\s*(?:section\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[IVXivx]{1,5}|[A-Z])[.):]\s+", "", text)
    return " ".join(bare.casefold().strip(" :.!–—-*_#").split())
