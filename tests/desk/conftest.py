from collections.abc import Iterator

import pytest
from tests.desk.place import Place


@pytest.fixture
def place(tmp_path) -> Iterator[Place]:
    """A desk that is open, with nobody signed on and nothing ringing."""
    there = Place(tmp_path)
    yield there
    there.end()


@pytest.fixture
def desk(place):
    return place.desk


@pytest.fixture
def call(place) -> str:
    """The id of a call that was answered on the law office's line."""
    return place.call()
