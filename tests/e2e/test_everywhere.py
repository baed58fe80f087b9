"""Terminals and people of every kind: without colour, without a mouse, with a screen reader."""

import re
import time

import pytest

_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_MOUSE = re.compile(rb"\x1b\[\?(?:9|100[0-35-7]|101[56])h")
_FRAMES = re.compile("[\u2500-\u25ff\u2800-\u28ff]")


def colours(raw):
    """Every colour code that was sent: foreground, background, bright, 256 and 24 bit, and the default ones."""
    found = set()
    for codes in _SGR.findall(bytes(raw)):
        for code in re.split(rb"[;:]", codes):
            if code.isdigit() and (30 <= int(code) <= 49 or 90 <= int(code) <= 107):
                found.add(codes)
    return found


def walk(console, place):
    """Take a call, declare an emergency, and look at most screens on the way."""
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("Anna Petrov", "RINGING").press("f2").until("Caller").until("+44 20 7946 0018")
    console.type(" jr").until("Anna Petrov jr").press("ctrl+t").settled()
    for key in ("f7", "f1", "f3", "f10", "f11", "ctrl+p"):
        console.press(key).settled().press("esc").settled()
    console.press("f9").until("EMERGENCY").type("12 Mill Lane").until("12 Mill Lane").settled()
    return console


def test_with_no_color_no_colour_code_is_sent_and_what_matters_is_still_told(place):
    console = walk(place.started(NO_COLOR="1"), place)
    assert colours(console.raw) == set()
    reversed_, underlined, bold = set(), set(), set()
    screen = console._screen
    for y, row in enumerate(screen.display):
        for x, char in enumerate(row):
            cell = screen.buffer[y][x]
            for kind, holds in ((reversed_, cell.reverse), (underlined, cell.underscore), (bold, cell.bold)):
                if holds and char.strip():
                    kind.add(y)
    emergency = next(y for y, line in enumerate(console.lines) if "▲ EMERGENCY 0001-i1" in line)
    field = next(y for y, line in enumerate(console.lines) if "Location" in line and "12 Mill Lane" in line)
    current = next(y for y, line in enumerate(console.lines) if "▸" in line)
    assert emergency in reversed_
    assert field in underlined
    assert current in bold
    console.press("f11").until("Open another procedure").press("down").settled()
    rows = [screen.buffer[y] for y in range(screen.lines)]
    assert sum(sum(row[x].reverse for x in range(screen.columns)) > 60 for row in rows) == 1  # what is chosen


def test_no_color_that_is_set_to_nothing_takes_no_colour_away(place):
    assert colours(place.started(NO_COLOR="").settled().raw)


def test_without_colours_there_is_no_theme_to_change(place):
    console = place.started(NO_COLOR="1").press("ctrl+p").until("Search")
    console.type("colours").until("Change the colours").settled().press("enter").until("NO_COLOR is set")
    assert colours(console.raw) == set()


@pytest.mark.parametrize("mouse", [True, False])
def test_the_mouse_is_left_to_the_terminal_where_the_site_says_so(mouse, place):
    place.write("site.toml", "" if mouse else "mouse = false\n")
    console = walk(place.started(), place)
    assert bool(_MOUSE.search(bytes(console.raw))) is mouse
    console.press("ctrl+q")
    assert console.ended() == 0


@pytest.mark.parametrize("way", ["option", "variable", "site"])
def test_in_plain_mode_no_frame_is_ever_sent_and_the_cursor_is_shown(way, place):
    words, variables = (["--plain"], {}) if way == "option" else ([], {})
    if way == "variable":
        variables = {"CALLPILOT_PLAIN": "1"}
    elif way == "site":
        place.write("site.toml", "plain = true\n")
    console = place.console(*words, columns=80, rows=24, **variables).until("F1 Help")
    if way != "option":
        assert not _FRAMES.search(console.raw.decode("utf-8", "replace"))
        return
    walk(console, place)
    assert "EMERGENCY 0001-i1 declared" in "\n".join(console.lines[-3:])
    assert _FRAMES.findall(console.raw.decode("utf-8", "replace")) == []
    assert console.raw.rfind(b"\x1b[?25h") > console.raw.rfind(b"\x1b[?25l")
    assert not console._screen.cursor.hidden
    row, column = console._screen.cursor.y, console._screen.cursor.x
    assert console.lines[row][:column].endswith("12 Mill Lane")


def test_in_plain_mode_a_quiet_console_sends_nothing_for_a_while(place):
    console = place.console("--plain", columns=80, rows=24).until("F1 Help").settled(1.2)
    console.settled(6)  # it has looked once at what other desks wrote, however slow the machine opens it
    sent = len(console.raw)
    time.sleep(2.5)
    console.read()
    assert len(console.raw) - sent < 2000  # at most one row for a minute that has gone


def test_setting_up_can_be_stopped_at_any_question_and_goes_through_to_a_console(place):
    asking = place.wrapped(place.command(place.folder, "init")).until("Name of the site [callpilot]:")
    asking.type("Northgate\r").until("Company, as greetings say it [Northgate]:").press("ctrl+c").until(
        "nothing was written"
    )
    assert asking.ended() == 130
    assert not place.config.exists()
    asking = place.wrapped(place.command(place.folder, "init")).until("Name of the site [callpilot]:")
    asking.type("Northgate\r\r\rxx\r").until("two letters")
    asking.type("GB\r\r\r\r\r\r\r\r\rn\r").until("opens the console")
    assert asking.ended() == 0
    place.started().until("Northgate", "Calls are answered for Northgate", gone="No site is set up")
