"""Conditions in a text, and where what is done then leads: “If the card has expired, go to step 4” (E4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from callpilot.procedures.importing.marks import number_of

_NAMED: Final = re.compile(r"(?:condition|scenario|case|situation)\s*\d*\s*(?:[:.]|\s[–—-])\s*(.+)", re.I | re.S)
_IF: Final = re.compile(r"(?:if|when|should|unless|in case|in the event)\b.+", re.IGNORECASE | re.DOTALL)
_OTHERWISE: Final = re.compile(r"(?:otherwise|else|if not)\b\s*[:,;.–—>-]*\s*(.*)", re.IGNORECASE | re.DOTALL)
_YES_NO: Final = re.compile(r"(?:if\s+)?(yes|no)\b\s*(?:[:,;.→–—]|->|=>)+\s*(.+)", re.IGNORECASE | re.DOTALL)
_ACTION: Final = re.compile(
    r"(?:take action|action(?: to take)?|then|response)\s*(?:[:→]|->|\s[–—-]\s)\s*(.*)", re.I | re.S
)
_TAKE: Final = re.compile(r"(?:take action|then)\b[\s,]*(.*)", re.IGNORECASE | re.DOTALL)

_STEP: Final = re.compile(
    r"\b(?:go|return|proceed|continue|move|skip|jump|back|advance|repeat|restart|start)\b[^.;]{0,30}?\bstep\s+"
    r"(?:no\.?\s*)?(\d{1,3}(?:\.\d{1,3})*[a-z]?|[ivx]+|[a-h])\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"\b(?:go|return|proceed|continue|move|skip|jump|back|advance)\b[^.;\d]{0,20}?\bto\s+(?:no\.?\s*|#\s*)?"
    r"(\d{1,3}(?:\.\d{1,3})*[a-z]?)(?=\s*(?:[.,;)]|$|and\b|if\b))",
    re.IGNORECASE,
)
_EMERGENCY: Final = re.compile(
    r"\b(?:999|112|911|emergency services|emergency (?:procedure|protocol|response))\b", re.I
)
_ESCALATE: Final = re.compile(
    r"\bescalat\w*|\b(?:transfer|refer|pass|hand(?: over)?|forward)\b[^.;]{0,30}\b(?:supervisor|manager|fraud|tier|"
    r"level \d|"
    r"second[- ]line|it support|technical support)\b",
    re.IGNORECASE,
)
_NO_ESCALATION: Final = re.compile(r"\b(?:do not|don't|don’t|never|no need to|without)\s+escalat", re.IGNORECASE)
_URGENT: Final = re.compile(r"\b(?:immediately|at once|urgent(?:ly)?|straight ?away|fraud)\b", re.IGNORECASE)
_END: Final = re.compile(
    r"\b(?:end|close|finish|conclude|terminate|politely end)\b\s+(?:the\s+|this\s+)?(?:call|case|ticket|chat|"
    r"conversation|"
    r"procedure|interaction|contact|request)\b",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(r"\b(?:proceed|continue|go|move)\b\s*(?:on\s*)?(?:to\s+)?(?:the\s+)?next\b", re.IGNORECASE)
_BACK: Final = re.compile(r"\b(?:go|return|step)\s+back\b|\bprevious step\b", re.IGNORECASE)
_PROCEDURE: Final = re.compile(
    r"\b(?:see|follow|refer to|use|switch to|open|go to|start|apply|as (?:described|set out) in)\s+(?:the\s+)?(?:"
    r"(?:procedure|sop)\s*:?\s+[“\"']?([^.,;”\"]{3,60})|[“\"']?([^.,;”\"]{3,60}?)[”\"']?\s+(?:procedure|sop|protocol)\b)",
    re.IGNORECASE,
)


@dataclass
class Branch:
    """A condition, what is done when it holds, and the conditions inside it. `source` is its text as it stands."""

    when: str
    place: int
    level: int
    source: str
    named: bool = False
    actions: list[str] = field(default_factory=list[str])
    inner: list["Branch"] = field(default_factory=list["Branch"])

    @property
    def action(self) -> str:
        """What is done, as one text."""
        return " ".join(self.actions)


class Way(Struct, frozen=True):
    """Where an action leads: `go` and `then` as the file has them, and what it names that isn't there."""

    go: str = "next"
    then: str = "next"
    severity: str = ""
    unknown: str = ""
    found: bool = False


def condition(text: str) -> tuple[str, str, bool] | None:
    """Return a condition, what is done then, and whether it is only named (“Condition: …”); None when it is none."""
    if found := _NAMED.fullmatch(text):
        inner = condition(found[1])
        return (inner[0], inner[1], True) if inner else (found[1].strip(), "", True)
    if found := _YES_NO.fullmatch(text):
        return found[1].capitalize(), found[2].strip(), False
    if found := _OTHERWISE.fullmatch(text):
        return "Otherwise", _without_take(found[1]), False
    if not _IF.fullmatch(text):
        return None
    when, action = _parted(text)
    if not action and not text.casefold().startswith("if") and not text.endswith(":"):
        return None  # “when to try again”
    bare = re.sub(r"^if\b[\s:]*", "", when, flags=re.IGNORECASE).strip(" :;,.")
    return (bare[:1].upper() + bare[1:], _without_take(action), False) if bare else None


def action(text: str) -> str | None:
    """Return what stands behind “Take action:”, “Action:”, “Then …” or an arrow; None when nothing such does."""
    found = _ACTION.fullmatch(text) or _TAKE.fullmatch(text)
    return found[1].strip() if found else None


def way(text: str, numbers: Mapping[str, str], titles: Mapping[str, str]) -> Way:
    """Find where an action leads. `numbers` are the steps' ids by their numbers, `titles` procedures' ids by title."""
    step = _STEP.search(text) or _NUMBER.search(text)
    target = numbers.get(number_of(step[1]), "") if step else ""
    unknown = f"step {step[1]}" if step and not target else ""
    onward = target or ("close" if _END.search(text) else "next")
    if _ESCALATE.search(text) and not _NO_ESCALATION.search(text):
        severity = "high" if _URGENT.search(text) else ""
        # Whoever was escalated is not taken through the steps that were for the others.
        return Way("escalate", target or "close", severity, unknown, found=True)
    if _EMERGENCY.search(text):
        return Way("emergency", onward, "", unknown, found=True)
    if target:
        return Way(target, found=True)
    named = _PROCEDURE.search(text)
    if named:
        name = next(part for part in named.groups() if part).strip()
        if identity := titles.get(" ".join(name.casefold().split()), ""):
            return Way(f"procedure:{identity}", onward, found=True)
        return Way(onward, unknown=f"the procedure “{name}”", found=onward != "next")
    if onward == "close":
        return Way("close", found=True)
    if _BACK.search(text):
        return Way("back", found=True)
    return Way("next", unknown=unknown, found=bool(_NEXT.search(text)) or bool(step))


def _parted(text: str) -> tuple[str, str]:
    """Part a sentence where its condition ends."""
    for sign in (r"\s*(?:→|->|=>)\s*", r"\s*:\s+", r",?\s+then\s+", r"\s+[–—]\s+", r",\s+", r"[.;]\s+"):
        found = re.search(sign, text, re.IGNORECASE)
        if found and found.start() > 3 and found.end() < len(text):
            return text[: found.start()], text[found.end() :].strip()
    return text.rstrip(" :"), ""


def _without_take(text: str) -> str:
    found = _ACTION.fullmatch(text) or _TAKE.fullmatch(text)
    return found[1].strip() if found else text.strip()
