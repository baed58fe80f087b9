"""Killed at any instant: what was on the screen is on the disk, and the next start has it again, once."""

import re
import time


def test_killed_in_the_middle_of_a_word_everything_painted_is_back_and_nothing_is_doubled(place, answered):
    console = answered
    console.press("ctrl+t").until("1 of 1").press(*["tab"] * 6).type("The lift stan").until("The lift stan")
    console.press(*["left"] * 9).type("old li").until_cursor("Message", "The old li")
    console.kill()
    assert len([name for name in place.sheets() if "pad" not in name]) == 1
    talked = _talk(console)

    console = place.started()
    console.until("● 0001", "Anna Petrov", "1 of 1", "Who is calling").until_cursor("Message", "The old li")
    assert _talk(console) >= talked
    console.type("ttle ").until("The old little lift stan")
    console.press("left", "left").until_cursor("Message", "The old littl").kill()
    console = place.started().until_cursor("Message", "The old littl")
    console.press("f8").until("wrap-up").kill()
    console = place.started().until("wrap-up 0001").press("f8").until("0001 saved").kill()
    console = place.started().until("is ready for calls", "Anna Petrov")
    assert [call["name"] for call in place.calls()] == ["Anna Petrov"]
    assert "The old little lift stan" in place.run("show", place.calls()[0]["id"])
    assert len(place.entries("call")) == 1
    assert len(place.entries("shift")) == 1
    place.run("records", "verify")


def _talk(console):
    minutes, seconds = re.search(r"● 0001 .*?(\d+):(\d\d)", console.text).groups()
    return int(minutes) * 60 + int(seconds)


def test_killed_with_the_escalation_half_filled_it_is_back_as_it_stood(place, answered):
    console = answered
    console.press("f7").until("Escalate 0001").press("2").until("high").press("tab").type("two peop")
    console.until_cursor("Reason", "two peop").kill()
    console = place.started().until("Escalate 0001", "high", "duty supervisor").until_cursor("Reason", "two peop")
    console.type("le").press("f7").until("0001-e1 saved")
    assert place.entries("escalation")[0]["data"]["reason"] == "two people"
    console.until_cursor("Caller", "Anna Petrov")


def test_killed_in_the_middle_of_a_transfer_it_is_back_as_it_stood(place, answered):
    console = answered
    console.press("f6").until("Transfer call 0001").type("Tom Nol").until_cursor("To", "Tom Nol").kill()
    console = place.started().until("Transfer call 0001").until_cursor("To", "Tom Nol")
    console.type("an 1744").press("enter").until("w warm").press("w").until("WARM to Tom Nolan", "hold").kill()
    console = place.started().until("WARM to Tom Nolan", "1744").press("n").until("no answer", "● 0001")
    console.press("1", "c", "a").until("wrap-up 0001", gone="Transfer call")
    told = [entry["data"] for entry in place.entries("delivery")]
    assert [(one["to"], one["outcome"]) for one in told] == [("Tom Nolan", "no answer"), ("Tom Nolan", "told")]


def test_killed_with_a_follow_up_half_promised_it_is_back_as_it_stood(place, answered):
    console = answered
    console.press("ctrl+u").until("Promise a follow-up of 0001").type("ring ba").until_cursor("What", "ring ba").kill()
    console = place.started().until("Promise a follow-up of 0001").until_cursor("What", "ring ba")
    console.type("ck").press("ctrl+u").until("0001-f1 saved")
    assert place.entries("follow_up")[0]["data"]["what"] == "ring back"


def test_killed_with_the_closing_list_open_it_is_back_with_its_answers(place, answered):
    console = answered
    console.press("f8").until("wrap-up").press("f8").until("Before 0001 is closed").settled()
    console.type("/caller hung up befo").until("hung up befo").kill()
    console = place.started().until("Before 0001 is closed", "still asked for", "hung up befo", "wrap-up")
    console.until_cursor("hung up befo")


def test_killed_during_an_emergency_it_is_back_and_counting_with_its_call_beneath(place, answered):
    console = answered
    console.press("f9").until("Told caller").type("12 Mill La").until_cursor("Location", "12 Mill La").kill()
    console = place.started().until("EMERGENCY 0001-i1", "Told caller", "● 0001").until_cursor("Location", "12 Mill La")
    console.type("ne").press("f4").until_cursor("Caller", "Anna Petrov").press("f9").until("12 Mill Lane")
    console.press("f8").until("How did").type("walked ou").until("walked ou").kill()
    console = place.started().until("How did", "walked ou", "EMERGENCY").type("t").press("enter")
    console.until("● 0001", gone="▲ EMERGENCY")
    assert [entry["data"]["outcome"] for entry in place.entries("incident")] == ["", "walked out"]


def test_killed_at_any_instant_of_typing_what_was_painted_is_back(place, answered):
    console, before = answered, ""
    console.press(*["tab"] * 6).until_cursor("Message      ")
    for instant in (0.005, 0.015, 0.03):
        console.type("abcdefgh")
        time.sleep(instant)
        console.kill()
        painted = _message(console)
        console = place.started().until("Anna Petrov").settled()
        restored = _message(console)
        assert restored.startswith(painted)
        assert painted.startswith(before)
        assert "abcdefgh".startswith(restored.removeprefix(before))
        before = restored


def _message(console):
    return console.row(" Message ").rpartition("Message")[2].partition("│")[0].strip()
