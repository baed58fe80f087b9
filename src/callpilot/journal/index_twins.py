"""Revisions of one number that two desks wrote at the same instant: what the index knows of them."""

from callpilot.journal.index_known import KnownQueries

_TWINS = """
SELECT id FROM things WHERE copies > 1 AND kind IN ('message', 'escalation', 'incident', 'follow_up', 'notice')
AND written >= ? ORDER BY id
"""


class TwinQueries(KnownQueries):
    """What the index answers about records that two desks changed without knowing of each other."""

    def twins(self, since: str = "") -> list[str]:
        """Return the ids of the records, written from the stamp `since` on, whose newest revision stands there twice.

        It doesn't happen where the desks share locks; a network folder without them lets it come to that.
        """
        return [identity for (identity,) in self._ask(_TWINS, since)]
