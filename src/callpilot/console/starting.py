"""What is known before the console opens: home, site, keys, who and where."""

from dataclasses import dataclass, field
from typing import Any

from callpilot.console.keymap import Keys, read_keys
from callpilot.console.remembering import remembered
from callpilot.console.screens.sign_on import SignOn
from callpilot.console.session import Listeners, Session, open_session
from callpilot.console.themes import DARK, THEMES
from callpilot.plain.clock import Clock, SystemClock
from callpilot.plain.problems import Problem
from callpilot.site.home import Home
from callpilot.site.loading import site_at
from callpilot.site.model import ShiftHours, Site


@dataclass
class Opening:
    """How the console is to open. `sign_on` None: it asks; `plain`: for a screen reader."""

    home: Home
    site: Site
    keys: Keys
    theme: str
    operator: str
    desk: str
    clock: Clock
    sign_on: SignOn | None = None
    read_only: bool = False
    feeder: Any = None
    problems: list[Problem] = field(default_factory=list[Problem])
    hint: str = ""
    plain: bool = False

    def shift_now(self) -> ShiftHours | None:
        """The planned shift that runs now."""
        return self.site.shift_at(self.clock.now())

    def open_session(self, who: SignOn, listeners: Listeners) -> Session:
        """Open the desk for `who`."""
        session = open_session(self.home, who.operator, who.desk, self.clock, listeners, read_only=self.read_only)
        session.problems += self.problems
        return session


def make_opening(
    home: Home, *, operator: str = "", desk: str = "", read_only: bool = False, feeder: Any = None,
    clock: Clock | None = None, plain: bool = False,
) -> Opening:  # fmt: skip
    """Read what the site decides and what is remembered. Raises HomeError when the folders can't be used."""
    home.prepare()
    clock = clock or SystemClock()
    site, _problems = site_at(home)  # reported when the desk opens
    keys, key_problems = read_keys(site.keys, home.config / "site.toml")
    theme, theme_problems = _theme(site, home)
    last_operator, last_desk = remembered(home.cache)
    place = home.config / "site.toml"
    hint = "" if place.exists() else f"No site is set up yet: the built-in one is used. Yours goes into {place}"
    opening = Opening(
        home=home, site=site, keys=keys, theme=theme, operator=operator or last_operator, desk=desk or last_desk,
        clock=clock, read_only=read_only, feeder=feeder, problems=[*key_problems, *theme_problems], hint=hint,
        plain=plain or site.plain,
    )  # fmt: skip
    if operator:
        opening.sign_on = SignOn(operator, opening.desk, opening.shift_now() or ShiftHours(name=""))
    return opening


def _theme(site: Site, home: Home) -> tuple[str, list[Problem]]:
    names = {theme.name.removeprefix("callpilot-"): theme.name for theme in THEMES}
    wanted = site.theme.strip().lower()
    if not wanted or wanted in names:
        return names.get(wanted, DARK.name), []
    message = f"no theme is called “{wanted}”; there are {', '.join(names)}"
    return DARK.name, [Problem(source=home.config / "site.toml", key="theme", message=message)]
