"""Procedures as an operator worked with them: copied aside, so that a change can be told step by step later on."""

from typing import TYPE_CHECKING

from callpilot.desk.keeping_up import worked_with
from callpilot.procedures.model import Procedure
from callpilot.procedures.texts import keep_texts, kept_text

if TYPE_CHECKING:
    from callpilot.console.app import CallpilotApp


class EarlierTexts:
    """One console's copies, in the folder `procedures` of the cache."""

    def __init__(self, app: "CallpilotApp") -> None:
        self._app = app
        self._seen: set[str] = set()

    def keep(self) -> None:
        """Copy what the operator has worked with as it is in force, once each. Not for the event loop."""
        session = self._app.session
        if session.desk.state.read_only:
            return
        fresh = [one for one in worked_with(session.desk.state) if one.sha256 not in self._seen]
        if fresh:
            keep_texts(session.home.cache / "procedures", fresh)
            self._seen |= {one.sha256 for one in fresh}

    def earlier(self, sha256: str) -> Procedure | None:
        """The procedure whose file had that hash, if it was kept."""
        return kept_text(self._app.session.home.cache / "procedures", sha256)
