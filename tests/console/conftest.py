from collections.abc import AsyncIterator

import pytest
from tests.console.sparing import parsed_once, rendered_when_looked_at
from tests.console.staging import SMALL, Stage, make_home, staged
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet

from callpilot.site.home import Home


@pytest.fixture(autouse=True)
def _sparing(request, monkeypatch) -> None:
    monkeypatch.setattr(Stylesheet, "_parse_rules", parsed_once)
    if request.node.get_closest_marker("every_frame") is None:
        monkeypatch.setattr(Compositor, "render_update", rendered_when_looked_at)


@pytest.fixture
def home(tmp_path) -> Home:
    return make_home(tmp_path / "home")


@pytest.fixture
async def stage(home) -> AsyncIterator[Stage]:
    """A console of 120×30 with nobody on the line."""
    async with staged(home) as there:
        yield there


@pytest.fixture
async def small(home) -> AsyncIterator[Stage]:
    """The same at 80×24."""
    async with staged(home, SMALL) as there:
        yield there


@pytest.fixture
async def call(stage) -> Stage:
    """A console with one call answered: Hill Dental, on the surgery's line."""
    await stage.answer()
    return stage
