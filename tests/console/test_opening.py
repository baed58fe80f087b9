"""The console as it opens: what comes in from other threads before the desk is there waits for it."""

from tests.console.staging import staged

from callpilot.console.screens.desk_screen import DeskScreen


async def test_something_saved_before_the_desk_has_begun_does_no_harm(home, monkeypatch):
    """Its widgets are there a moment before it has begun, and the thread that saves may speak just then."""
    compose = DeskScreen.compose
    asked: list[bool] = []

    def composed(screen):
        yield from compose(screen)
        screen.show_soon()

    async def shown(screen):
        asked.append(screen._is_begun)
        await show(screen)

    show = DeskScreen.show
    monkeypatch.setattr(DeskScreen, "compose", composed)
    monkeypatch.setattr(DeskScreen, "show", shown)
    async with staged(home) as stage:
        await stage.sees("is ready for calls")
    assert not asked[0], "the test came too late to try it"
