"""What people read in the place of ids: the titles of procedures and of their steps, where the library knows them."""

from collections.abc import Iterable, Mapping

from callpilot.procedures.model import Procedure

Titles = Mapping[str, Mapping[str, str]]
"""By a procedure's id: its own title under the empty id, and each step's title under the step's id."""

UNTITLED: Titles = {}


def titles_of(procedures: Iterable[Procedure]) -> Titles:
    """Collect the titles of `procedures` and their steps."""
    return {one.id: {"": one.title, **{step.id: step.title for step in one.steps}} for one in procedures}


def title(titles: Titles, procedure: object, step: object = "") -> str:
    """Return the title of a step, or of the procedure itself; its id when there is none."""
    return titles.get(str(procedure), {}).get(str(step)) or str(step or procedure)
