import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import Raw

from callpilot.desk.amend import AMENDABLE, amendment
from callpilot.desk.state import DeedRefused
from callpilot.plain.untrusted import clean, mask_cards
from callpilot.records.entry import Entry
from callpilot.records.words import DISPOSITIONS

BEFORE = {"id": "20261123-desk-3-0042", "name": "Anna", "fields": {"a": "1"}, "later": [1], "salt": "f00f"}


def entry(data):
    return Entry(
        seq=1, at="", desk="desk-3", by="maria", kind="call", id="20261123-desk-3-0042", rev=1,
        data=Raw(json.dumps(data).encode()),
    )  # fmt: skip


@given(st.sampled_from([name for name in AMENDABLE if name not in ("type", "disposition")]), st.text(max_size=60))
def test_an_amendment_changes_one_field_keeps_all_others_and_lets_nothing_harmful_through(name, text):
    assume(clean(text).strip() != BEFORE.get(name))
    after, why = amendment(entry(BEFORE), {name: text}, "misheard")
    assert why == "misheard"
    assert after[name] == clean(after[name]) == mask_cards(after[name])
    assert {k: v for k, v in after.items() if k != name} == {k: v for k, v in BEFORE.items() if k not in ("salt", name)}


@given(st.text(max_size=40))
def test_a_disposition_is_one_of_those_there_are_or_refused(text):
    if text in DISPOSITIONS:
        return
    with pytest.raises(DeedRefused, match=r"disposition|nothing would change"):
        amendment(entry(BEFORE), {"disposition": text}, "why")


@given(st.text(alphabet=" \t\n\u00a0\u2003"))
def test_a_blank_reason_is_refused(why):
    with pytest.raises(DeedRefused, match="say why"):
        amendment(entry(BEFORE), {"name": "Ana"}, why)


def test_the_sites_own_call_types_are_accepted():
    assert (
        amendment(entry(BEFORE), {"type": "lift alarm"}, "why", call_types=("lift alarm",))[0]["type"] == "lift alarm"
    )


@pytest.mark.parametrize("data", [{"erased": "2026-11-23"}, [], "text"])
def test_a_call_that_was_erased_is_not_amended(data):
    with pytest.raises(DeedRefused, match="erased"):
        amendment(entry(data), {"name": "Ana"}, "why")


def test_several_fields_are_amended_at_once_or_none():
    with pytest.raises(DeedRefused, match="talk_s"):
        amendment(entry(BEFORE), {"name": "Ana", "talk_s": "5"}, "why")
    after, _why = amendment(entry(BEFORE), {"name": "Ana", "fields.b": "2"}, "why")
    assert (after["name"], after["fields"]) == ("Ana", {"a": "1", "b": "2"})
    assert BEFORE["fields"] == {"a": "1"}
