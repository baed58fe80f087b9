"""The power is cut under a desk at work, on a real file system that is shut down under it; then it starts again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.power.mounts import why_not

CUTS = int(os.environ.get("CALLPILOT_CUTS", "0"))
"""How many cuts a long run makes; a short one makes a few."""

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(12 * 3600 if CUTS else 120)


@pytest.mark.parametrize(("kind", "few"), [("ext4", 4), ("xfs", 2)])
def test_nothing_shown_as_saved_is_lost_when_the_power_is_cut(kind, few):
    if reason := why_not(kind):
        pytest.skip(reason)
    cuts = CUTS if kind == "ext4" else CUTS // 5
    consoles = ["--consoles", str(cuts // 25)] if CUTS else []
    report = _cut(
        ["--kind", kind, "--cuts", str(cuts or few), "--seed", os.environ.get("CALLPILOT_SEED", "7"), *consoles]
    )
    if CUTS:
        print(json.dumps({**report, "kind": kind}))
    assert report["losses"] == []
    assert report["cuts"] == (cuts or few)
    assert report["said"]["sheet"], "nothing was at work"


def _cut(words: list[str]) -> dict:
    """Cut in a process with mounts of its own; all of it is gone when that ends."""
    done = subprocess.run(
        ["unshare", "-m", "--propagation", "private", sys.executable, "-m", "tests.power.cutting", *words],
        stdout=subprocess.PIPE, stderr=None if CUTS else subprocess.PIPE, text=True, cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
