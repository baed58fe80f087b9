from datetime import UTC, datetime, timedelta

import pytest

from callpilot.cli.main import main
from callpilot.journal.store import Draft, Journal
from callpilot.plain.clock import ManualClock
from callpilot.plain.times import stamp
from callpilot.records.kinds import KIND_OF, Call, Escalation, Incident, Message, Shift
from callpilot.site.sample import write_sample

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = f"{NOW:%Y%m%d}"
CALL_ID = f"{DAY}-desk-3-0042"
SHIFT_ID = f"{DAY}-desk-3-s070000"


def ago(minutes):
    return stamp(NOW - timedelta(minutes=minutes))


class Place:
    """A home in a temporary folder, with a journal to write into and the command line over it."""

    call_id = CALL_ID
    shift_id = SHIFT_ID
    ago = staticmethod(ago)

    def __init__(self, folder, capsys):
        self.folder = folder
        self.data = folder / "data"
        self._capsys = capsys

    def keep(self, *records, by="maria", why=None, desk="desk-3"):
        journal = Journal(self.data, desk, clock=ManualClock(NOW))
        drafts = [Draft(kind=KIND_OF[type(r)], id=r.id, by=by, data=r, why=why) for r in records]
        entries = journal.append_now(drafts)
        journal.close()
        return entries

    def run(self, *words):
        self._capsys.readouterr()
        self.status = main([*words, "--home", str(self.folder)])
        said = self._capsys.readouterr()
        self.out, self.err = said.out, said.err
        return self.out

    @property
    def journal_files(self):
        return sorted(self.data.glob("journal/**/*.jsonl"))


@pytest.fixture
def place(tmp_path, capsys):
    there = Place(tmp_path / "home", capsys)
    there.run("log")
    (tmp_path / "home" / "config" / "site.toml").write_text('name = "Northgate"\ncountry = "GB"\ntime_zone = "UTC"\n')
    return there


@pytest.fixture
def calls():
    """Three calls of one shift: a message taken, an abandoned ring, an outbound call of another operator."""
    common = {"desk": "desk-3", "shift": SHIFT_ID, "account": "surgery"}
    return (
        Call(id=CALL_ID, **common, operator="maria", number="+442079460018", name="Anna Petrov", type="message",
             subject="prescription", disposition="message taken", ringing_at=ago(31), answered_at=ago(30), wait_s=9,
             talk_s=134, messages=(f"{CALL_ID}-m1",), notes="=danger"),
        Call(id=f"{DAY}-desk-3-0043", **common, number="anonymous", disposition="abandoned", ringing_at=ago(20)),
        Call(id=f"{DAY}-desk-3-0044", desk="desk-3", shift=SHIFT_ID, account="law", operator="jo", direction="outbound",
             name="Lund", disposition="no answer", answered_at=ago(10)),
    )  # fmt: skip


@pytest.fixture
def shift_of_maria():
    return Shift(id=SHIFT_ID, operator="maria", desk="desk-3", name="early", started_at=ago(120))


@pytest.fixture
def full(place, calls, shift_of_maria):
    """The place after those three calls, with a message, an escalation and an incident open."""
    place.keep(
        shift_of_maria,
        *calls,
        Message(id=f"{CALL_ID}-m1", call=CALL_ID, for_="Dr Osei", from_="Anna Petrov", text="Call back",
                taken_at=ago(29)),
        Escalation(id=f"{CALL_ID}-e1", call=CALL_ID, severity="high", to="duty-supervisor", reason="no reply",
                   due_at=ago(1)),
        Incident(id=f"{DAY}-desk-3-0045-i1", nature="fire", location="Mill Lane", opened_at=ago(5), shift=SHIFT_ID),
    )  # fmt: skip
    return place


@pytest.fixture
def site(place):
    """The place with the sample site, its people and rosters."""
    (place.folder / "config" / "site.toml").unlink()
    write_sample(place.folder / "config")
    return place
