"""Keys one at a time: all that a key sets off is done before the next key is looked at.

Textual hands a key to whatever has the focus at that moment, and does a function key's deed at once. When keys come
faster than they are handled (a slow link, a busy moment, a text expander) the end of a word would land in the field
before, or F2 would run ahead of the last letters of a name.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Container
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events

from callpilot.console.compositing import PaintsSparingly

if TYPE_CHECKING:
    from textual.app import App

    _App = App[Any]
else:
    _App = object

PATIENCE = 2.0
"""Seconds after which the next key is taken whatever still goes on: a fault must never lock the keyboard.

Sooner, and a slow disk or a busy machine would let keys that were typed ahead land where nothing takes them.
"""
HURRY = 0.5
"""The same for each key that an emergency waits behind."""

_ROUNDS = 6
_EDITING = frozenset({"backspace", "delete", "left", "right", "up", "down", "home", "end"})


class _Word:
    """What is passed from one to the next. It says itself what Textual would work out for every single one."""

    _param_count = 0

    def __init__(self, say: Callable[..., Any], *what: Any) -> None:
        self._say = say
        self._what = what

    def __call__(self) -> Any:
        return self._say(*self._what)


class _Hand:
    """What is held while one key is being handled, for `patience` seconds at most."""

    def __init__(self, loop: asyncio.AbstractEventLoop, patience: float, give_up: Callable[["_Hand"], None]) -> None:
        self._ends = loop.call_later(patience, give_up, self)

    def cancel(self) -> None:
        """It was handled in time."""
        self._ends.cancel()


class InOrder(_App):
    """Mixed in before the App class."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._held_back: deque[events.Key | events.Paste] = deque()
        self._in_hand: _Hand | None = None

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while the one before it is being handled."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._in_hand is not None:
            self._held_back.append(event)
            if self._is_hurried(event):
                asyncio.get_running_loop().call_later(HURRY, self._give_up, self._in_hand)
        else:
            await self._take_key(event)

    @property
    def hurried(self) -> Container[str]:
        """The keys that nothing that hangs may hold back."""
        return ()

    def _is_hurried(self, event: "events.Key | events.Paste") -> bool:
        return isinstance(event, events.Key) and event.key in self.hurried

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Do what a key is bound to; for a letter that nothing is bound to, Textual would work out all keys anew."""
        return self._is_bound(key) and await super()._check_bindings(key, priority)

    def _is_bound(self, key: str) -> bool:
        named = {identity for identity, keys in self._keymap.items() if key in keys.split(",")}
        start = self.focused or self.screen
        maps = [node._bindings.key_to_bindings for node in (*start.ancestors_with_self, self)]  # pyright: ignore[reportPrivateUsage]
        return any(
            key in bound or (named and any(one.id in named for group in bound.values() for one in group))
            for bound in maps
        )

    async def _take_key(self, event: "events.Key | events.Paste") -> None:
        patience = HURRY if any(self._is_hurried(behind) for behind in self._held_back) else PATIENCE
        hand = self._in_hand = _Hand(asyncio.get_running_loop(), patience, self._give_up)
        path = self._path()
        await super().on_event(event)
        # What edits a field is done with that; any other key may change the screen, which is there once it is drawn.
        is_editing = isinstance(event, events.Paste) or event.is_printable or event.key in _EDITING
        self._go_round(hand, path, 0, is_drawn=is_editing)

    def _path(self) -> list[Any]:
        """From what has the focus up to the screen: whoever may have something to do with a key."""
        start = self.focused or self.screen
        return [node for node in start.ancestors_with_self if node is not self]

    def _go_round(self, hand: _Hand, path: list[Any], turn: int, *, is_drawn: bool) -> None:
        """Pass a word from each to the next: what they had before it in their queues is done when it comes back."""
        if hand is not self._in_hand:
            return
        is_busy = any(node.message_queue_size for node in (*path, self))
        if turn and (not is_busy or turn >= _ROUNDS):
            if is_drawn:
                self.call_later(self._next_key, hand)
            else:
                again = partial(self.call_later, self._go_round, hand, self._path(), 0, is_drawn=True)
                self.screen.call_after_refresh(again)
            return
        self._pass_on(path, partial(self._go_round, hand, path, turn + 1, is_drawn=is_drawn))

    def _pass_on(self, path: list[Any], then: Any) -> None:
        for place, node in enumerate(path, 1):
            if node.post_message(events.Callback(callback=_Word(self._pass_on, path[place:], then))):
                return  # else that one is gone
        self.post_message(events.Callback(callback=_Word(then)))

    def _give_up(self, hand: "_Hand") -> None:
        """Take the next key, if the one that was in `hand` still is: those after it have their own time."""
        if hand is self._in_hand:
            self.call_later(self._next_key, hand)

    async def _next_key(self, hand: _Hand) -> None:
        """Take the key that waits longest; where none does, have painted at once what the last one has changed."""
        if hand is not self._in_hand:
            return
        hand.cancel()
        self._in_hand = None
        if self._held_back:
            await self._take_key(self._held_back.popleft())
        elif isinstance(screen := self.screen, PaintsSparingly):
            screen.call_next(screen.paint_now)
