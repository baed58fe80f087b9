import sys

import pytest

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # no pseudo-terminals of this kind there


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


@pytest.fixture
def answered(place):
    """A console with a call of Anna Petrov's answered."""
    console = place.started()
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("Anna Petrov", "RINGING").press("f2").until("Caller", "+44 20 7946 0018")
    return console.until_cursor("Anna Petrov")
