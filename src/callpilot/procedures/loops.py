"""Which steps stand in a loop: those that some way leads away from and back to."""

from collections.abc import Iterable, Mapping

from callpilot.procedures.ways import backwards


def in_loops(paths: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the ids that can be reached from themselves (`paths`: the ids that each id leads to)."""
    sources = backwards(paths)
    looping = {identity for identity, targets in paths.items() if identity in targets}
    seen: set[str] = set()
    # Kosaraju: backwards, in the order in which ways were left, one finds just those that lead to one another.
    for identity in reversed(_left_in_order(paths)):
        together: list[str] = []
        todo = [identity]
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                together.append(one)
                todo += sources.get(one, ())
        if len(together) > 1:
            looping.update(together)
    return looping


def _left_in_order(paths: Mapping[str, Iterable[str]]) -> list[str]:
    """Return all ids in the order in which a walk into the depth leaves them for good."""
    order: list[str] = []
    begun: set[str] = set()
    for first in paths:
        way = [] if first in begun else [(first, iter(paths[first]))]
        begun.add(first)
        while way:
            rest = way[-1][1]
            onward = next((one for one in rest if one not in begun), None)
            if onward is None:
                order.append(way.pop()[0])
            else:
                begun.add(onward)
                way.append((onward, iter(paths.get(onward, ()))))
    return order
