"""Records made of what is live: by hand, without a desk."""

from callpilot.procedures.running import Run, StepMark
from callpilot.records.closing import call_record, incident_record, message_of, procedure_record
from callpilot.records.kinds import KIND_OF, KINDS, TYPE_OF
from callpilot.records.live import LiveCall, LiveIncident
from callpilot.records.parts import TimelineItem
from callpilot.records.words import DISPOSITIONS, RING_DISPOSITIONS, SHORT_DISPOSITION

AT = "2024-03-04T10:42:17.031Z"
MARK = StepMark(id="greeting", outcome="done", at=AT, seconds=2.5, answer="Anna")
RUN = Run(procedure="call-handling", version="1.0", sha256="ab" * 32)


def record(mono=60_000, **what):
    call = LiveCall(**{"id": "20240304-desk-3-0001", "since": 10_000, "answered_at": AT, **what})
    return call_record(call, disposition="resolved", at=AT, mono=mono, marks=((MARK,),) * len(call.runs))


def test_times_are_seconds_and_counted_up_to_the_close():
    assert (record(wait_ms=1500).wait_s, record().talk_s, record().wrap_s) == (1.5, 50, 0)
    held = record(stage="held", talk_ms=3000)
    assert (held.talk_s, held.hold_s) == (3, 50)
    after = record(stage="wrap-up", talk_ms=3000, hold_ms=2000, ended_at="earlier")
    assert (after.talk_s, after.hold_s, after.wrap_s, after.ended_at) == (3, 2, 50, "earlier")


def test_fields_of_its_own_are_in_their_places_and_others_among_fields_trimmed():
    made = record(values={"name": " Anna ", "room": " 12 ", "close.disposition": "x", "ask.skip": "y", "empty": "  "})
    assert (made.name, made.fields) == ("Anna", {"room": "12"})


def test_a_follow_up_that_was_never_saved_is_kept_in_the_operators_words():
    typed = record(values={"subject": "No heating", "follow.what": "Ring the engineer", "follow.due": "16:00"})
    assert typed.fields == {"unsaved_follow_up.what": "Ring the engineer", "unsaved_follow_up.due": "16:00"}
    assert record(values={"subject": "No heating", "follow.what": "No heating", "follow.due": "16:00"}).fields == {}


def test_an_incident_that_has_ended_keeps_a_follow_up_that_was_never_saved():
    def fields(what, outcome):
        values = {"nature": "smoke", "follow.what": what, "follow.due": "16:00"}
        incident = LiveIncident(id="c-i1", kind="emergency", opened_at="1", outcome=outcome, values=values)
        return incident_record(incident, ()).fields

    assert fields("ring the brigade", "over") == {
        "unsaved_follow_up.what": "ring the brigade", "unsaved_follow_up.due": "16:00",
    }  # fmt: skip
    assert fields("emergency smoke", "over") == fields("ring the brigade", "") == {}


def test_a_procedures_record_has_its_version_and_every_mark():
    made = record(runs=(RUN,), stack=(0,)).procedures[0]
    assert (made.id, made.version, made.sha256) == ("call-handling", "1.0", "ab" * 32)
    assert (made.steps[0].id, made.steps[0].outcome, made.steps[0].answer, made.steps[0].seconds) == (
        "greeting", "done", "Anna", 2.5,
    )  # fmt: skip
    assert procedure_record(RUN, ()).steps == ()


def test_a_message_without_an_urgency_is_routine():
    call = LiveCall(id="c", values={"message": "Ring back", "for": " Dr Osei "})
    made = message_of(call, "c-m1", AT)
    assert (made.urgency, made.for_, made.state) == ("routine", "Dr Osei", "undelivered")


def test_an_incidents_timeline_is_in_the_order_of_time_with_its_end_last():
    incident = LiveIncident(
        id="c-i1", opened_at="1", operator="Maria", ended_at="0", ended_by="Bo", outcome="false alarm",
        timeline=(TimelineItem(at="3", by="Maria", text="noted"),), runs=(RUN,), stack=(0,),
        values={"location": " Mill Lane ", "note": "begun", "ask.outcome": "typed", "floor": "2"},
    )  # fmt: skip
    made = incident_record(incident, ((StepMark(id="where", outcome="skipped", at="2", why="known"),),))
    assert [item.text for item in made.timeline] == [
        "emergency declared", "skipped: where – known", "noted", "ended: false alarm",
    ]  # fmt: skip
    assert made.timeline[-1].by == "Bo"
    assert (made.location, made.fields) == ("Mill Lane", {"floor": "2"})


def test_every_kind_of_record_has_a_name_and_every_disposition_a_short_word():
    assert set(TYPE_OF) == set(KIND_OF.values()) <= set(KINDS)
    assert set(SHORT_DISPOSITION) == {*DISPOSITIONS, *RING_DISPOSITIONS}
    assert len(set(SHORT_DISPOSITION.values())) == len(SHORT_DISPOSITION)
