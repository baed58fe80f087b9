"""What is known before the console opens: home, site, keys, who and where."""

from typing import Any

from msgspec import Struct

from callpilot.console.configuration import Config, read_config
from callpilot.console.remembering import remembered
from callpilot.console.session import Listeners, Session, open_session
from callpilot.console.who import SignOn
from callpilot.plain.clock import Clock, SystemClock
from callpilot.site.home import Home
from callpilot.site.model import ShiftHours


class Opening(Struct, kw_only=True, eq=False):
    """How the console is to open. `sign_on` None: it asks; `plain`: for a screen reader."""

    home: Home
    config: Config
    operator: str
    desk: str
    clock: Clock
    sign_on: SignOn | None = None
    read_only: bool = False
    feeder: Any = None
    hint: str = ""
    plain: bool = False

    def shift_now(self) -> ShiftHours | None:
        """The planned shift that runs now."""
        return self.config.site.shift_at(self.clock.now())

    def open_session(self, who: SignOn, listeners: Listeners) -> Session:
        """Open the desk for `who`."""
        return open_session(
            self.home, self.config, who.operator, who.desk, self.clock, listeners, read_only=self.read_only
        )


def make_opening(
    home: Home, *, operator: str = "", desk: str = "", read_only: bool = False, feeder: Any = None,
    clock: Clock | None = None, plain: bool = False,
) -> Opening:  # fmt: skip
    """Read what the site decides and what is remembered. Raises HomeError when the folders can't be used."""
    home.prepare()
    clock = clock or SystemClock()
    config = read_config(home)
    last_operator, last_desk = ("", "") if operator and desk else remembered(home.cache, home.locks)
    place = home.config / "site.toml"
    hint = "" if place.exists() else f"No site is set up yet; `callpilot init` asks for yours, and writes {place}"
    opening = Opening(
        home=home, config=config, operator=operator or last_operator, desk=desk or last_desk, clock=clock,
        read_only=read_only, feeder=feeder, hint=hint, plain=plain or config.site.plain,
    )  # fmt: skip
    if operator:
        opening.sign_on = SignOn(operator, opening.desk, opening.shift_now() or ShiftHours(name=""))
    return opening
