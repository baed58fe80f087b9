"""A stage with a directory: people, lists and questions, and who of them can be reached."""

from contextlib import asynccontextmanager
from types import SimpleNamespace

from msgspec.structs import replace
from tests.console.staging import WIDE, staged
from tests.desk.people import PEOPLE, add_faq

from callpilot.site.people import People

WORDS = {"osei": "on call to 18:00", "reyes": "in to 18:00", "duff": "from 08:00 Mon"}
RULES = SimpleNamespace(
    availability=lambda contact, now, **_rest: SimpleNamespace(words=WORDS.get(contact.id, "")),
    on_call=lambda people, roster, now, site: SimpleNamespace(
        who=tuple(people.contacts[one] for duty in people.rosters[roster].duties for one in duty.who), until=now
    ),
)


@asynccontextmanager
async def peopled(home, size=WIDE, *, people: People = PEOPLE, **how):
    """Open the console on `home`, with people and a FAQ."""
    add_faq(home)
    async with staged(home, size, **how) as stage:
        stage.desk.become(replace(stage.state, people=people))
        yield stage
