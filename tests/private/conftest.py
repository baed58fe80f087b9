import sys

import pytest

if sys.platform == "win32":
    collect_ignore_glob = ["test_*shift*.py"]  # no pseudo-terminals of this kind there


@pytest.fixture
def place(tmp_path):
    """A throwaway home with consoles on it. Afterwards nothing may have gone wrong unseen, and nothing still runs."""
    from tests.e2e.terminal import Place

    there = Place(tmp_path / "home")
    try:
        yield there
        there.assert_no_fault()
    finally:
        there.close()
