"""Due times announce themselves: counted in the top strip, bell and notification once, one line; the cursor stays."""

import pytest
from msgspec.structs import replace
from tests.console.staging import SMALL, make_home, staged
from tests.console.work_stage import FOLLOW_UP, HELD, LATE, at, keep, known, matters

from callpilot.console.due_watch import DueWatch, due_line
from callpilot.console.notifying import notification
from callpilot.desk import matters as deeds
from callpilot.desk.due import DueTimes
from callpilot.plain.times import future, moment

KITTY = {"TERM": "xterm-kitty"}


class Ears:
    """What a terminal's owner hears and is notified of."""

    def __init__(self, stage, monkeypatch, environ):
        self.bells = 0
        self.written = []
        monkeypatch.setattr("callpilot.console.due_watch.os.environ", environ)
        monkeypatch.setattr(stage.app, "bell", self._bell)
        monkeypatch.setattr(stage.app._driver, "write", self.written.append)

    def _bell(self):
        self.bells += 1

    @property
    def notified(self):
        return [text for text in self.written if text.startswith("\x1b]")]


@pytest.fixture
async def heard(home, monkeypatch):
    """A console with a call, a follow-up due in a minute and nothing due yet; and its terminal's owner."""
    keep(home, *[one for one in matters() if one.id != LATE])
    async with staged(home) as stage:
        await known(stage, 4)
        await stage.answer()
        yield stage, Ears(stage, monkeypatch, KITTY)


def _top(stage):
    return stage.text.splitlines()[0]


async def _pass(stage, seconds):
    await stage.pass_time(seconds)
    stage.app.catching_up._due.look()
    await stage.settle()


async def test_what_falls_due_is_counted_in_the_top_strip_with_a_word_and_a_sign(heard):
    stage, _ears = heard
    assert "due" not in _top(stage)
    await _pass(stage, 61)
    assert "▲ 1 due" in _top(stage)
    await _pass(stage, 2 * 3600)
    assert "▲ 3 due" in _top(stage)


async def test_it_rings_once_notifies_once_and_says_one_line_while_the_cursor_stays(heard):
    stage, ears = heard
    await stage.to("company")
    await stage.type("Hill & ")
    for _second in range(3):
        await _pass(stage, 61)
    await stage.type("Sons")
    assert stage.field == "company"
    assert stage.value("company") == "Hill & Sons"
    assert ears.bells == 1
    (code,) = ears.notified
    assert "callpilot: a follow-up is due (0061-f1)" in code
    assert "Whitlock" not in code, "no word of a caller leaves the console"
    assert "engineer" not in code


async def test_the_line_names_the_item_its_owner_and_the_key(heard):
    stage, _ears = heard
    await _pass(stage, 61)
    await stage.sees("▲ A follow-up is due (0061-f1), Maria K. – Ctrl+W lists open work")


async def test_it_announces_itself_again_only_when_it_was_moved_and_is_due_again(heard):
    stage, ears = heard
    await _pass(stage, 61)
    due = future("10m", stage.clock.now(), stage.desk.zone)
    deeds.move_due(stage.desk, FOLLOW_UP, due, "she is out").result(timeout=10)
    await _pass(stage, 60)
    assert "due" not in _top(stage)
    assert ears.bells == 1
    await _pass(stage, 10 * 60)
    assert ears.bells == 2
    assert len(ears.notified) == 2


async def test_a_held_message_announces_that_it_may_go(heard):
    stage, ears = heard
    deeds.give_up(stage.desk, FOLLOW_UP, "not needed").result(timeout=10)
    moved = future("1h", stage.clock.now(), stage.desk.zone)
    deeds.hold_message(stage.desk, HELD, moved).result(timeout=10)
    await _pass(stage, 3601)
    assert [text for text in ears.notified if "a held message may go now (0065-m1)" in text]


async def test_after_a_restart_what_is_due_is_announced_once_together(home, monkeypatch):
    keep(home, *matters())
    keep(home, replace(matters()[1], id=f"{LATE[:-2]}f2"))
    said = []
    monkeypatch.setattr(DueWatch, "_notify", lambda _self, words: said.append(words))
    async with staged(home) as stage:
        await known(stage, 6)
        await _pass(stage, 1)
        await _pass(stage, 1)
        assert "▲ 2 due" in _top(stage)
        await stage.until(lambda: said)
        await _pass(stage, 1)
        assert said == ["callpilot: 2 matters are due"]


async def test_a_dialog_says_it_at_its_foot_and_keeps_the_cursor(heard):
    stage, _ears = heard
    await stage.press("f7")
    await stage.until(lambda: stage.screen == "EscalateScreen")
    await stage.to("esc.reason")
    await _pass(stage, 61)
    await stage.sees("A follow-up is due (0061-f1)")
    assert (stage.screen, stage.field) == ("EscalateScreen", "esc.reason")


async def test_a_site_can_turn_bell_and_notifications_off(tmp_path, monkeypatch):
    home = make_home(tmp_path / "quiet", site="bell = false\nnotify = false")
    keep(home, *matters())
    async with staged(home, SMALL) as stage:
        ears = Ears(stage, monkeypatch, KITTY)
        await known(stage)
        await _pass(stage, 61)
        assert not ears.bells
        assert not ears.notified
        assert "▲ 2 due" in _top(stage)


async def test_another_desk_that_finished_it_takes_it_from_the_count(heard):
    stage, _ears = heard
    await _pass(stage, 61)
    keep(stage.home, replace(matters()[0], state="done", closed_at=at(1), outcome="done"), desk="desk-8")
    stage.app.catching_up.now()
    await stage.until(lambda: FOLLOW_UP not in stage.state.books.matters)
    await stage.until(lambda: "due" not in _top(stage))


# -- the terminal -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "begins"),
    [(KITTY, "\x1b]99;;"), ({"TERM": "foot"}, "\x1b]777;notify;callpilot;"),
     ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "\x1b]9;"),
     ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "\x1b]777;"),
     ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, "\x1b]777;")],
)  # fmt: skip
def test_a_terminal_that_is_known_to_take_it_is_asked_for_a_notification(environ, begins):
    assert notification("callpilot: 2 matters are due", environ).startswith(begins)


@pytest.mark.parametrize(
    "environ",
    [{}, {"TERM": "linux"}, {"TERM": "xterm-256color"}, {"TERM": "tmux-256color", "VTE_VERSION": "7600"},
     {"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, {"TERM": "screen", "TERM_PROGRAM": "iTerm.app"},
     {"TERM": "dumb", "VTE_VERSION": "7600"}],
)  # fmt: skip
def test_any_other_terminal_is_left_alone(environ):
    assert notification("callpilot: 2 matters are due", environ) == ""


def test_a_notification_holds_no_control_code_of_its_text():
    code = notification("a\x1b]0;x\x07;b", {"TERM": "foot"})
    assert code == "\x1b]777;notify;callpilot;a]0,x,b\x1b\\"


# -- the times --------------------------------------------------------------------------------------------


def test_what_has_no_readable_due_time_is_never_due():
    broken = replace(matters()[0], due_at="next week")
    times = DueTimes()
    books = {broken.id: broken}
    assert times.count(books, moment(at(100_000))) == 0
    assert times.next_after(books, moment(at(0))) is None


def test_what_is_due_comes_in_the_order_in_which_it_fell_due():
    books = {one.id: one for one in matters()}
    times = DueTimes()
    assert times.due(books, moment(at(2))) == (LATE, FOLLOW_UP)
    assert times.next_after(books, moment(at(2))) == moment(at(90))


def test_the_line_has_no_word_of_a_caller():
    for one in matters():
        line = due_line([one])
        assert "due" in line or "deadline" in line or "may go" in line
        assert not {"Whitlock", "Petrov", "engineer", "heating"} & set(line.split())
    assert due_line(matters()) == "5 matters are due"
