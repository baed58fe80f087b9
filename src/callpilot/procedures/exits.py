"""Procedures that only lead into each other, so that nobody comes out of them (E4)."""

from collections.abc import Iterable, Iterator, Mapping

from callpilot.procedures import ways
from callpilot.procedures.model import GO_PROCEDURE, Choice, Procedure


def without_exit(procedures: Mapping[str, Procedure]) -> set[str]:
    """Return the ids of those of which every way goes into another procedure that never ends either.

    One that has no end by itself is no matter of this.
    """
    leading = {one.id: one for one in procedures.values() if _others(one) and _ends(one, procedures, procedures)}
    endless = set(leading)
    ending = procedures.keys() - endless
    while found := [identity for identity in endless if _ends(leading[identity], ending, procedures)]:
        endless.difference_update(found)
        ending = ending | set(found)
    return endless


def ways_into(procedure: Procedure, endless: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where the choices that lead into one of `endless` stand: step, choice, the other's id."""
    wanted = set(endless)
    for place, step in enumerate(procedure.steps):
        for number, choice in enumerate(step.choices):
            if choice.go.removeprefix(GO_PROCEDURE) in wanted and choice.go.startswith(GO_PROCEDURE):
                yield place, number, choice.go.removeprefix(GO_PROCEDURE)


def _others(procedure: Procedure) -> bool:
    return any(choice.go.startswith(GO_PROCEDURE) for step in procedure.steps for choice in step.choices)


def _ends(procedure: Procedure, ending: Iterable[str], known: Iterable[str]) -> bool:
    """Tell whether there is a way to the end that goes only into procedures which end, or which nobody knows."""
    ended, there = set(ending), set(known)

    def is_way(choice: Choice) -> bool:
        other = choice.go.removeprefix(GO_PROCEDURE)
        # Where there is no such procedure, that is what is wrong.
        return not choice.go.startswith(GO_PROCEDURE) or other in ended or other not in there

    onward: dict[str, list[str]] = {}
    for step in procedure.steps:
        words = [choice.then if ways.leaves(choice) else choice.go for choice in step.choices if is_way(choice)]
        onward[step.id] = [ways.target(procedure, step, word) for word in words]
        if not step.choices:
            onward[step.id] = [ways.next_id(procedure, step)]
    return ways.END in ways.reached(onward, [procedure.steps[0].id])
