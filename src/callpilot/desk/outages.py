"""An outage in force: what callers are told and offered stands on every call and in each call's record (B10)."""

from collections.abc import Mapping

from msgspec import Struct

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeskState
from callpilot.desk.writing import put
from callpilot.records.ids import short
from callpilot.records.kinds import Incident


class Outage(Struct, frozen=True, kw_only=True):
    """One outage without an outcome: what has failed, what callers are told, the alternative that is offered."""

    id: str
    account: str = ""
    what: str = ""
    told: str = ""
    alternative: str = ""

    def words(self) -> str:
        """The outage in one line."""
        parts = [self.what or "an outage"]
        parts += [f"callers are told: {self.told}"] if self.told else []
        parts += [f"alternative: {self.alternative}"] if self.alternative else []
        return f"{short(self.id)}: {'; '.join(parts)}"


def outages(state: DeskState) -> list[Outage]:
    """The outages in force at the site, this desk's own as its sheet says, the others' as the journal does."""
    found = [_outage(one.id, one.account, one.values) for one in state.incidents.values() if one.kind == "outage"]
    known = {one.id for one in found} | set(state.incidents)
    for matter in state.books.matters.values():
        if isinstance(matter, Incident) and matter.kind == "outage" and matter.id not in known:
            values = {**matter.fields, "nature": matter.nature, "told": matter.told}
            found.append(_outage(matter.id, matter.account, values))
    return found


def _outage(identity: str, account: str, values: Mapping[str, str]) -> Outage:
    def line(name: str) -> str:
        return " ".join(values.get(name, "").split())

    return Outage(id=identity, account=account, what=line("nature"), told=line("told"), alternative=line("alternative"))


def note_outages(desk: Desk, call_id: str) -> None:
    """Note in a call's record which outages were in force in it, and what callers were told then."""
    now = [one.words() for one in outages(desk.state)]
    if not now:
        return
    before = desk.state.calls[call_id].values.get("outage", "").splitlines()
    kept = [line for line in before if not any(line.startswith(word.split(":")[0] + ":") for word in now)]
    put(desk, call_id, outage="\n".join([*kept, *now]))
