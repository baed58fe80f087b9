"""An outage in force: what callers are told and offered stands on every call and in each call's record (B10)."""

import re
from collections.abc import Mapping

from msgspec import Struct

from callpilot.desk.state import DeskState
from callpilot.procedures.choosing import protocol
from callpilot.procedures.model import Procedure
from callpilot.procedures.wording import PLACEHOLDERS, fill, placeholders
from callpilot.records.kinds import Incident
from callpilot.site.model import Site

ACCOUNT_FIELD = "affected_account"
"""The field of an outage protocol that says which account alone is affected; empty: all are."""


class Outage(Struct, frozen=True, kw_only=True):
    """One outage without an outcome: what has failed, what callers are told, the alternative that is offered.

    `account` is the one whose calls it is about, empty: all calls. As long as nobody has written what callers are
    told, `told` is the protocol's own sentence.
    """

    id: str
    account: str = ""
    what: str = ""
    told: str = ""
    alternative: str = ""

    def words(self) -> str:
        """The outage in one line, as it stands in a call's record."""
        parts = [self.what or "an outage"]
        parts += [f"callers are told: {self.told}"] if self.told else []
        parts += [f"alternative: {self.alternative}"] if self.alternative else []
        return f"{self.id}: {'; '.join(parts)}"

    def concerns(self, account: str) -> bool:
        """Tell whether the calls of an account are affected."""
        return not self.account or self.account == account


def outages(state: DeskState) -> list[Outage]:
    """The outages in force at the site, this desk's own as its sheet says, the others' as the journal does."""
    found: list[Outage] = []
    for one in state.incidents.values():
        if one.kind == "outage":
            procedure = one.runs[0].procedure if one.runs else ""
            found.append(_outage(state, one.id, one.account, one.values, procedure))
    known = set(state.incidents)
    for matter in state.books.matters.values():
        if isinstance(matter, Incident) and matter.kind == "outage" and matter.id not in known:
            values = {**matter.fields, "nature": matter.nature, "told": matter.told}
            procedure = matter.procedures[0].id if matter.procedures else ""
            found.append(_outage(state, matter.id, matter.account, values, procedure))
    return found


def outages_for(state: DeskState, account: str) -> list[Outage]:
    """The outages in force that an account's callers must hear of."""
    return [one for one in outages(state) if one.concerns(account)]


def _outage(state: DeskState, identity: str, account: str, values: Mapping[str, str], procedure_id: str) -> Outage:
    def line(name: str) -> str:
        return " ".join(values.get(name, "").split())

    procedure = state.library.procedures.get(procedure_id) or protocol(state.library, "outage", account=account)
    return Outage(
        id=identity,
        account=account or affected_account(state.site, values.get(ACCOUNT_FIELD, "")),
        what=line("nature"),
        told=line("told") or proposed_words(procedure, values),
        alternative=line("alternative"),
    )


def affected_account(site: Site, written: str) -> str:
    """The id of the account that `written` means, by its id or name or how that begins; empty: every account.

    What names no account, or more than one, means every account: an outage must not go unsaid for a slip of the pen.
    """
    wanted = " ".join(written.split()).casefold()
    if not wanted:
        return ""
    names = [(one.id, (one.id.casefold(), one.name.casefold())) for one in site.accounts]
    same = [identity for identity, own in names if wanted in own]
    begins = [identity for identity, own in names if any(name.startswith(wanted) for name in own)]
    found = same or begins
    return found[0] if len(found) == 1 else ""


_SENTENCE = r"[^.!?…]+[.!?…]+"


def proposed_words(procedure: Procedure | None, values: Mapping[str, str]) -> str:
    """What the protocol itself says to callers, as far as its blanks are filled: its step with the field `told`."""
    steps = procedure.steps if procedure else ()
    step = next((step for step in steps if any(field.name == "told" for field in step.fields)), None)
    said: list[str] = []
    for sentence in re.findall(_SENTENCE, step.say if step else ""):
        blanks = placeholders(sentence)
        if any(blank in PLACEHOLDERS or not values.get(blank, "").strip() for blank in blanks):
            continue
        said.append(fill(sentence, values).strip())
    return " ".join(said[:1])
