"""What must not be overlooked stands above the panes, in few rows on a small screen, with nothing forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.console.staging import SMALL, make_home, staged

from callpilot.console.keymap import way_to
from callpilot.console.said import Said
from callpilot.console.widgets.banner import Banner, shared_row
from callpilot.desk import emergencies, noticing
from callpilot.desk.outages import Outage
from callpilot.desk.writing import put
from callpilot.records.kinds import Handover, HandoverItem

OUT = Outage(id="20261120-desk-3-0001-i1", what="Telephones", told="We can't put you through.", alternative="write")
WAITS = Said("▲ handover from Maria waits: 0 of 3 accepted – F10", "▲ handover F10")
FAULT = Said("▲ 2 faults in files (Ctrl+P, faults); the first: site.toml: unknown", "▲ 2 faults in files")
NOTICE = Said("▲ IMPORTANT 1 notice to read (Ctrl+P, notices): jonas: Fire drill", "▲ IMPORTANT 1 notice")


def rows(width=80, height=24, **what):
    banner = Banner()
    for name, value in what.items():
        setattr(banner, name, value)
    lines: list = []
    banner.show_lines = lines.extend  # type: ignore[method-assign]
    banner._announce = lambda: None  # type: ignore[method-assign]
    banner.show(width, height)
    return ["".join(text for text, _style in line) for line in lines]


def test_on_a_small_screen_it_takes_three_rows_and_names_what_has_none_of_its_own():
    found = rows(outages=[OUT], handover=WAITS, faults=FAULT, notice=NOTICE)
    assert len(found) == 2  # the outage fits into one row
    assert "say “We can't put you through.” · offer: write" in found[0]
    assert found[1].rstrip() == (" ▲ handover F10 · ▲ 2 faults in files · ▲ IMPORTANT 1 notice")
    wordy = [Outage(id=OUT.id, what="Telephones", told="We can't put you through, and " * 5, alternative="write")]
    assert len(rows(outages=wordy, handover=WAITS, faults=FAULT, notice=NOTICE)) == 3


def test_what_changed_in_the_procedures_stands_after_all_that_is_graver():
    changed = Said("≡ 2 procedures changed (c): Call handling 1.1 → 1.2", "≡ 2 changed: c")
    found = rows(height=30, handover=WAITS, faults=FAULT, notice=NOTICE, changed=changed)
    assert [row.split(":")[0].strip() for row in found][2:] == [
        "▲ IMPORTANT 1 notice to read (Ctrl+P, notices)", "≡ 2 procedures changed (c)",
    ]  # fmt: skip
    assert (
        rows(handover=WAITS, faults=FAULT, notice=NOTICE, changed=changed, outages=[OUT])[1]
        .rstrip()
        .endswith("≡ 2 changed: c")
    )
    assert "no hint" not in rows(changed=changed, hint="no hint")[0]


def test_from_thirty_rows_on_everything_has_a_row_of_its_own():
    found = rows(height=30, outages=[OUT], handover=WAITS, faults=FAULT, notice=NOTICE)
    assert [row.split(":")[0].strip() for row in found] == [
        "▲ OUTAGE 0001-i1 Telephones", "▲ handover from Maria waits",
        "▲ 2 faults in files (Ctrl+P, faults); the first", "▲ IMPORTANT 1 notice to read (Ctrl+P, notices)",
    ]  # fmt: skip


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=200)
said = st.builds(Said, words, st.sampled_from(["", "▲ 2 faults", "✉ 1 notice", "▲ handover F10"]))


@given(st.integers(20, 200), st.integers(0, 4), said, said, said)
def test_whatever_there_is_to_say_it_is_three_rows_at_most(width, count, handover, faults, notice):
    outages = [Outage(id=OUT.id, what="x" * 60, told="y" * 200, alternative="z" * 90)] * count
    found = rows(width, outages=outages, handover=handover, faults=faults, notice=notice)
    assert 1 <= len(found) <= 3
    assert all(cell_len(row) <= width for row in found)


def test_what_cannot_be_saved_comes_first_and_leaves_a_row_for_the_rest():
    found = rows(
        trouble="no space left on device: " + "make some room " * 6, outages=[OUT], handover=WAITS, notice=NOTICE
    )
    assert found[0].startswith(" ✖ NOT SAVED")
    assert "OUTAGE" in found[-1]
    assert "▲ handover F10 · ▲ IMPORTANT 1 notice" in found[-1]
    assert len(found) == 3


def test_a_shared_row_keeps_the_few_words_of_what_it_cuts():
    assert shared_row([WAITS], 30).rstrip() == " ▲ handover F10"
    assert shared_row([FAULT, NOTICE], 60).rstrip().endswith(" · ▲ IMPORTANT 1 notice")
    assert shared_row([WAITS, NOTICE], 90).startswith(" ▲ handover from Maria waits: 0 of 3 accepted – F10 · ▲ IMP")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"notices": ("ctrl+f8",), "palette": ("ctrl+p",)}, "Ctrl+F8"),
        ({"notices": (), "palette": ("f7",)}, "F7, notices"),
        ({}, "notices"),
    ],
)
def test_the_way_to_a_deed_is_its_key_else_the_palettes(keys, words):
    assert way_to(keys, "notices", "notices") == words


async def test_at_80_by_24_an_outage_a_handover_a_fault_and_a_notice_leave_the_call_its_rows(tmp_path):
    home = make_home(tmp_path / "home", site='nonsense = 1\n[keys]\nnotices = "ctrl+f8"')
    async with staged(home, SMALL) as small:
        identity = emergencies.declare_outage(small.desk)
        put(small.desk, identity, nature="Telephone system", told="We can't put you through; " * 9, alternative="write")
        await small.answer()
        item = HandoverItem(id="20261120-desk-1-0001-m1", kind="message", what="results", owner="Bo")
        waiting = Handover(id="20261120-desk-1-s1-h", shift="20261120-desk-1-s1", desk="desk-1", operator="Bo",
                           items=(item,), made_at=small.desk.stamp())  # fmt: skip
        small.desk.keep(small.desk.draft("handover", waiting, rev=1))
        noticing.give_notice(small.desk, "Fire drill at three", important=True)
        small.desk.become(small.desk.state)
        text = await small.sees("OUTAGE 0001-i1", "offer: write", "handover from Bo", "F10 · ▲ 1 fault", "Instructions")
        assert small.desk_screen.query_one(Banner).size.height <= 3, text
