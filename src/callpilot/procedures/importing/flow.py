"""Steps as the file has them: ids, choices with where they lead, and no step that nobody can reach."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from callpilot.procedures import ways
from callpilot.procedures.importing.blocks import Left
from callpilot.procedures.importing.branches import Branch, Way, way
from callpilot.procedures.importing.spoken import sentence, titled
from callpilot.procedures.importing.steps import StepDraft
from callpilot.procedures.model import GO_WORDS, Choice, Procedure, Step

LONGEST_ID: Final = 48


def id_of(text: str, taken: Sequence[str] | set[str] | Mapping[str, object] = ()) -> str:
    """Make an id of a title, unlike those that are taken: `Verify the caller` → `verify-the-caller`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    identity = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(identity) > LONGEST_ID:
        identity = identity[:LONGEST_ID].rsplit("-", 1)[0]
    identity = identity or "procedure"
    identity = f"{identity}-step" if identity in GO_WORDS else identity
    number, found = 2, identity
    while found in taken:
        found, number = f"{identity}-{number}", number + 1
    return found


@dataclass
class Flow:
    """Makes steps of drafts. `titles` are the ids of procedures by their titles; `left` is for a person to look at."""

    titles: Mapping[str, str]
    left: list[Left] = field(default_factory=list[Left])
    _ids: dict[str, None] = field(default_factory=dict[str, None])

    def steps(self, drafts: list[StepDraft]) -> tuple[Step, ...]:
        """Return the steps, those that a condition within a condition needs right behind their own."""
        ids: list[str] = []
        for draft in drafts:
            ids.append(id_of(draft.title, self._ids))
            self._ids[ids[-1]] = None
        end = len(drafts)
        while end > 1 and _is_closing(drafts[end - 1]):
            end -= 1
        runs = _runs(drafts)
        numbers = {run: _numbers(drafts, ids, runs, run) for run in set(runs)}
        found: list[Step] = []
        for at, draft in enumerate(drafts):
            _flatten(draft)
            onward = ids[at + 1] if at + 1 < len(ids) else "close"
            found += self._step(draft, ids[at], onward, numbers[runs[at]], closing=at >= end)
        return tuple(found)

    def _step(
        self, draft: StepDraft, identity: str, onward: str, numbers: Mapping[str, str], *, closing: bool
    ) -> list[Step]:
        step = Step(
            id=identity,
            title=draft.title or "Step",
            group=draft.group,
            phase="close" if closing else None,
            say="\n".join(draft.say),
            do=sentence("\n".join(draft.do)),
            items=tuple(draft.items),
            tips=tuple(map(sentence, draft.tips)),
            warnings=tuple(map(sentence, draft.warnings)),
            notes=tuple(map(sentence, draft.notes)),
        )
        if not self._worth(draft.branches, numbers):
            told = [_told(branch) for branch in draft.branches]
            do = "\n".join([*draft.do, *(text for text in told if text.rstrip(" .:") != draft.title)])
            return [replace(step, do=do)]
        choices, inner = self._choices(draft.branches, onward, numbers, draft)
        if len(choices) == 1 and choices[0].when != "Otherwise" and choices[0].go not in ("next", onward):
            choices = (*choices, Choice(when="Otherwise", go=onward if inner else "next"))
            self.left.append(
                Left(draft.place, f"the step “{draft.title}” has a choice more, “Otherwise”, that leads on")
            )
        return [replace(step, choices=choices), *inner]

    def _worth(self, branches: list[Branch], numbers: Mapping[str, str]) -> bool:
        """Tell whether conditions decide where to go; one that only says what to do is text."""
        return len(branches) > 1 or any(
            branch.inner or way(branch.action, numbers, self.titles).found for branch in branches
        )

    def _choices(
        self, branches: list[Branch], onward: str, numbers: Mapping[str, str], draft: StepDraft
    ) -> tuple[tuple[Choice, ...], list[Step]]:
        choices: list[Choice] = []
        below: list[Step] = []
        for branch in branches:
            if len(branch.inner) == 1 and not branch.actions:
                only = branch.inner[0]
                branch = Branch(
                    f"{branch.when}: {only.when}", branch.place, 0, "", actions=only.actions, inner=only.inner
                )
            if branch.inner:
                choices.append(self._nested(branch, onward, numbers, draft, below))
                continue
            found = way(branch.action, numbers, self.titles)
            self._tell(found, branch, draft)
            choice = Choice(
                when=branch.when, do=sentence(branch.action), go=found.go, then=found.then, severity=found.severity
            )
            if choice in choices:
                self.left.append(
                    Left(
                        branch.place, f"a condition stands twice in the step “{draft.title}”; kept once", branch.source
                    )
                )
            else:
                choices.append(choice)
        if below:
            # The step behind this one in the file is only for one of its choices.
            choices = [_onward(choice, onward) for choice in choices]
        return tuple(choices), below

    def _nested(
        self, branch: Branch, onward: str, numbers: Mapping[str, str], draft: StepDraft, below: list[Step]
    ) -> Choice:
        """Make a step of what stands inside a condition, and return the choice that leads there."""
        title = titled(branch.when)[0]
        identity = id_of(title, self._ids)
        self._ids[identity] = None
        choices, deeper = self._choices(branch.inner, onward, numbers, draft)
        step = Step(
            id=identity, title=title, group=draft.group, do=branch.action,
            choices=tuple(_onward(choice, onward) for choice in choices),
        )  # fmt: skip
        below += [step, *deeper]
        return Choice(when=branch.when, go=identity)

    def _tell(self, found: Way, branch: Branch, draft: StepDraft) -> None:
        if found.unknown:
            what = (
                f"the step “{draft.title}” names {found.unknown}, which isn't known here; decide where its choice leads"
            )
            self.left.append(Left(branch.place, what, branch.source))


def reachable(procedure: Procedure) -> tuple[Procedure, list[Left]]:
    """Return the procedure with a way on, “Otherwise”, wherever a step could not be reached; and what was added."""
    left: list[Left] = []
    steps = list(procedure.steps)
    for at in range(1, len(steps)):
        changed = replace(procedure, steps=tuple(steps))
        found = ways.reached(ways.ways(changed), [steps[0].id])
        lost = next((place for place, step in enumerate(steps) if step.id not in found), None)
        if lost is None:
            break
        before = steps[lost - 1]
        steps[lost - 1] = replace(before, choices=(*before.choices, Choice(when="Otherwise", go="next")))
        left.append(
            Left(0, f"the step “{before.title}” has a choice more, “Otherwise”, that leads to “{steps[lost].title}”")
        )
        if at > 500:
            break
    return replace(procedure, steps=tuple(steps)), left


def _flatten(draft: StepDraft) -> None:
    """Take the only condition of a step away when it but names what the others are about."""
    while len(draft.branches) == 1 and not draft.branches[0].actions and len(draft.branches[0].inner) > 1:
        draft.do.append(sentence(draft.branches[0].source))
        draft.branches = draft.branches[0].inner


def _is_closing(draft: StepDraft) -> bool:
    title = draft.title.casefold()
    return re.search(r"\b(clos(?:e|ing)|wrap[ -]?up|end (?:the )?call|goodbye|thank)\b", title) is not None


def _runs(drafts: list[StepDraft]) -> list[int]:
    """Return for each step which numbering it belongs to: one begins with each group, and with each 1."""
    runs: list[int] = []
    for at, draft in enumerate(drafts):
        begins = at > 0 and (draft.group != drafts[at - 1].group or draft.number in ("1", "a"))
        runs.append((runs[-1] if runs else 0) + begins)
    return runs


def _numbers(drafts: list[StepDraft], ids: list[str], runs: list[int], run: int) -> dict[str, str]:
    """The steps' ids by their numbers, those of the numbering `run` before others."""
    found: dict[str, str] = {}
    for draft, identity, its_run in zip(drafts, ids, runs, strict=True):
        if draft.number and (draft.number not in found or its_run == run):
            found[draft.number] = identity
    return found


def _onward(choice: Choice, onward: str) -> Choice:
    go = onward if choice.go == "next" else choice.go
    leads_out = choice.go in ("escalate", "emergency") or choice.go.startswith("procedure:")
    return replace(choice, go=go, then=onward if leads_out and choice.then == "next" else choice.then)


def _told(branch: Branch) -> str:
    """A condition as text: as it stands in the document, with what is done."""
    text = branch.source
    return " ".join([text, *(one for one in branch.actions if one not in text)])
