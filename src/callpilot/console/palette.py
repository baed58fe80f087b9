"""The command palette: every deed by name, with its keys; what can't be done now says why."""

from collections.abc import Callable
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from callpilot.console.deeds import DEEDS, Deed, key_words


class DeedProvider(Provider):
    """Offers the registry's deeds."""

    async def discover(self) -> Hits:
        """All deeds, before anything is typed."""
        for deed in self._deeds():
            yield DiscoveryHit(Content(self._name(deed)), self._doing(deed), deed.title, self._words(deed))

    async def search(self, query: str) -> Hits:
        """The deeds whose title or help fits what is typed."""
        matcher = self.matcher(query)
        for deed in self._deeds():
            score = max(
                matcher.match(deed.title), matcher.match(deed.id.replace("_", " ")), matcher.match(deed.help) * 0.5
            )
            if score > 0:
                yield Hit(score, Content(self._name(deed)), self._doing(deed), deed.title, self._words(deed))

    def _deeds(self) -> list[Deed]:
        return [
            deed
            for deed in DEEDS
            if deed.where in ("anywhere", "desk", "procedure") and deed.id not in ("palette", "choose")
        ]

    @property
    def _console(self) -> Any:
        return self.app

    def _name(self, deed: Deed) -> str:
        keys: tuple[str, ...] = self._console.keys.get(deed.id, deed.keys)
        return f"{deed.title}  {key_words(keys[0])}" if keys else deed.title

    def _words(self, deed: Deed) -> str:
        reason = deed.unavailable(self._console.session.desk.state)
        return f"not now: {reason}" if reason else deed.help

    def _doing(self, deed: Deed) -> Callable[[], Any]:
        return lambda: self._console.call_later(self._console.acts.do, deed.id)
