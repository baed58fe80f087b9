"""The first that is seen of the console is all of it."""

import pytest

KEY_BAR = b" Help"


@pytest.mark.parametrize(("columns", "rows"), [(120, 30), (80, 24)])
def test_the_first_frame_is_painted_whole_and_once(place, columns, rows):
    console = place.started(columns=columns, rows=rows)
    first, last_row, _rest = bytes(console.raw).partition(KEY_BAR)
    assert last_row
    for pane in ("available since", "No call. What rings shows here.", "is ready for calls"):
        assert first.count(pane.encode()) == 1, pane
