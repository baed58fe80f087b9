"""Rings: answered, abandoned or missed, exactly one of them; the bell; what a hook may throw at the inbox."""

import os

from tests.e2e.terminal import Wanted


def test_a_ring_that_ends_is_abandoned_and_one_that_nobody_could_see_is_missed_each_recorded_once(place):
    place.run("log")
    place.ring("+441614960733", "--call-id", "a", "--name", "Early Bird")
    place.ring("+441614960733", "--call-id", "a", "--event", "ended")
    console = place.started().until("Early Bird", "mis")
    place.ring("+442079460018", "--call-id", "b", "--name", "Anna Petrov")
    place.ring("+442079460018", "--call-id", "b", "--name", "Anna Petrov")
    console.until("RINGING", "Anna Petrov")
    assert console.text.count("RINGING") == 1
    place.ring("+442079460018", "--call-id", "b", "--event", "ended")
    console.until("abn", gone="RINGING")
    place.ring("+442079460018", "--call-id", "b", "--event", "ended")
    place.ring("anonymous", "--call-id", "c")
    console.until("RINGING", "withheld")
    place.ring("anonymous", "--call-id", "c", "--event", "answered")
    console.until(gone="RINGING").settled().kill()
    place.started().until("Early Bird")
    ends = [(call["name"], call["disposition"]) for call in place.calls()]
    assert sorted(ends) == [("Anna Petrov", "abandoned"), ("Early Bird", "missed")]
    assert not list(place.data.glob("inbox/*"))


def test_what_no_ring_is_goes_to_quarantine_and_the_console_says_so(place):
    console = place.started()
    inbox = place.data / "inbox"
    long_ago = 1_700_000_000
    (inbox / "1.json").write_text("{broken", "utf-8")
    os.utime(inbox / "1.json", (long_ago, long_ago))
    (inbox / "2.json").write_text('{"event":"ringing","number":17}', "utf-8")
    (inbox / "3.json").write_bytes(b"[" * 100_000)
    (inbox / "4.json").mkdir()
    console.until("4 faults in files").settled()
    place.ring("", "--name", "")
    console.until("RINGING", "withheld").press("f2").until("0001", "Caller")
    place.ring("anonymous")
    console.until("RINGING", "withheld").press("f2").until("0002", "hold 0001")
    console.until(Wanted("an empty inbox", lambda _text: not list(inbox.glob("*.json"))))
    assert len(list((place.data / "quarantine").iterdir())) == 4


def test_the_bell_rings_with_a_call_unless_the_site_has_switched_it_off(place):
    console = place.started()
    assert console.bells == 0
    place.ring("+442079460018")
    console.until("RINGING").settled()
    assert console.bells == 1
    console.press("f2").until("● 0001").press("ctrl+q").ended()
    place.write("site.toml", 'bell = false\ncountry = "GB"\n')
    console = place.started()
    place.ring("+441614960733")
    console.until("RINGING").settled()
    assert console.bells == 0
