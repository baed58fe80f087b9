"""Which step every way to another goes through: what makes a tree of a procedure's ways (E4)."""

from collections.abc import Iterable, Mapping, Sequence

Onward = Mapping[str, Sequence[str]]
"""For each step, where its ways lead, in their order."""


def in_order(onward: Onward, root: str) -> list[str]:
    """Return what is reached from `root`, each step before those that it leads to, loops apart."""
    found = {root}
    done: list[str] = []
    todo = [(root, iter(onward[root]))]
    while todo:
        step, targets = todo[-1]
        fresh = next((target for target in targets if target in onward and target not in found), None)
        if fresh is None:
            done.append(step)
            todo.pop()
        else:
            found.add(fresh)
            todo.append((fresh, iter(onward[fresh])))
    return done[::-1]


def gates(onward: Onward, order: Sequence[str]) -> dict[str, str]:
    """Return for each step but the first of `order` the last one that every way to it goes through.

    By K. Cooper, T. Harvey and K. Kennedy, “A simple, fast dominance algorithm” (2001).
    """
    place = {step: number for number, step in enumerate(order)}
    sources = _sources(onward, place)
    gate = {order[0]: order[0]}
    is_settled = False
    while not is_settled:
        is_settled = True
        for step in order[1:]:
            known = [source for source in sources[step] if source in gate]
            found = known[0]
            for other in known[1:]:
                found = _common(found, other, gate, place)
            if gate.get(step) != found:
                gate[step] = found
                is_settled = False
    del gate[order[0]]
    return gate


def only_ways(onward: Onward, order: Sequence[str], gate: Mapping[str, str]) -> set[str]:
    """Return the steps to which one single way leads, ways back from behind the step itself not counted."""
    begins, ends = _spans(order, gate)
    count = dict.fromkeys(order, 0)
    for step in order:
        for target in onward[step]:
            # What stands behind the target only comes back to it.
            if target in count and not begins[target] <= begins[step] <= ends[target]:
                count[target] += 1
    return {step for step in order if count[step] == 1}


def _sources(onward: Onward, place: Mapping[str, int]) -> dict[str, list[str]]:
    sources: dict[str, list[str]] = {step: [] for step in place}
    for step in place:
        for target in onward[step]:
            if target in place:
                sources[target].append(step)
    return sources


def _common(one: str, other: str, gate: Mapping[str, str], place: Mapping[str, int]) -> str:
    while one != other:
        while place[one] > place[other]:
            one = gate[one]
        while place[other] > place[one]:
            other = gate[other]
    return one


def _spans(order: Sequence[str], gate: Mapping[str, str]) -> tuple[dict[str, int], dict[str, int]]:
    """Number the tree of gates: whatever stands behind a step has a number in its span."""
    behind: dict[str, list[str]] = {step: [] for step in order}
    for step, before in gate.items():
        behind[before].append(step)
    begins: dict[str, int] = {}
    todo = [order[0]]
    walked: list[str] = []
    while todo:
        step = todo.pop()
        begins[step] = len(walked)
        walked.append(step)
        todo += behind[step]
    ends = dict(begins)
    for step in reversed(walked):
        if step in gate:
            ends[gate[step]] = max(ends[gate[step]], ends[step])
    return begins, ends


def behind(gate: Mapping[str, str], steps: Iterable[str]) -> dict[str, list[str]]:
    """Return for each step those whose gate it is, in the order of `steps`."""
    found: dict[str, list[str]] = {}
    for step in steps:
        if step in gate:
            found.setdefault(gate[step], []).append(step)
    return found
