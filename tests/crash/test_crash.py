"""Killed at random instants and started again on the same home: all that was on the screen is there, once.

`CALLPILOT_KILLS=10000 CALLPILOT_CRASH_SEED=7 pytest tests/crash` kills as often as that; `python -m tests.crash` does
the same and tells of it while it runs.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHORT = 40


def _kill(folder, kills):
    seed = os.environ.get("CALLPILOT_CRASH_SEED", "short")
    words = ["--kills", str(kills), "--seed", seed, "--folder", str(folder)]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", "tests.crash", *words],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=False,
    )  # fmt: skip


@pytest.mark.timeout(0 if os.environ.get("CALLPILOT_KILLS") else 300)
def test_killed_at_random_instants_nothing_that_was_painted_is_lost_or_doubled(tmp_path):
    kills = int(os.environ.get("CALLPILOT_KILLS", SHORT))
    done = _kill(tmp_path / "homes", kills)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert " 0 losses" in done.stdout
