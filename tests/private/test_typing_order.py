"""A card's number, typed in whatever order, never stands whole in what was written, not even between two keys."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.place import Place, a_place
from tests.private.searching import AMEX, CARDS, UNION_PAY, VISA, any_cards, holds, luhn

from callpilot.desk import writing
from callpilot.plain.untrusted import may_be_withheld

AROUND = st.sampled_from(["", "Card: ", "pays (", "№", "Room 12, ", "cvv next; ", "x", "日本 ", "[b]"])
BEHIND = st.sampled_from(["", " please", "\n", ", exp 11/28", ")", "[/]", " and 020 7946 0018"])
GAPS = ("", " ", "-", ".", "/", "_", "\u00a0", "\u2009", "\u2013", " - ", "   ", "\u200b", "\u2068", "\ufeff")


class Field:
    """A field as the screen has it: what it shows, where its cursor is; every change is written as it is made."""

    def __init__(self, place: Place, name: str) -> None:
        self.place = place
        self.call = place.call("anonymous")
        self.name = name
        self.text = ""
        self.cursor = 0
        self.secret = ""

    def put(self, place: int, text: str, cut: int = 0) -> None:
        """Type or paste `text` at `place`, over `cut` characters."""
        self.text = self.text[:place] + text + self.text[place + cut :]
        self.cursor = place + len(text)
        self._write(self.cursor)

    def move(self, place: int) -> None:
        self.cursor = min(place, len(self.text))
        if may_be_withheld(self.text):
            self._write(self.cursor)

    def leave(self) -> None:
        self._write(None)

    def _write(self, cursor: int | None) -> None:
        self.text = writing.type_in(self.place.desk, self.call, self.name, self.text, cursor)
        self.check()

    def check(self) -> None:
        sheet = (self.place.home.open / f"{self.call}.jsonl").read_bytes()
        assert not self.secret or not holds(sheet, self.secret)

    def keys(self) -> str:
        """The digits of this field's changes, one after the other, as whoever finds the sheet can read them."""
        lines = (self.place.home.open / f"{self.call}.jsonl").read_bytes().splitlines()
        typed = [one for one in map(json.loads, lines) if one.get("field") == self.name]
        return re.sub(r"\D", "", "".join(one.get("text", "") for one in typed))


@settings(max_examples=15, deadline=None)
@given(st.data(), any_cards(), st.sampled_from(["message", "name", "notes", "esc.reason"]), AROUND, BEHIND)
def test_digits_put_in_anywhere_until_the_number_is_whole(data, card, name, before, behind):
    """Each digit goes to its place in random order, with corrections and with the cursor elsewhere in between."""
    with a_place() as place:
        field = Field(place, name)
        field.put(0, before)
        field.put(len(before), behind)
        field.secret = card
        order = data.draw(st.permutations(range(len(card))))
        there: list[int] = []
        slips = data.draw(st.sets(st.integers(0, len(card) - 1), max_size=3))
        away = data.draw(st.sets(st.integers(0, len(card) - 1), max_size=2))
        for turn, digit in enumerate(order):
            at = len(before) + sum(other < digit for other in there)
            if "•" in field.text:
                return  # its beginning was a card, too, and is gone already
            if turn in slips:
                field.put(at, "7")
                field.put(at, "", cut=1)
            field.put(at, card[digit])
            there.append(digit)
            if turn in away:
                field.move(0)
                field.move(len(field.text))
        field.leave()
        assert card[:-4] not in re.sub(r"\D", "", field.text)
        place.settle()
        assert not holds(place.bytes_on_disk(), card)


@settings(max_examples=12, deadline=None)
@given(st.data(), st.sampled_from(CARDS))
def test_nor_can_it_be_put_together_from_the_keys(data, card):
    """While the field isn't left, no more than six digits and the last four are ever written, in any order."""
    with a_place() as place:
        field = Field(place, "message")
        field.secret = card
        there: list[int] = []
        for digit in data.draw(st.permutations(range(len(card)))):
            field.put(sum(other < digit for other in there), card[digit])
            there.append(digit)
        field.leave()
        assert len(field.keys()) <= 10, field.keys()


def test_typed_from_the_back_it_is_no_more_than_that(tmp_path):
    place = Place(tmp_path)
    field = Field(place, "message")
    for char in reversed("5105105105105100"):
        field.put(0, char)
    field.leave()
    assert len(field.keys()) <= 10
    place.end()


@settings(max_examples=25, deadline=None)
@given(st.data(), any_cards(14), st.sampled_from(GAPS), st.integers(2, 6), AROUND, BEHIND)
def test_pasted_in_one_go_or_in_pieces_or_joined_by_deleting(data, card, gap, size, before, behind):
    text = gap.join(card[n : n + size] for n in range(0, len(card), size))
    cut = data.draw(st.integers(1, len(text) - 1))
    how = data.draw(st.sampled_from(["at once", "two halves", "second first", "joined"]))
    with a_place() as place:
        field = Field(place, "message")
        field.put(0, before + behind)
        field.secret = card
        start = len(before)
        match how:
            case "at once":
                field.put(start, text)
            case "two halves":
                field.put(start, text[:cut])
                field.put(len(field.text) - len(behind), text[cut:])
            case "second first":
                field.put(start, text[cut:])
                field.put(start, text[:cut])
            case _:
                field.secret = ""  # what stands between is no separator: these are two numbers still
                field.put(start, f"{text[:cut]}<and>{text[cut:]}")
                field.put(field.text.index("<and>"), "", cut=5)
        field.leave()
        if "•" not in field.text:
            # Between its halves the field's text may have made another number of it, or a group with what is around.
            assert not holds(field.text.encode(), card)
        assert not holds(place.values(field.call)["message"].encode(), card)


@pytest.mark.parametrize("card", [VISA, AMEX, UNION_PAY])
def test_digits_of_other_scripts_and_a_full_width_dash(tmp_path, card):
    place = Place(tmp_path)
    for zero in (0x0660, 0x06F0, 0x0966, 0xFF10):
        field = Field(place, "message")
        card = luhn(card[:-1])
        field.secret = card
        for char in "\uff0d".join(chr(zero + int(char)) for char in card):
            field.put(len(field.text), char)
        field.leave()
        assert field.text.count("•") == len(card) - 4
    assert not holds(place.bytes_on_disk(), card)
    place.end()


def test_a_card_put_into_a_telephone_field_by_mistake(tmp_path):
    place = Place(tmp_path)
    for card in (VISA, AMEX, UNION_PAY):
        field = Field(place, "callback")
        field.secret = luhn(card[:-1])
        for char in field.secret:
            field.put(len(field.text), char)
        field.leave()
        assert field.text.count("•") == len(card) - 4
        assert len(field.keys()) <= 14
    place.end()


@pytest.mark.parametrize(
    "number", ["+442079460018", "020 7946 0018 x1234", "00442079460018", "442079460018 ext. 5", "2079460018"]
)
def test_a_telephone_number_is_on_the_disk_as_it_is_typed(tmp_path, number):
    place = Place(tmp_path)
    field = Field(place, "callback")
    for n, char in enumerate(number):
        field.put(n, char)
        if n < 10 or number[0] in "+0":
            assert place.on_disk()[field.call].values["callback"] == number[: n + 1]
    assert place.on_disk()[field.call].values["callback"] == number
    place.end()
