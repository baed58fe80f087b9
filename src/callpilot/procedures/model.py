"""A procedure as its file says it (DESIGN: a procedure file, contract; E1-E6, B11)."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

Form = Literal["article", "guide", "workflow", "faq", "checklist"]
Phase = Literal["greet", "listen", "verify", "resolve", "close"]
Protocol = Literal["escalation", "emergency", "outage"]
FieldType = Literal["text", "long", "phone", "email", "number", "date", "time", "yes-no", "choice", "person"]

FORMS: Final[tuple[Form, ...]] = ("article", "guide", "workflow", "faq", "checklist")
PHASES: Final[tuple[Phase, ...]] = ("greet", "listen", "verify", "resolve", "close")
PROTOCOLS: Final[tuple[Protocol, ...]] = ("escalation", "emergency", "outage")
FIELD_TYPES: Final[tuple[FieldType, ...]] = (
    "text", "long", "phone", "email", "number", "date", "time", "yes-no", "choice", "person",
)  # fmt: skip
SEVERITIES: Final = ("low", "medium", "high", "critical")
DIRECTIONS: Final = ("inbound", "outbound")
CHANNELS: Final = ("phone", "email", "chat", "social", "in person")

GO_WORDS: Final = ("next", "back", "close", "escalate", "emergency")
"""What `go` may say besides a step's id; no step may be called so."""
GO_PROCEDURE: Final = "procedure:"
"""What stands before the id of another procedure in `go`."""


# None of these can hold itself: collecting garbage need not look at the tens of thousands of a large library.


class Field(Struct, frozen=True, kw_only=True, gc=False):
    """What a step writes into the record: its own field, or a new one. `choices` belong to type choice."""

    name: str
    label: str
    type: FieldType = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    sensitive: bool = False


class Choice(Struct, frozen=True, kw_only=True, gc=False):
    """A way on from a step (E4).

    `if_` maps a field's name to the values of which it must have one; empty: never suggested before others.
    `go` is a step's id, one of `GO_WORDS`, or `procedure:<id>`. `then` is where this procedure waits while
    the operator is away in another procedure or protocol: a step's id, `next` or `close`.
    """

    when: str
    if_: Mapping[str, tuple[str, ...]] = {}
    do: str = ""
    go: str = "next"
    then: str = "next"
    severity: str = ""


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """One unit of a procedure: `say` is read out, `do` is done, `picture_text` says what there is to see in `picture`.

    `within` is a target in seconds, from the moment the step becomes current.
    """

    id: str
    title: str
    phase: Phase | None = None
    group: str = ""
    say: str = ""
    do: str = ""
    items: tuple[str, ...] = ()
    picture: str = ""
    picture_text: str = ""
    tips: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    within: int | None = None
    required: bool = False
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def heading(self) -> str:
        """What the step stands under: its group (checklists) or its phase; empty when it has neither."""
        return self.group or self.phase or ""


class FaqEntry(Struct, frozen=True, kw_only=True, gc=False):
    """A question and its answer (E5)."""

    question: str
    answer: str


class Revision(Struct, frozen=True, kw_only=True, gc=False):
    """One version of a procedure: what changed, when it came into force, and who changed it (B11)."""

    version: str
    date: dt.date
    author: str = ""
    change: str = ""


class Approval(Struct, frozen=True, kw_only=True, gc=False):
    """Who approved a procedure, as what, and when (B11)."""

    by: str
    position: str = ""
    date: dt.date | None = None


class Procedure(Struct, frozen=True, kw_only=True, dict=True):
    """An SOP that the console can run. Targets are seconds; `sha256` is of the file's bytes, hex."""

    id: str
    title: str
    form: Form
    revisions: tuple[Revision, ...]
    purpose: str = ""
    scope: str = ""
    responsible: str = ""
    serves: tuple[str, ...] = ()
    call_types: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    protocol: Protocol | None = None
    respond_within: int | None = None
    resolve_within: int | None = None
    references: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    approval: Approval | None = None
    steps: tuple[Step, ...] = ()
    entries: tuple[FaqEntry, ...] = ()
    sha256: str = ""
    source: Path = Path()

    @property
    def version(self) -> str:
        """The version in force: the last revision's."""
        return self.revisions[-1].version if self.revisions else ""

    @property
    def in_force_since(self) -> dt.date | None:
        """The date of the revision in force."""
        return self.revisions[-1].date if self.revisions else None

    def step(self, identity: str | None) -> Step | None:
        """Return the step with that id, or None."""
        place = self.position(identity)
        return None if place is None else self.steps[place]

    def position(self, identity: str | None) -> int | None:
        """Return where in the file the step with that id stands (from 0), or None."""
        return None if identity is None else self._places.get(identity)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Each step's place by its id; of a file of thousands of steps it is asked for at every key."""
        places: dict[str, int] = {}
        for place, step in enumerate(self.steps):
            places.setdefault(step.id, place)
        return places

    @cached_property
    def closing_id(self) -> str:
        """The id of the first step of the phase close; empty when there is none."""
        return next((step.id for step in self.steps if step.phase == "close"), "")

    def steps_by_phase(self) -> list[tuple[str, list[Step]]]:
        """Return the steps under their headings (group or phase), in file order.

        A heading that comes back later in the file is listed again.
        """
        return self._sections

    @cached_property
    def _sections(self) -> list[tuple[str, list[Step]]]:
        sections: list[tuple[str, list[Step]]] = []
        for step in self.steps:
            if not sections or sections[-1][0] != step.heading:
                sections.append((step.heading, []))
            sections[-1][1].append(step)
        return sections

    def fields(self) -> list[Field]:
        """Return every field that the steps write, in file order."""
        return [field for step in self.steps for field in step.fields]

    def sensitive(self) -> tuple[str, ...]:
        """Return the names of the fields that are sensitive, each once, in file order."""
        return tuple(dict.fromkeys(field.name for field in self.fields() if field.sensitive))
