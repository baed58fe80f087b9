"""Text from outside is data: shown as it was typed, and no code in it reaches the terminal."""

TITLE = "\x1b]0;owned\x07"
PAINT = "\x1b[31;44mred\x1b[0m"
MARKUP = "[1/2] [ok] [@click=app.quit]x[/] [/]"
RIGHT_TO_LEFT = "שלום \u202eabc\u202c"
WIDE = "日本語 🚀 ｆｕｌｌ"
FORBIDDEN = (b"\x1b]0;owned", b"\x1b[31;44m", "\u202e".encode(), b"\xc2\x9b")


def assert_harmless(console):
    for code in FORBIDDEN:
        assert code not in console.raw


def test_codes_and_markup_in_a_ring_a_paste_and_typing_are_shown_as_they_are(place):
    console = place.started()
    console.settled()
    bells = console.bells
    place.ring("+44 20 7946 0018" + PAINT, "--name", "[b]Eve[/] " + TITLE + RIGHT_TO_LEFT, "--line", MARKUP)
    console.until("RINGING", "[b]Eve[/]", "␛]0;owned␇").press("f2").until("Caller", "[b]Eve[/]")
    assert console.settled().bells == bells + 1
    console.press("tab").type(MARKUP[:20]).until(MARKUP[:20]).press(*["tab"] * 5)
    console.paste(f"{MARKUP}\n{PAINT}{TITLE}\n{RIGHT_TO_LEFT}\n{WIDE} \x9b31m").until("[1/2] [ok]", "␛[31;44mred␛[0m")
    console.until("⟨202E⟩", "日本語", "⟨009B⟩31m")
    console.press("tab").type("日本 [b]שלום").until("日本 [b]")
    console.press("ctrl+t").press("f7").until("Escalate 0001", "[1/2] [ok]").press("1").press("f7").until("0001-e1")
    console.press("f9").until("Told caller").paste(f"{MARKUP} {TITLE}").until("[1/2] [ok]").press("f4").settled()
    console.press("f10").until("Shift and handover", "0001-e1").paste(PAINT + MARKUP).until("␛[31;44m").press("esc")
    console.until("Caller").press("f8").until("wrap-up").press("f8").settled()
    if "Before 0001 is closed" in console.text:
        console.leave_out_all("/[b]" + "日本")
    console.until("0001 saved").press("f3").press("f3").until("Call log").type("eve").settled().press("enter")
    console.until("Call 0001").press("pagedown", "pagedown").settled().press("esc", "esc").settled()
    assert_harmless(console)
    call = place.calls()[0]
    shown = place.run("show", call["id"]) + place.run("log") + place.run("handover") + place.run("log", "--csv")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[b]Eve[/]" in shown
    place.run("records", "verify")


def test_a_paste_of_a_megabyte_is_refused_aloud_and_one_that_fits_is_on_disk(place, answered):
    console = answered
    console.press(*["tab"] * 6).type("Before ").until_cursor("Message", "Before ")
    console.paste("x" * 1_000_000).until("100,000", "Before", within=30).type("after").until("Before after")
    console.paste("line of words\n" * 3_000).until("line of words", "on disk")
    console.press("f9").until("Told caller").paste("y" * 1_000_000).until("100,000", within=30)
    console.press("f7").until("Escalate").kill()
    sheet = next(text for name, text in place.sheets().items() if name.endswith("-0001"))
    pasted = [line for line in sheet.splitlines() if '"field":"message"' in line and "line of words" in line]
    assert [line.count("line of words") for line in pasted] == [3_000]
    assert "xxxx" not in sheet


def test_a_card_number_is_on_no_disk_whatever_way_it_came(place, answered):
    console = answered
    console.press(*["tab"] * 6).type("pays with 4111 1111 1111 1111").until("pays with")
    console.press("tab").paste("or 5555555555554444 as well").until("4444 as well").press("f9").until("Told caller")
    console.type("4111111111111111").press("f4").until("1111", "Caller").kill()
    console = place.started().until("Caller")
    kept = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())
    for number in (b"4111 1111 1111 1111", b"4111111111111111", b"5555555555554444", b"55555555"):
        assert number not in kept
    assert "4111 1111" not in console.text
