"""What a field tells whatever stands below it while it is typed in."""

from typing import Protocol


class Beneath(Protocol):
    """What stands below a field while it is typed in, such as the people it may mean."""

    def typed(self, text: str) -> None:
        """The field holds `text` now."""
        ...

    def takes(self, key: str) -> bool:
        """Act on a key; False: the field has it."""
        ...

    def left(self) -> None:
        """The cursor has left the field."""
        ...
