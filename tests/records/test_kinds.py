"""What the docs say of the records is what the records hold."""

import re
from pathlib import Path

import pytest
from msgspec import structs

from callpilot.records.kinds import KIND_OF, Delivery, HandoverItem
from callpilot.records.parts import ProcedureRecord, StepRecord, TimelineItem

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "records.md").read_text("utf-8")
PARTS = {part.split("\n", 1)[0]: set(re.findall(r"`(\w+)`", part)) for part in DOCS.split("\n## ")[1:]}


@pytest.mark.parametrize("cls", list(KIND_OF))
def test_every_member_of_a_record_stands_in_the_docs(cls):
    members = {field.encode_name for field in structs.fields(cls)}
    assert members <= PARTS[KIND_OF[cls]]


def test_the_parts_of_records_stand_there_too():
    for cls, kind in (
        (ProcedureRecord, "call"),
        (StepRecord, "call"),
        (TimelineItem, "message"),
        (Delivery, "delivery"),
        (HandoverItem, "handover"),
    ):
        assert {field.encode_name for field in structs.fields(cls)} <= PARTS[kind]
