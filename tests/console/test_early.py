"""What comes before the desk is on the screen: nothing of it may end the console."""

from tests.console.staging import staged

from callpilot.console.screens.desk_screen import DeskScreen


async def test_what_is_to_be_shown_before_the_desk_is_mounted_is_shown_when_it_is(home, monkeypatch):
    """A file in the inbox that is no ring, or a save, may be quicker than the screen."""
    real = DeskScreen.compose

    def early(screen: DeskScreen):
        yield from real(screen)
        screen.show_soon()

    monkeypatch.setattr(DeskScreen, "compose", early)
    async with staged(home) as stage:
        await stage.sees("is ready for calls")
