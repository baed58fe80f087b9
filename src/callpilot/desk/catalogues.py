"""The catalogues of what a desk can find, each made once from the directory or the library as it is now."""

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpilot.desk.cataloguing import Directory, Shelf
    from callpilot.desk.on_duty import OnDuty
    from callpilot.procedures.in_force import Library
    from callpilot.site.people import People

MANY = 2000
"""From so many people on, looking for them is no work for the moment between two keys."""


class Catalogues:
    """Makes catalogues when they are asked for, and keeps the last ones. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._people: People | None = None
        self._directory: Directory | None = None
        self._library: Library | None = None
        self._shelf: Shelf | None = None

    # What makes them is loaded when one is first asked for: no first frame needs any.

    @cached_property
    def on_duty(self) -> "OnDuty":
        """Who can be reached now."""
        from callpilot.desk.on_duty import OnDuty

        return OnDuty()

    def directory(self, people: "People") -> "Directory":
        """The catalogue of `people`."""
        from callpilot.desk.cataloguing import directory_of

        with self._lock:
            if self._directory is None or self._people is not people:
                self._people, self._directory = people, directory_of(people)
            return self._directory

    def shelf(self, library: "Library") -> "Shelf":
        """The catalogues of `library`."""
        from callpilot.desk.cataloguing import shelf_of

        with self._lock:
            if self._shelf is None or self._library is not library:
                self._library, self._shelf = library, shelf_of(library)
            return self._shelf
