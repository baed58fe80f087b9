"""Questions and answers in a call: which of them are looked for, and which were used (E5). Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from msgspec.structs import replace

from callpilot.procedures.model import FaqEntry, Procedure
from callpilot.procedures.run import Run, StepMark

_LONGEST_ID = 60


def entry_id(entry: FaqEntry) -> str:
    """Return the id under which a question is marked in a run: its own words, in the letters that ids are made of."""
    plain = unicodedata.normalize("NFKD", entry.question).encode("ascii", "ignore").decode().lower()
    letters = "-".join(re.findall("[a-z0-9]+", plain))[:_LONGEST_ID].rstrip("-")
    return letters or f"question-{sha256(entry.question.encode('utf-8', 'replace')).hexdigest()[:12]}"


def matching(procedure: Procedure, wanted: str) -> tuple[FaqEntry, ...]:
    """Return the entries that hold every word of `wanted`, in the file's order; all of them when it is blank."""
    words = _folded(wanted).split()
    if not words:
        return procedure.entries
    return tuple(one for one in procedure.entries if _holds(_folded(f"{one.question} {one.answer}"), words))


def is_used(run: Run, entry: FaqEntry) -> bool:
    """Tell whether the answer was used in this run."""
    return run.mark(entry_id(entry)).outcome == "done"


def use(run: Run, entry: FaqEntry, at: str) -> Run:
    """Note that an answer was used at the stamp `at`; used already: take the note back."""
    identity = entry_id(entry)
    others = tuple(mark for mark in run.marks if mark.id != identity)
    if is_used(run, entry):
        return replace(run, marks=others)
    return replace(run, marks=(*others, StepMark(id=identity, outcome="done", answer=entry.question, at=at)))


def _holds(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


@lru_cache(maxsize=16384)
def _folded(text: str) -> str:
    """Lower case without accents, so that `resume` finds `résumé`."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
