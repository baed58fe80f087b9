"""Text from outside is data: never codes, never a card number on the disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpilot.plain.untrusted import (
    FREE_DIGITS,
    clean,
    clean_line,
    is_card_number,
    mask_cards,
    mask_number,
    settle,
)

VISA = "4111111111111111"
AMEX = "378282246310005"
CARDS = (VISA, AMEX, "5555555555554444", "30569309025904", "6304000000000000", "6212345678901232")
HARMFUL = [chr(code) for code in (*range(9), *range(11, 32), 127, *range(0x80, 0xA0), 0x202E, 0x2066, 0x061C)]
GAPS = ("", " ", "-", ".", "\u00a0", "  ", " - ", "\u2013", "\u200b", "\t", "/")


def luhn(body: str) -> str:
    return next(body + check for check in "0123456789" if luhn_sum(body + check) % 10 == 0)


def luhn_sum(digits: str) -> int:
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return sum(int(d) for d in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)


cards = st.from_regex(r"[1-9][0-9]{11,17}", fullmatch=True).map(luhn).filter(lambda c: len(set(c)) > 1)


@st.composite
def written_cards(draw: st.DrawFn) -> tuple[str, str]:
    card = draw(cards)
    size = draw(st.integers(1, 6))
    gap = draw(st.sampled_from(GAPS))
    return card, gap.join(card[i : i + size] for i in range(0, len(card), size))


@given(st.text())
def test_clean_text_is_clean_already(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(HARMFUL))))
def test_no_control_survives_cleaning(text: str) -> None:
    kept = clean(text)
    assert not set(kept) & {*HARMFUL, "\r", "\x9b", "\u2028", "\ufeff"}
    kept.encode("utf-8")


def test_controls_become_visible_marks_and_lines_stay_lines() -> None:
    assert clean("a\x1b[31mb\u202ec\x7f\x9b") == "a␛[31mb⟨202E⟩c␡⟨009B⟩"
    assert clean("one\r\ntwo\rthree\n\tfour") == "one\ntwo\nthree\n\tfour"


def test_markup_stays_as_it_was_typed() -> None:
    assert clean("[1/2] tab [ok] [@click=app.quit]x[/]") == "[1/2] tab [ok] [@click=app.quit]x[/]"


@given(st.text(), st.integers(1, 50))
def test_a_clean_line_is_one_line_no_longer_than_its_limit(text: str, limit: int) -> None:
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize("card", CARDS[:-1])
def test_known_test_cards_are_recognised_and_shown_by_their_last_four(card: str) -> None:
    assert is_card_number(card)
    assert mask_cards(f"pay with {card}.") == f"pay with {'•' * (len(card) - 4)}{card[-4:]}."


@given(written_cards(), st.sampled_from(["", "card: ", "x", "(", "nr."]), st.sampled_from(["", ",", " ok", ")"]))
def test_no_card_survives_however_it_is_grouped(written: tuple[str, str], before: str, after: str) -> None:
    card, text = written
    masked = mask_cards(before + text + after)
    assert len(masked) == len(before + text + after)
    assert sum(char.isdecimal() for char in masked) <= 4
    if len(card) <= 16:  # what ends a longer one may be the security code behind a shorter one
        assert "".join(char for char in masked if char.isdecimal()) == card[-4:]


@given(st.text(alphabet="0123456789 -.+•cv/\n", max_size=60))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask_cards(mask_cards(text)) == mask_cards(text)


def test_every_card_of_several_is_masked() -> None:
    masked = mask_cards(f"{VISA} 5500000000000004, {AMEX}\n{VISA}")
    assert masked == f"{'•' * 12}1111 {'•' * 12}0004, {'•' * 11}0005\n{'•' * 12}1111"


def test_digits_of_other_scripts_make_a_card_too() -> None:
    wide = VISA.translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    assert mask_cards(wide)[:12] == "•" * 12


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4111 1111 1111 1111 123", "•••• •••• •••• 1111 •••"),
        ("4111 1111 1111 1111 12/25 123", "•••• •••• •••• 1111 12/25 •••"),
        ("CVC 123", "CVC •••"),
        ("cvv2: 987, then", "cvv2: •••, then"),
        ("the cvv is 1234", "the cvv is ••••"),
        ("card security code: 123", "card security code: •••"),
        ("csc=1", "csc=•"),
    ],
)
def test_a_cards_security_code_is_never_kept(text: str, kept: str) -> None:
    assert mask_cards(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "+49 1512 3456783",  # has a card's check digit
        "0049 1512 3456783",
        "020 7946 0018, 020 7946 0019",
        "room 123, code 4711, cvx 123",
        "cvc 12345",
        "0000 0000 0000 0000",
        "4111 1111 1111 1112",
    ],
)
def test_what_is_no_card_stays_as_it_is(text: str) -> None:
    assert mask_cards(text) == text


def test_a_card_behind_a_plus_is_a_card() -> None:
    assert mask_cards("+" + VISA) == "+••••••••••••1111"
    assert mask_cards("+" + AMEX) == "+•••••••••••0005"


def test_a_number_that_could_be_dialled_is_not_masked_where_a_number_belongs() -> None:
    assert mask_number("4915123456783") == "4915123456783"
    assert mask_number(VISA) == "••••••••••••1111"


def test_a_long_paste_of_digits_is_masked_in_linear_steps() -> None:
    assert len(mask_cards("1 " * 20_000)) == 40_000


@given(written_cards())
def test_while_a_card_is_typed_only_its_first_six_digits_may_be_written(written: tuple[str, str]) -> None:
    _, typed = written
    for cursor in range(1, len(typed) + 1):
        shown, kept = settle(typed[:cursor], cursor)
        assert shown == typed[:cursor]
        assert sum(char.isdecimal() for char in kept) <= FREE_DIGITS


@given(written_cards(), st.text(alphabet="ab ,\n", min_size=4, max_size=9).filter(lambda t: t[0] in "ab,\n"))
def test_a_finished_card_is_masked_on_screen_and_on_disk(written: tuple[str, str], after: str) -> None:
    _, card = written
    text = card + after
    for cursor in (None, len(text)):
        shown, kept = settle(text, cursor)
        assert shown == kept == mask_cards(text)


@given(st.text(alphabet="0123456789 -ab\ncv", max_size=50), st.one_of(st.none(), st.integers(0, 50)))
def test_settling_keeps_every_place_on_the_screen(text: str, cursor: int | None) -> None:
    shown, kept = settle(text, cursor)
    assert len(shown) == len(text)
    assert len(kept) <= len(text)
    assert mask_cards(kept) == kept or cursor is not None


def test_short_numbers_are_written_as_they_are_typed() -> None:
    assert settle("room 204, ext. 123456", 21) == ("room 204, ext. 123456",) * 2


def test_a_long_number_is_written_when_the_cursor_has_left_it() -> None:
    assert settle("order 12345678", 14) == ("order 12345678", "order 123456")
    assert settle("order 12345678 is", 17) == ("order 12345678 is",) * 2
    assert settle("order 12345678", None) == ("order 12345678",) * 2


def test_a_security_code_is_gone_with_the_key_that_typed_it() -> None:
    assert settle("cvc 1", 5) == ("cvc •", "cvc •")
    assert settle("cvc •2", 6) == ("cvc ••", "cvc ••")
