"""A stage with a directory: people, lists and questions."""

from contextlib import asynccontextmanager

from msgspec.structs import replace
from tests.console.staging import WIDE, staged
from tests.desk.people import PEOPLE, add_faq

from callpilot.site.people import People


@asynccontextmanager
async def peopled(home, size=WIDE, *, people: People = PEOPLE, **how):
    """Open the console on `home`, with people and a FAQ."""
    add_faq(home)
    async with staged(home, size, **how) as stage:
        stage.desk.become(replace(stage.state, people=people))
        yield stage
