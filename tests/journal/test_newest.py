"""The newest revision of a record, read from the journal itself: what another desk wrote a moment ago is in it."""

import json

from callpilot.journal.store import Draft, Journal
from callpilot.records.kinds import Message

ID = "20261123-desk-3-0042-m1"


def _keep(journal, text, identity=ID):
    record = Message(id=identity, call="20261123-desk-3-0042", text=text)
    journal.append_now([Draft(kind="message", id=identity, by="maria", data=record)])


def _text(journal):
    return json.loads(bytes(journal.newest(ID).data))["text"]


def test_the_newest_is_the_highest_revision_whichever_desk_wrote_it(tmp_path):
    here, there = Journal(tmp_path, "desk-3"), Journal(tmp_path, "desk-7")
    try:
        assert here.newest(ID) is None
        _keep(here, "first")
        assert _text(here) == "first"
        _keep(there, "second")
        _keep(there, "another record", ID[:-1] + "2")
        assert _text(here) == "second"
        assert here.newest(ID).rev == 2
        _keep(here, "third")
        assert (_text(there), there.newest(ID).rev) == ("third", 3)
    finally:
        here.close()
        there.close()


def test_a_journal_that_cant_be_read_has_no_newest(tmp_path):
    here = Journal(tmp_path, "desk-3")
    try:
        _keep(here, "first")
        assert _text(here) == "first"
        for file in tmp_path.glob("journal/**/*.jsonl"):
            file.unlink()
        assert here.newest(ID) is None
    finally:
        here.close()
