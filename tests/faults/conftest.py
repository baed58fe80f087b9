import os
import shutil
import sys
from pathlib import Path

import pytest
from tests.faults.layer import Layer
from tests.faults.scripted import make_home, turned_by_hand
from tests.faults.watched import Watched

from callpilot.console.configuration import Config

if sys.platform != "win32":
    from tests.e2e.conftest import answered, place  # noqa: F401  the console in a real pseudo-terminal

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # the layer stands under POSIX calls


@pytest.fixture(scope="session")
def every() -> int:
    """1: every call fails with every error (`CALLPILOT_FAULTS=all`); 20: every twentieth of those (`=20`).

    0, without it: a sample that meets each place in the code.
    """
    wanted = os.environ.get("CALLPILOT_FAULTS", "0")
    return 1 if wanted == "all" else int(wanted)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Config]:
    """A home with an earlier shift in it, to be copied."""
    folder = tmp_path_factory.mktemp("base") / "home"
    with pytest.MonkeyPatch.context() as patch:
        turned_by_hand(patch)
        return folder, make_home(folder)


@pytest.fixture(scope="session")
def clean(base: tuple[Path, Config], tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The shift on a disk that never fails."""
    folder = tmp_path_factory.mktemp("clean") / "home"
    shutil.copytree(base[0], folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Layer, "records_sites", True)
        watched = Watched(folder, base[1], None)
    assert watched.compared(watched) == []
    assert len(watched.records) > 15
    return watched
