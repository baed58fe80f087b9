"""Revisions of one number that two desks wrote at the same instant: what the index knows of them."""

from callpilot.journal.index_known import KnownQueries

_TWINS = """
SELECT e.id FROM things t JOIN entries e ON e.id = t.id AND e.rev = t.rev
WHERE t.kind IN ('message', 'escalation', 'incident', 'follow_up', 'notice') AND t.is_open IN (0, 1) AND t.written >= ?
GROUP BY e.id HAVING count(*) > 1 ORDER BY e.id
"""


class TwinQueries(KnownQueries):
    """What the index answers about records that two desks changed without knowing of each other."""

    def twins(self, since: str = "") -> list[str]:
        """Return the ids of the records, written from the stamp `since` on, whose newest revision stands there twice.

        It doesn't happen where the desks share locks; a network folder without them lets it come to that.
        """
        return [identity for (identity,) in self._ask(_TWINS, since)]
