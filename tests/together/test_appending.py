"""Many programs that append to one journal: a console, commands beside it, other desks.

CALLPILOT_TOGETHER is how many entries are appended in all.
"""

import os
import sys

import pytest
from tests.together.appenders import Part, append_together, assert_each_once

COUNT = int(os.environ.get("CALLPILOT_TOGETHER", "1500"))
WRITERS = (("desk-1", "console"), ("desk-1", "amend"), ("desk-1", "import"), ("desk-2", "console"), ("desk-3", "amend"))


@pytest.mark.timeout(max(120, COUNT // 20))
def test_nothing_is_lost_torn_or_doubled_however_many_append_at_once(tmp_path):
    each, rest = divmod(COUNT, len(WRITERS))
    parts = [
        Part(desk, name, each + (rest if place == 0 else 0), waits=name != "console")
        for place, (desk, name) in enumerate(WRITERS)
    ]
    seconds = append_together(tmp_path, parts)
    assert_each_once(tmp_path, parts)
    sys.stderr.write(f"\n{COUNT:,} entries of {len(parts)} programs at {len({p.desk for p in parts})} desks")
    sys.stderr.write(f" in {seconds:.0f} s: {COUNT / seconds:.0f} a second\n")
