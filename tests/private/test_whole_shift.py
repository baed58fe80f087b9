"""A shift in the real program with cards said all along: no byte under its home, at any moment, is one of them."""

import re
import sys
from pathlib import Path

import pytest
from tests.e2e.terminal import Wanted
from tests.private.searching import files_with, holds, luhn
from tests.private.test_modes import modes_wrong

WATCHED = Path(__file__).with_name("watched.py")
CODE = "8317"


class Cards:
    """A number of its own for each place where one is said, so that a find says where it came from."""

    def __init__(self):
        self.said = {}

    def __call__(self, where, gap=""):
        card = self.said[where] = luhn(f"4590172845{len(self.said) + 12301}")
        return gap.join(card[n : n + 4] for n in range(0, len(card), 4))


@pytest.fixture
def cards():
    return Cards()


@pytest.fixture
def search(place, cards):
    """Looks through every file of the home as it is now; called between the keys."""

    def look():
        numbers = {number: where for where, number in cards.said.items()}
        found = [(str(path), numbers[number]) for path, number in files_with(place.folder, numbers)]
        assert found == []

    return look


def test_no_byte_under_the_home_is_a_card_at_any_moment(place, cards, search, tmp_path):
    notes = tmp_path / "notes"
    place.folder.mkdir(mode=0o700)

    def opened(operator="Maria"):
        words = ["--home", str(place.folder), "--operator", operator, "--desk", "desk-3"]
        return place.wrapped([sys.executable, str(WATCHED), str(notes), "000", *words]).until("F1 Help", "desk-3")

    console = opened()
    place.ring(
        cards("ring's number", " "), "--name", "Eve " + cards("ring's name", "-"), "--line",
        cards("ring's line"), "--call-id", "c-" + cards("ring's call id"),
    )  # fmt: skip
    search()
    console.until("RINGING", "Eve ••••").press("f2").until("Caller", "Eve")
    search()

    # Typed wrong and mended, with the cursor away in the middle of it; left by Tab.
    number = cards("company")
    console.press("tab").type(number[:10] + "77").press("backspace", "backspace", "left", "left", "right", "right")
    console.type(number[10:]).until(number)
    search()
    console.press("tab").until("A card number", "••••••••••••" + number[-4:])
    # Where a telephone number belongs.
    number = cards("callback", " ")
    console.press("end").press(*["backspace"] * 24).type(number).until(number)
    search()
    console.press(*["tab"] * 4)
    # Pasted in two halves; then typed, and the field left by F7.
    number = cards("message, pasted", "\u00a0")
    console.paste("pay with " + number[:9]).until("pay with")
    search()
    console.paste(number[9:]).until(number[-4:])
    search()
    console.type(f" cvc {CODE} and " + cards("message, typed", ".")).until(
        "cvc", "and", cards.said["message, typed"][-4:]
    )
    search()
    console.press("f7").until("Done so far").press("tab", "tab").type(" or " + cards("reason", "/"))
    console.until(cards.said["reason"][-4:])
    search()
    console.press("esc").until("Caller", gone="Done so far").until_cursor(cards.said["message, typed"][-4:])
    # The reason for leaving a step out, taken by Enter.
    console.press("esc").until("━Call handling")
    while "Why is" not in console.text:
        current = console.row("▸")[:24]
        console.press("s").until(Wanted("the next step", lambda text, now=current: "Why is" in text or now not in text))
    console.type("no " + cards("skip")).until(cards.said["skip"]).press("enter").until("Caller", gone="Why is")
    search()
    console.press("f3").until("the whole call log").type(cards("find", " ")).until(cards.said["find"][-4:])
    search()
    console.press("esc").until("Caller", gone="the whole call log").press("ctrl+u").until("Promise a follow-up")
    console.type("ring " + cards("follow-up", "_")).until(cards.said["follow-up"][-4:])
    console.press("enter", "enter").type(cards("owner")).until(cards.said["owner"])
    search()
    console.press("ctrl+u").until("Caller", gone="Promise a follow-up")
    search()
    # Ended by force with half a number on the screen, six digits of which come back; the rest is typed after that.
    number = cards("emergency")
    console.press("f9").until("Told caller").type("near " + number[:9]).until("near " + number[:9]).kill()
    search()
    console = opened()
    console.until_cursor("near " + number[:6]).type(number[6:]).until(number)
    search()
    console.press("f4").until("Caller", gone="Told caller").press("f10").until("Shift and handover")
    console.type(cards("handover", "\u2013")).until(cards.said["handover"][-4:])
    search()
    console.press("esc").until("Caller", gone="Shift and handover").press("f8").until("wrap-up").press("f8")
    console.until(Wanted("the closing list, or its end", lambda text: "still asked" in text or "0001 saved" in text))
    if "still asked" in console.text:
        console.leave_out_all("/says " + cards("left out")).until("0001 saved")
    search()
    console.kill()

    assert place.entries("call"), console.text
    identity = place.entries("call")[-1]["id"]
    place.run("amend", identity, "--set", "notes=" + cards("amend", " "), "--why", "says " + cards("amend's why"))
    place.run("amend", identity, "--set", "callback=" + cards("amended callback"), "--why", "was wrong")
    place.run("notices", "add", "Take no " + cards("notice", "-"), "--operator", "Maria")
    (place.folder / "people.csv").write_text(f"name,notes,phone\nAda,{cards('people')},{cards('phone')}\n", "utf-8")
    place.run("directory", "import", str(place.folder / "people.csv"))
    (place.folder / "people.csv").unlink()
    printed = [
        place.run(*words)
        for words in (
            ("log", "--json"), ("log", "--csv"), ("show", identity), ("show", identity, "--json"), ("work", "--json"),
            ("records", "export"), ("handover",), ("handover", "--format", "html"), ("notices",),
        )
    ]  # fmt: skip
    search()
    written = [bytes.fromhex(line) for line in notes.read_text("ascii").splitlines()]
    assert len(written) > 300
    for where, number in cards.said.items():
        assert not [text for text in printed if holds(text.encode(), number)], where
        # What one key wrote may be a piece: the pieces of a second, one after the other, are no card either.
        assert not holds(b"".join(written), number), where
    # Each of them was said where it was meant to be: its last four digits are kept.
    kept = b"".join(written) + b"".join(file.read_bytes() for file in place.folder.rglob("*") if file.is_file())
    signs = re.sub(r"[\s./_\u2013-]", "", kept.decode("utf-8", "replace"))
    assert [where for where, number in cards.said.items() if f"•{number[-4:]}" not in signs] == ["ring's call id"]
    # Not amid another number, such as a moment or a sum.
    assert not re.search(rf"(?<!\w){CODE}(?!\w)".encode(), b"".join(written))
    assert modes_wrong(place.folder) == []
    place.run("records", "verify")
