"""A power cut between any two operations of a shift: what was said to be saved is there, once, and it starts."""

import os
from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest
from tests.power.coming_back import Cut, Outcome, come_back, cuts, faults
from tests.power.shift import Shift, recorded

THOROUGH = bool(os.environ.get("CALLPILOT_CUTS"))
"""Every disk that one cut leaves instead of some of them, and many that two leave."""

SOME = 80
"""How many of the disks that one cut of a shift leaves are tried in a short run."""
TWICE, SECONDS = (400, 10) if THOROUGH else (20, 2)
"""After how many of them the start is cut in its turn, and at how many places."""

pytestmark = pytest.mark.timeout(12 * 3600 if THOROUGH else 120)


@pytest.fixture(params=[1, 3], ids=["saving after every deed", "saving now and then"])
def shift(request, tmp_path) -> Shift:
    return recorded(tmp_path, request.param)


def test_whatever_was_said_to_be_saved_is_there_after_a_cut(shift):
    outcomes: dict[int, Outcome] = {}
    every = list(cuts(shift.recorder.events, thorough=THOROUGH))
    for cut in every if THOROUGH else _some(every, SOME):
        if cut.key not in outcomes:
            outcomes[cut.key] = come_back(cut.found, may_be_damaged=cut.may_be_damaged)
        assert faults(cut.told, outcomes[cut.key]) == [], _where(shift, cut)
    assert len(outcomes) > SOME // 2


def test_a_start_that_is_cut_in_its_turn_loses_nothing(shift):
    """The second start does what the first one, which a second cut ended, was about to do."""
    tried: set[int] = set()
    every = list(cuts(shift.recorder.events, thorough=False))
    for cut in _some(every, TWICE):
        if cut.key in tried:
            continue
        tried.add(cut.key)
        first = come_back(cut.found, may_be_damaged=cut.may_be_damaged)
        again = list(cuts(first.operations, thorough=False, before=cut.found))
        for second in _some(again, min(SECONDS, len(again))):
            damaged = cut.may_be_damaged or second.may_be_damaged
            outcome = come_back(second.found, may_be_damaged=damaged)
            assert faults(cut.told, outcome) == [], (_where(shift, cut), second.place)


def _some(every: list[Cut], count: int) -> Iterator[Cut]:
    """Some from every part, the same for one seed."""
    chosen = Random(os.environ.get("CALLPILOT_SEED", "cuts"))
    size = len(every) / count
    for part in range(count):
        yield chosen.choice(every[int(part * size) : int((part + 1) * size)])


def _where(shift: Shift, cut: Cut) -> str:
    before = [f"{one.what} {getattr(one, 'path', '') or getattr(one, 'about', '')}" for one in islice(
        shift.recorder.events, max(0, cut.place - 6), cut.place)]  # fmt: skip
    return f"cut behind {cut.place}: " + " | ".join(before)
