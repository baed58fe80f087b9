import sys
from collections.abc import Iterator

import pytest
from tests.desk.workplace import Workplace

if sys.platform == "win32":
    collect_ignore_glob = ["test_consoles.py"]  # no pseudo-terminals of this kind there


@pytest.fixture
def site(tmp_path) -> Iterator[Workplace]:
    """A home with no desk open yet."""
    there = Workplace(tmp_path)
    yield there
    there.end()


@pytest.fixture
def two(site):
    """Two desks with an operator each, and a message that both know of: the site, the desks, the message's id."""
    maria, jo = site.come("Maria", "desk-1"), site.come("Jo", "desk-2")
    message = site.message("desk-1")
    site.read()
    return site, maria, jo, message


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
