"""What the site's files say, as one value; read again while the console runs, the last good ones stay in force."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from callpilot.console.keymap import Keys, read_keys
from callpilot.plain.problems import Problem
from callpilot.procedures.in_force import Library, later_library, shipped_folder
from callpilot.procedures.model import Procedure
from callpilot.site.home import Home
from callpilot.site.loading import site_at
from callpilot.site.model import Site
from callpilot.site.people import People

STAYS = "not taken up, what was in force stays: it has faults that it had not before"


class Config(Struct, frozen=True, kw_only=True):
    """The site, its keys and colours, its procedures and its people, each with what was wrong in its files.

    `people` None: they have not been read yet (50,000 of them may not hold the start up). `held_back` is what was
    wrong in newer files that were not taken up.
    """

    site: Site
    keys: Keys
    theme: str
    library: Library
    people: People | None = None
    site_problems: tuple[Problem, ...] = ()
    people_problems: tuple[Problem, ...] = ()
    held_back: tuple[Problem, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        """All that was wrong, in the order in which an operator would look: settings, procedures, people."""
        in_procedures = self.library.problems if self.library.is_read else ()
        return [*self.held_back, *self.site_problems, *in_procedures, *self.people_problems]


def read_config(home: Home, *, with_people: bool = False) -> Config:
    """Read all of it; what is wrong in the files is in its problems, and nothing is raised.

    Without the people the procedures, too, are read only when they are asked for: the first frame needs none.
    """
    site, problems = site_at(home)
    keys, key_problems = read_keys(site.keys, home.config / "site.toml")
    theme, theme_problems = _theme(site, home)
    folders = [shipped_folder(), home.config / "procedures"]
    library = later_library(folders, home.cache)
    if with_people:
        library.be_read()
    config = Config(
        site=site, keys=keys, theme=theme, library=library, site_problems=(*problems, *key_problems, *theme_problems)
    )
    return read_people(config, home) if with_people else config


def read_people(config: Config, home: Home) -> Config:
    """Read the directory and the rosters, too."""
    from callpilot.site.people_loading import load_people

    people, problems = load_people(home.config, home.cache, config.site)
    return replace(config, people=people, people_problems=tuple(problems))


def _theme(site: Site, home: Home) -> tuple[str, list[Problem]]:
    from callpilot.console.themes import DARK, THEMES  # Textual's, and the session has no need of it

    names = {theme.name.removeprefix("callpilot-"): theme.name for theme in THEMES}
    wanted = site.theme.strip().lower()
    if not wanted or wanted in names:
        return names.get(wanted, DARK.name), []
    message = f"no theme is called “{wanted}”; there are {', '.join(names)}"
    return DARK.name, [Problem(source=home.config / "site.toml", key="theme", message=message)]


# -- the last good one stays in force -----------------------------------------------------------------


def taken_up(before: Config, now: Config) -> Config:
    """Return what is in force after the files changed from `before` to `now`.

    A group of files (settings with accounts; directory with rosters) that has faults which it had not before is
    not taken up at all, as its parts speak of one another; of the procedures each is taken up by itself.
    """
    held: list[Problem] = []
    config = replace(now, library=_library(before.library, now.library))
    if bad := _new(before.site_problems, now.site_problems):
        held += _held(bad)
        config = replace(
            config, site=before.site, keys=before.keys, theme=before.theme, site_problems=before.site_problems
        )
    if before.people is not None and (bad := _new(before.people_problems, now.people_problems)):
        held += _held(bad)
        config = replace(config, people=before.people, people_problems=before.people_problems)
    return replace(config, held_back=tuple(held))


def _new(before: Iterable[Problem], now: Iterable[Problem]) -> list[Problem]:
    known = {(problem.source, problem.key, problem.message) for problem in before}
    return [problem for problem in now if (problem.source, problem.key, problem.message) not in known]


def _held(bad: list[Problem]) -> list[Problem]:
    sources = dict.fromkeys(problem.source for problem in bad)
    return [*(Problem(source=source, message=STAYS) for source in sources), *bad]


def _library(before: Library, now: Library) -> Library:
    """Each procedure whose file can't be used any more stays as it was; one whose file has gone, goes."""
    broken = {problem.source for problem in now.problems}
    kept = {
        identity: procedure
        for identity, procedure in before.procedures.items()
        if procedure.source in broken and not _is_from(now.get(identity), procedure)
    }
    return Library(procedures={**now.procedures, **kept}, problems=now.problems) if kept else now


def _is_from(now: Procedure | None, before: Procedure) -> bool:
    return now is not None and now.source == before.source
