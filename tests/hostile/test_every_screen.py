"""On every screen, whatever files, records and callers say: no code reaches the terminal, and no frame breaks."""

import pytest
import tomli_w
from tests.console.staging import NOW, SMALL, WIDE, Stage, staged
from tests.hostile.nasty import NASTY, Turn
from tests.hostile.place import FORMS, hostile_home
from tests.hostile.wire import unmeant
from textual import events
from wcwidth import wcswidth

from callpilot.console.app import CallpilotApp
from callpilot.console.remembering import FILE
from callpilot.console.starting import make_opening
from callpilot.desk.following import open_procedure
from callpilot.plain.clock import ManualClock

IDLE = ("help", "find", "log", "work", "handover", "notices", "changes", "readings", "faults", "begin", "palette")
KEYS = {"log": ("down",), "notices": ("down", "enter", "n"), "find": ("down",),
        "work": ("down", "down"), "changes": ("down", "enter")}  # fmt: skip
IN_CALL = ("reach", "follow_up", "read_back", "procedures", "escalate", "end")
OVER_WORK = "tLpmhwTc"
ENOUGH = 3
"""How often all rows of one kind of screen are measured."""
SEEN_AT_LEAST = {
    "DeskScreen", "HelpScreen", "FindScreen", "LogScreen", "RecordScreen", "AmendScreen", "WorkScreen", "FormAsk",
    "NoticesScreen", "ChangesScreen", "ReadingsScreen", "FaultsScreen", "BeginScreen", "CommandPalette",
    "ReachScreen", "FollowUpScreen", "ReadBackScreen", "PickScreen", "EscalateScreen", "ClosingScreen", "AskScreen",
    "OutcomeScreen", "WriteNoticeScreen", "PictureScreen",
}  # fmt: skip


class Watch:
    """Goes through a console and looks at every screen it comes to, as the terminal gets it."""

    def __init__(self, stage: Stage, sent: bytearray, *, also: str = r"(?!)") -> None:
        self.stage = stage
        self.sent = sent
        self.also = also
        self.seen: dict[str, int] = {}

    async def look(self) -> None:
        """Every byte since the last look is meant, and every row is exactly as wide as the screen."""
        await self.stage.calm()
        name = self.stage.screen
        self.seen[name] = self.seen.get(name, 0) + 1
        raw, self.sent[:] = bytes(self.sent), b""
        assert not (found := unmeant(raw, also=self.also, controls="\x07")), (name, found[:5])
        if self.seen[name] > ENOUGH:
            return  # to draw all of a screen again is what costs
        width = self.stage.app.size.width
        rows = self.stage.text.split("\n")
        wrong = [row for row in rows if row and wcswidth(row.rstrip()) not in range(width + 1)]
        wrong += [row for row in rows if row.rstrip()[-1:] in ("│", "╮", "╯", "▕") and wcswidth(row.rstrip()) > width]
        assert not wrong, (name, wrong[0])

    async def do(self, *keys: str) -> None:
        """Press keys and look after each."""
        for key in keys:
            await self.stage.press(key)
            await self.look()

    async def deed(self, identity: str, *keys: str) -> None:
        """Do a deed by its name, look, press keys, and come back to the desk."""
        self.stage.app.action_deed(identity)
        await self.stage.settle()
        await self.stage.until(lambda: "\n│ … " not in self.stage.text)  # rows of the log that are still being read
        await self.look()
        await self.do(*keys)
        await self.back()

    async def back(self) -> None:
        """Leave every dialog."""
        for _ in range(6):
            if self.stage.screen == "DeskScreen":
                return
            await self.do("escape")
        assert self.stage.screen == "DeskScreen"

    async def paste(self, text: str) -> None:
        """Paste as a terminal does."""
        self.stage.app.post_message(events.Paste(text))
        await self.stage.settle()


@pytest.mark.parametrize(
    ("size", "begin", "handover"), [(WIDE, 0, "AcceptanceScreen"), (SMALL, 29, "ShiftScreen")], ids=["120x30", "80x24"]
)
async def test_nothing_that_others_wrote_acts_on_the_terminal(size, begin, handover, tmp_path, wired):
    home = hostile_home(tmp_path / "home", begin, handed_over=handover == "AcceptanceScreen")
    async with staged(home, size) as stage:
        watch = Watch(stage, wired)
        await watch.look()
        for deed in IDLE:
            await watch.deed(deed, *KEYS.get(deed, ("end",)))
        await record(watch)
        for place, key in enumerate(OVER_WORK if size == WIDE else "tc"):
            await watch.deed("work", *["down"] * place, key)
        await call(watch)
        await procedures(watch)
        await watch.deed("outage", "f7")
        await watch.deed("emergency")
        stage.app.action_deed("told")
        await stage.settle()
        await watch.look()
        await watch.do("f8")
        await watch.back()
        missing = {*SEEN_AT_LEAST, handover} - set(watch.seen)
        assert not missing, (missing, watch.seen)


async def test_nothing_acts_on_the_terminal_of_a_screen_reader(tmp_path, wired):
    home = hostile_home(tmp_path / "home", 17, plain=True)
    async with staged(home, SMALL) as stage:
        watch = Watch(stage, wired, also=r"\x1b\[\?25[hl]")  # the terminal's own cursor, which the reader follows
        await watch.look()
        for deed in IDLE:
            await watch.deed(deed, *KEYS.get(deed, ("end",)))
        await call(watch)
        await watch.deed("emergency")
        assert {"DeskScreen", "FindScreen", "WorkScreen", "ClosingScreen"} <= set(watch.seen)


async def test_nothing_acts_on_the_terminal_at_sign_on(tmp_path, wired):
    home = hostile_home(tmp_path / "home", 5)
    odd = Turn(3)
    (home.cache / FILE).write_text(tomli_w.dumps({"operator": odd("M"), "desk": odd("d")}), "utf-8")
    app = CallpilotApp(make_opening(home, clock=ManualClock(NOW)), strict=True)
    try:
        async with app.run_test(size=SMALL) as pilot:
            watch = Watch(Stage(app, pilot), wired)
            await watch.look()
            for _ in range(3):
                for text in NASTY.values():
                    await watch.paste(f"{text[:500]}")
                await watch.look()
                await watch.do("enter")
            assert "SignOnScreen" in watch.seen
    finally:
        app.close_session()


async def record(watch: Watch) -> None:
    """A record is opened from the log, and amended."""
    watch.stage.app.action_deed("log")
    await watch.stage.until(lambda: "\n│ 202" in watch.stage.text)
    await watch.do("down", "enter")
    await watch.stage.until(lambda: watch.stage.screen == "RecordScreen")
    await watch.do("end", "a")
    await watch.stage.until(lambda: watch.stage.screen == "AmendScreen")
    await watch.do("escape")
    await watch.back()


async def call(watch: Watch) -> None:
    """A call that another program dropped is answered, and every nasty text is pasted into it."""
    stage = watch.stage
    await watch.do("f2")
    await stage.until(lambda: stage.state.front is not None)
    await stage.to("message")
    for text in NASTY.values():
        await watch.paste(f"{text[:2000]}\n")
    await watch.look()
    await stage.to("company")
    await watch.paste("".join(NASTY.values())[:20_000])
    await watch.look()
    for deed in IN_CALL:
        await watch.deed(deed, "end")
    await watch.deed("end")


async def procedures(watch: Watch) -> None:
    """A procedure of each form is followed a little, and a step left out."""
    stage = watch.stage
    for form in FORMS:
        open_procedure(stage.desk, stage.state.front.id, f"odd-{form}", "\x1b[31m[b]because")
        await stage.settle()
        await watch.look()
        stage.app.set_focus(stage.desk_screen.front.procedure)
        if form == "guide":
            await watch.do("v", "escape")
        await watch.do("down", "n", "s")
        await watch.back()
