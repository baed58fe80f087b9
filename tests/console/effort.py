"""Counting an operator's effort: keys that are neither what is written nor what is chosen."""

from collections.abc import Iterable

from tests.console.staging import Stage


class Effort:
    """An operator's hands. What they write, and the digit of what they choose, is content; every other key counts."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.keys: list[str] = []

    async def press(self, *keys: str) -> None:
        """Press keys that are no content."""
        self.keys += keys
        await self._stage.press(*keys)

    async def write(self, text: str) -> None:
        """Write something into the record."""
        await self._stage.type(text)

    async def choose(self, digit: str) -> None:
        """Choose by a digit: it says what goes into the record."""
        await self._stage.press(digit)


def shown(keys: Iterable[str]) -> str:
    """Write keys as the docs do."""
    from callpilot.console.deeds import key_words

    return " ".join(key_words(key) for key in keys)


def row(what: str, most: str, keys: list[str], *, each: str = "") -> str:
    """One row of the docs' table: what is done, how many keys it may take, how many it takes, and which."""
    return f"| {what} | {most} | {len(keys)}{each} | {shown(keys)} |"
