"""The ways through a procedure: where steps lead, what can be reached, what every way goes through (E4)."""

from collections import deque
from collections.abc import Iterable, Mapping

from callpilot.procedures.model import GO_PROCEDURE, Choice, Procedure, Step

END = ""
"""Stands for the end of the procedure among the ids of steps."""
NOWHERE = "\0"
"""Stands for a target that does not exist."""

Ways = Mapping[str, frozenset[str]]


def leaves(choice: Choice) -> bool:
    """Tell whether the choice leads out into another procedure or a protocol."""
    return choice.go in ("escalate", "emergency") or choice.go.startswith(GO_PROCEDURE)


def next_id(procedure: Procedure, step: Step) -> str:
    """Return the id of the step after this one in the file, or `END`."""
    place = procedure.position(step.id)
    if place is None or place + 1 >= len(procedure.steps):
        return END
    return procedure.steps[place + 1].id


def target(procedure: Procedure, step: Step, word: str) -> str:
    """Return the step's id that `word` (a `go` or `then`) stands for in `step`: an id, `END` or `NOWHERE`.

    `back` depends on the way taken and is not answered here: it gives `NOWHERE`.
    """
    if word == "next":
        return next_id(procedure, step)
    if word == "close":
        # A step that stands in the closing already goes out of it, never round in it.
        return END if step.phase == "close" else procedure.closing_id or END
    return word if procedure.step(word) else NOWHERE


def usual_target(procedure: Procedure, step: Step) -> str:
    """Return where a step leads when it is ticked or skipped and no choice is taken: an id or `END`.

    That is where the first of its choices leads that goes forward within the procedure; without one, the next
    step in the file. The usual way on therefore stands first among the choices.
    """
    place = procedure.position(step.id)
    for choice in step.choices:
        if not leaves(choice):
            found = target(procedure, step, choice.go)
            onward = procedure.position(found)
            if found == END or (onward is not None and place is not None and onward > place):
                return found
    return next_id(procedure, step)


def ways(procedure: Procedure) -> Ways:
    """Return, for each step's id, the ids that its choices (or, without any, the file's order) lead to."""
    onward: dict[str, set[str]] = {}
    turning_back: list[str] = []
    for step in procedure.steps:
        found = onward.setdefault(step.id, set())
        if not step.choices:
            found.add(next_id(procedure, step))
        for choice in step.choices:
            if choice.go == "back":
                turning_back.append(step.id)
            else:
                found.add(target(procedure, step, choice.then if leaves(choice) else choice.go))
    if turning_back:
        sources = backwards(onward)
        for identity in turning_back:
            onward[identity] |= sources.get(identity, set())
    return {identity: frozenset(targets) for identity, targets in onward.items()}


def backwards(paths: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Return, for each id that something leads to, the ids that lead to it."""
    sources: dict[str, set[str]] = {}
    for source, targets in paths.items():
        for target_id in targets:
            sources.setdefault(target_id, set()).add(source)
    return sources


def reached(paths: Mapping[str, Iterable[str]], starts: Iterable[str], without: str | None = None) -> set[str]:
    """Return all ids reached from `starts`, themselves included, without passing through `without`."""
    found: set[str] = set()
    todo = [start for start in starts if start != without]
    while todo:
        identity = todo.pop()
        if identity not in found:
            found.add(identity)
            todo += [onward for onward in paths.get(identity, ()) if onward != without]
    return found


def unavoidable(procedure: Procedure) -> set[str]:
    """Return the ids of the steps that every way from the first step to the end goes through.

    Without any way to the end that is said of every step.
    """
    if not procedure.steps:
        return set()
    paths = ways(procedure)
    way = _one_way(paths, procedure.steps[0].id)
    if not way:
        return {step.id for step in procedure.steps}
    # Only what stands on this way can be unavoidable. What is passed by is seen by going along it once: of all that was
    # reached up to a step, without the rest of the way, nothing may lead to a later one.
    places = {identity: place for place, identity in enumerate(way)}
    farthest, seen = 0, set[str]()
    found: set[str] = set()
    for place, identity in enumerate(way[:-1]):
        if farthest <= place:
            found.add(identity)
        todo = [identity]
        while todo:
            for onward in paths.get(todo.pop(), ()):
                if onward in places:
                    farthest = max(farthest, places[onward])
                elif onward not in seen:
                    seen.add(onward)
                    todo.append(onward)
    return found


def _one_way(paths: Ways, first: str) -> list[str]:
    """Return the ids on a shortest way from `first` to the end, both included; empty when there is none."""
    came_from = {first: first}
    todo = deque([first])
    while todo and END not in came_from:
        identity = todo.popleft()
        for onward in paths.get(identity, ()):
            if onward not in came_from:
                came_from[onward] = identity
                todo.append(onward)
    if END not in came_from:
        return []
    way = [END]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    return way[::-1]
