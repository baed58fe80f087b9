"""The soak's own tests: a short run of it in the real program, and that it sees what it is there to see."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.soak.counters import Sample, cpu, open_files, quantile, sample
from tests.soak.long_shift import Measured, grown, judged, soak, table

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

STILL = Sample(pss=60_000, private=55_000, descriptors=20, threads=8, cpu=1)
HELD = {"tasks": 90, "objects": 200_000, "kinds": [("dict", 1000)]}


def measured(last=STILL, held=HELD, *, echo=0.01, work=0.4) -> Measured:
    """Six hundred calls, all alike until the last two hundred."""
    found = Measured(samples=[(20, STILL, HELD), (200, STILL, HELD), (600, last, held)])
    for call in range(1, 601):
        is_late = call > 400
        found.spent.append((call, work if is_late else 0.4))
        found.echoes.append((call, [echo if is_late else 0.01] * 5))
    return found


def failed(found: Measured) -> list[str]:
    return [figure.name for figure in judged(found, 600) if not figure.is_right]


def test_a_shift_in_which_nothing_grows_is_passed():
    assert failed(measured()) == []


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (measured(replace(STILL, pss=67_000)), "memory (PSS), KiB"),
        (measured(replace(STILL, descriptors=21)), "open files"),
        (measured(replace(STILL, threads=9)), "threads"),
        (measured(held={**HELD, "tasks": 91}), "tasks"),
        (measured(held={**HELD, "objects": 230_000}), "objects"),
    ],
)
def test_what_grows_is_named(found, name):
    assert failed(found) == [name]


def test_keys_and_calls_that_become_slower_are_named():
    assert failed(measured(echo=0.014)) == ["a key's echo, p50, ms"]
    assert failed(measured(work=0.6)) == ["processor time of a call, ms"]


def test_what_grew_most_is_told_by_its_kind():
    found = measured(held={**HELD, "kinds": [("dict", 1900), ("LeakedThing", 40)]})
    assert grown(found, 600) == [("dict", 900), ("LeakedThing", 40)]
    assert "FAILED" in table(judged(measured(replace(STILL, threads=99)), 600))


def test_the_counters_see_this_very_process():
    before = sample(os.getpid())
    with Path(os.devnull).open("rb"):
        during = sample(os.getpid())
        assert os.devnull in open_files(os.getpid())
    assert during.descriptors == before.descriptors + 1
    assert 1000 < before.private <= before.pss
    assert before.threads >= 1
    assert cpu(os.getpid()) > 0
    assert quantile([3, 1, 2], 0.5) == 2


def test_a_short_shift_is_worked_in_the_real_program_from_its_first_ring_to_the_next_shifts_acceptance(tmp_path):
    said = []
    found, figures = soak(
        tmp_path, calls=3, every=1, minutes=2, items=("message", "abandoned", "escalation", "open work"),
        say=lambda line, **_how: said.append(line),
    )  # fmt: skip
    right = {figure.name: figure.is_right for figure in figures}
    # Of so few calls nothing can be said about speed and memory; everything else must be right already.
    unsaid = {name for name in right if "memory" in name or "objects" in name or ", ms" in name or name == "tasks"}
    assert all(is_right for name, is_right in right.items() if name not in unsaid), table(figures)
    assert len(unsaid) == 6
    assert len(said) == len(found.samples) == 1
    assert [len(spans) for _call, spans in found.echoes] == [27]
