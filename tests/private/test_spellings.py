"""A card's number is known however it is written; what is no card stays as it is."""

import json

import pytest
from tests.private.searching import AMEX, CARDS, DINERS, MAESTRO, UNION_PAY, VISA, holds

from callpilot.desk.amend import amendment
from callpilot.intake.inbox import Inbox
from callpilot.intake.ring import RingEvent, drop, harmless
from callpilot.plain.untrusted import clean, is_card_number, mask_cards, mask_number
from callpilot.records.entry import Entry
from callpilot.site.home import find_home

GROUPS = {VISA: (4, 4, 4, 4), AMEX: (4, 6, 5), DINERS: (4, 6, 4), MAESTRO: (4, 4, 4, 4), UNION_PAY: (6, 13)}
GAPS = (
    "", " ", "  ", "   ", "-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d", ".", "/", "_",
    "\t", "\v", "\x07",
    "\u00a0", "\u2007", "\u2009", "\u200a", "\u202f", "\u3000", "\u00ad", "\u200b", "\u2060", "\ufeff", " - ",
    " \u2013 ",
    "\u200e", "\u202c ", "\u2068", "-\u200b",
)  # fmt: skip
ODD = (",", ";", ":", "|", "*", "+", "~", "'", "\u00b7")


def grouped(card, sizes):
    parts, rest = [], card
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    return [*parts, rest] if rest else parts


@pytest.mark.parametrize("card", list(GROUPS))
@pytest.mark.parametrize("how", [str, clean])
def test_every_common_separator(card, how):
    for gap in GAPS:
        for sizes in (GROUPS[card], (4,) * 4, (5, 5, 5), (1,) * 19):
            text = how(f"card {gap.join(grouped(card, sizes))}, please")
            masked = mask_cards(text)
            assert not holds(masked.encode("utf-8"), card), (gap, text)
            assert masked.count("•") >= len(card) - 4, (gap, text, masked)
            assert len(masked) == len(text)


@pytest.mark.parametrize("card", [VISA, AMEX, DINERS])
def test_other_signs_between_the_groups_that_are_printed_on_it_and_a_line_that_breaks(card):
    parts = grouped(card, GROUPS[card])
    for sign in ODD:
        assert mask_cards(sign.join(parts)).count("•") == len(card) - 4, sign
    for place in range(1, len(parts)):
        text = " ".join(parts[:place]) + "\n" + " ".join(parts[place:])
        assert mask_cards(text).count("•") == len(card) - 4, text


@pytest.mark.parametrize(
    "text",
    [
        "4101, 4102, 4103, 4107",  # four internal numbers
        "4111\n1111\n1111\n1111",  # one on each line
        "41111111\n11111111",
        "020 7946 0018\n020 7946 0019",
        "order 4111 1111 1111 1112",
        "2026-11-25 10:42:17.031",
        "+44 20 7946 0018 x1234",
        "00 44 20 7946 0018",
    ],
)
def test_what_is_no_card_stays(text):
    assert mask_cards(text) == text


def test_a_long_reference_number_with_a_cards_check_digit_is_taken_for_one():
    assert is_card_number("9999999999999995")
    assert mask_cards("ref 9999999999999995") == "ref ••••••••••••9995"


@pytest.mark.parametrize("number", ["+442079460018", "02079460018", "00442079460018", "4915123456783", "442079460018"])
def test_a_telephone_number_is_none(number):
    assert mask_number(number) == number


@pytest.mark.parametrize("member", ["number", "name", "line", "call_id"])
def test_no_ring_brings_one_even_where_its_line_ends_are_made_spaces(tmp_path, member):
    home = find_home(str(tmp_path), {})
    for card in (*CARDS, UNION_PAY):
        for gap in ("", " ", "\n\n\n", "    ", "\r\n \r\n", "\v", "\u2028"):
            text = gap.join(card[n : n + 4] for n in range(0, len(card), 4))
            event = RingEvent(event="ringing", **{member: text})
            assert not holds(getattr(harmless(event), member).encode(), card), (card, gap)
        assert not holds(drop(home, event).read_bytes(), card)


def test_two_calls_whose_ids_hold_cards_stay_two_and_a_calls_own_events_belong_together():
    ids = [harmless(RingEvent(event="ringing", call_id=f"c-{card}")).call_id for card in CARDS]
    assert len(set(ids)) == len(CARDS)
    assert harmless(RingEvent(event="ended", call_id=f"c-{CARDS[0]}")).call_id == ids[0]
    assert harmless(RingEvent(event="ended", call_id="1700000000.123")).call_id == "1700000000.123"


def test_a_ring_of_another_program_is_masked_as_it_is_read_and_its_file_goes(tmp_path):
    home = find_home(str(tmp_path), {})
    home.prepare()
    words = {"event": "ringing", "number": VISA, "name": f"Eve {AMEX}", "line": DINERS, "call_id": MAESTRO}
    (home.inbox / "1.json").write_text(json.dumps(words), "utf-8")
    inbox = Inbox(home.inbox, home.quarantine)
    (event,) = inbox.poll()
    for member, card in (("number", VISA), ("name", AMEX), ("line", DINERS), ("call_id", MAESTRO)):
        assert not holds(str(getattr(event, member)).encode(), card), member
    inbox.done(event)
    assert not list(home.inbox.iterdir())


@pytest.mark.parametrize("field", ["name", "notes", "callback", "fields.card", "subject"])
def test_no_amendment_brings_one(field):
    entry = Entry(
        seq=1, at="2026-11-20T10:00:00.000Z", desk="d", by="M", kind="call", id="20261120-d-0001", rev=1, why=None,
        digest="", data=b'{"id":"20261120-d-0001","fields":{}}', prev="", hash="",
    )  # fmt: skip
    for gap in ("", "  ", "\n", "\t\t\t\t"):
        text = gap.join(VISA[n : n + 4] for n in range(0, 16, 4))
        data, why = amendment(entry, {field: text}, f"it is {text}", country="GB")
        said = json.dumps(data) + why
        if gap in ("\n", "\t\t\t\t") and (field == "notes" or "." in field):
            continue  # four numbers on four lines, or in four columns
        assert not holds(said.encode(), VISA), (gap, data, why)
