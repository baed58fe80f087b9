"""Typing: on the disk as it is typed, cards never, two calls never mixed."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.desk.place import a_place

from callpilot.desk import following, messages, writing
from callpilot.desk.state import DeedRefused
from callpilot.desk.talking import bring_forward
from callpilot.procedures.loading import Library
from callpilot.procedures.model import Field, Step

CARDS = ("4111111111111111", "5500005555555559", "378282246310005", "6011000990139424", "4222222222222")


def type_out(desk, identity, field, text, shown=""):
    """Type key by key, as the screen does: what is shown is what the next key is added to."""
    for char in text:
        shown = writing.type_in(desk, identity, field, shown + char, len(shown) + 1)
    return shown


def test_every_key_is_on_the_disk_before_the_deed_is_over(place, desk, call):
    for text in ("A", "An", "Ann"):
        writing.type_in(desk, call, "name", text, len(text))
        assert place.on_disk()[call].values["name"] == text


def test_a_key_in_a_long_text_costs_a_keys_bytes(place, desk, call):
    long = "word " * 4000
    writing.put(desk, call, message=long)
    before = len(place.bytes_on_disk())
    writing.type_in(desk, call, "message", long[:9000] + "x" + long[9000:], 9001)
    assert len(place.bytes_on_disk()) - before < 200


def test_what_is_the_same_is_not_written_again(place, desk, call):
    writing.put(desk, call, name="Anna")
    before = place.bytes_on_disk()
    writing.put(desk, call, name="Anna")
    writing.focus(desk, call, "name", 4)
    writing.focus(desk, call, "name", 4)
    assert place.bytes_on_disk().count(b"\n") <= before.count(b"\n") + 1


def test_controls_are_seen_instead_of_acting(place, desk, call):
    assert writing.type_in(desk, call, "name", "a\x1b[2Jb", 6) == "a␛[2Jb"
    assert place.values(call)["name"] == "a␛[2Jb"


def test_the_cursors_place_is_known_after_typing_and_after_moving(desk, call):
    writing.focus(desk, call, "message", 0)
    writing.type_in(desk, call, "message", "Hello", 5)
    assert (desk.live(call).focus, desk.live(call).cursor) == ("message", 5)
    writing.type_in(desk, call, "message", "Hexllo", 3)
    assert desk.live(call).cursor == 3


def test_a_callback_is_formatted_when_it_is_left_and_stays_as_typed_when_it_is_none(place, desk, call):
    writing.put(desk, call, callback="020 7946 0018 ext 12")
    assert place.values(call)["callback"] == "+44 20 7946 0018 ext. 12"
    writing.put(desk, call, callback="ask at the desk")
    assert place.values(call)["callback"] == "ask at the desk"
    assert "ask at the desk" not in (writing.number_problem(desk, "020 7946 0018"))
    assert writing.number_problem(desk, "ask at the desk")
    assert writing.number_problem(desk, "  ") == ""


def test_nothing_is_typed_into_what_is_closed_or_unknown(place, desk, call):
    place.close(call)
    with pytest.raises(DeedRefused, match="closed"):
        writing.type_in(desk, call, "name", "x", 1)
    with pytest.raises(DeedRefused):
        writing.focus(desk, "20240304-desk-3-0099", "name")


def test_a_console_that_only_looks_on_writes_nothing(place, call):
    desk = place.again(read_only="held by Bo")
    before = place.bytes_on_disk()
    with pytest.raises(DeedRefused, match="held by Bo"):
        writing.type_in(desk, call, "name", "x", 1)
    assert place.bytes_on_disk() == before


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["name", "message", "for"]), st.text(max_size=6))))
def test_two_calls_typing_never_mixes(parts):
    with a_place() as place:
        calls = (place.call("anonymous"), place.call("anonymous"))
        expected = {call: {} for call in calls}
        for first, field, text in parts:
            call = calls[first]
            bring_forward(place.desk, call)
            shown = expected[call].get(field, "") + text
            expected[call][field] = writing.type_in(place.desk, call, field, shown, None)
        place.settle()
        for call in calls:
            there = place.on_disk()[call].values
            assert {f: t for f, t in there.items() if t} == {f: t for f, t in expected[call].items() if t}


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(CARDS),
    st.sampled_from(["", " ", "-", " - "]),
    st.sampled_from(["name", "message", "notes", "for", "instructions", "esc.reason"]),
    st.sampled_from(["", "Card: ", "pay with "]),
    st.sampled_from(["", " please", "\n", ", exp 11/28"]),
    st.sampled_from(["close", "message", "stay"]),
)
def test_a_card_typed_key_by_key_reaches_no_file_whatever_is_done_next(card, gap, field, before, after, deed):
    groups = [card[n : n + 4] for n in range(0, len(card), 4)]
    text = before + gap.join(groups) + after
    with a_place() as place:
        call = place.call("anonymous")
        shown = type_out(place.desk, call, field, text)
        written = re.sub(r"[ \-]", "", writing.type_in(place.desk, call, field, shown, None))
        assert "•" * (len(card) - 4) + card[-4:] in written
        if deed == "message":
            writing.put(place.desk, call, **{"for": "Dr Osei", "message": place.values(call).get(field, "")})
            messages.take_message(place.desk, call)
        if deed != "stay":
            place.close(call)
        place.settle()
        place.indexed()
        found = re.sub(rb"[ \-]", b"", place.bytes_on_disk())
        assert card.encode() not in found
        for sheet in place.home.open.glob("2024*"):
            # Nor can it be put together again from the keys: six digits are written, and the last four.
            keys = [json.loads(line) for line in sheet.read_bytes().splitlines()]
            typed = "".join(key.get("text", "") for key in keys if key.get("field") == field)
            assert len(re.sub(r"\D", "", typed)) <= 10 + len(re.sub(r"\D", "", before + after))


@pytest.mark.parametrize("number", ["+442079460018", "020 7946 0018", "00442079460018", "+49 171 123456789 1"])
def test_a_telephone_number_in_its_field_is_on_the_disk_digit_by_digit(place, desk, call, number):
    for field in ("callback", "begin.number"):
        shown = type_out(desk, call, field, number)
        assert shown == number
        assert place.on_disk()[call].values[field] == number


def test_a_procedures_own_field_for_a_telephone_number_takes_one(place):
    step = Step(id="who", phase="verify", title="Who", fields=(Field(name="tenant", label="Tenant", type="phone"),))
    procedure = replace(place.library.procedures["message-taking"], steps=(step,))
    place.library = Library(procedures={"message-taking": procedure}, problems=[])
    desk, call = place.again(), place.call()
    following.open_procedure(desk, call, "message-taking", "")
    number = "4222222222222"  # as long as a card, and with its check digit
    assert type_out(desk, call, "tenant", number) == number
    assert writing.type_in(desk, call, "tenant", number, None) == number
    assert place.on_disk()[call].values["tenant"] == number
    type_out(desk, call, "landlord", number)
    assert place.on_disk()[call].values["landlord"] == number[:6]


def test_what_might_be_a_card_in_a_telephone_field_waits_from_its_eleventh_digit(place, desk, call):
    type_out(desk, call, "callback", "4111 1111 1111 111")
    assert place.on_disk()[call].values["callback"] == "4111 1111 11"
    assert writing.type_in(desk, call, "callback", "4111 1111 1111 1111", None) == "•••• •••• •••• 1111"


def test_a_card_in_a_telephone_field_is_masked(place, desk, call):
    assert "4111" not in writing.type_in(desk, call, "callback", "4111 1111 1111 1111", None)
    assert "•" in place.values(call)["callback"]
