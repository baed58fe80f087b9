"""What the find box asks, off the event loop where it takes time; the newest question wins: an older one is stopped."""

import sqlite3
from collections.abc import Callable

from textual.widget import Widget

from callpilot.desk.desk import Desk
from callpilot.desk.finding import Group, find, is_slow, together
from callpilot.desk.finding_calls import find_calls
from callpilot.journal.index import Index, Overtaken, Question


class FindSource:
    """Asks the desk and the index; `changed` is called in the event loop whenever there are other `groups`."""

    def __init__(self, widget: Widget, desk: Desk, index: Index, changed: Callable[[], None]) -> None:
        self._widget = widget
        self._desk = desk
        self._index = index
        self._changed = changed
        self._text = ""
        self._near: tuple[Group, ...] = ()
        self._past: tuple[Group, ...] = ()
        self._waits_near = False
        self._waits_past = False
        self._is_asking: set[str] = set()
        self._question = Question()
        self.fault = ""

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is found so far."""
        return together(self._near, self._past)

    @property
    def is_certain(self) -> bool:
        """Whether nothing that is still on its way can come before what is found already."""
        if self._waits_near:
            return False
        return not self._waits_past or any(group.is_sure and group.is_titled for group in self._near)

    def ask(self, text: str) -> None:
        """Find `text`; what was found for another text is shown until then."""
        self._text = text
        self._waits_near = self._waits_past = True
        if is_slow(self._desk):
            self._run("near", lambda asked: find(self._desk, asked))
        else:
            self._got("near", text, find(self._desk, text))
        self._question.overtake()
        self._run("past", self._find_past)

    def _find_past(self, asked: str) -> tuple[Group, ...]:
        question = self._question
        with self._index.asking(question):
            return find_calls(self._index, self._desk.state, asked)

    def _run(self, part: str, look: Callable[[str], tuple[Group, ...]]) -> None:
        """Look in a thread; whatever is asked meanwhile is asked once that is done."""
        if part in self._is_asking:
            return
        self._is_asking.add(part)
        asked = self._text
        if part == "past":
            self._question = Question()

        def work() -> None:
            found: tuple[Group, ...] | None = ()
            fault = ""
            try:
                found = look(asked)
            except Overtaken:
                found = None
            except (OSError, sqlite3.Error) as error:
                fault = f"the call log can't be read now ({type(error).__name__})"
            except BaseException:
                self._widget.call_later(self._is_asking.discard, part)
                raise
            self._widget.call_later(done, found, fault)

        def done(found: tuple[Group, ...] | None, fault: str) -> None:
            self._is_asking.discard(part)
            self.fault = fault
            if found is not None and asked == self._text:
                self._got(part, asked, found)
            else:
                self._run(part, look)

        self._widget.run_worker(work, group=f"find-{part}", thread=True, exit_on_error=False)

    def _got(self, part: str, asked: str, found: tuple[Group, ...]) -> None:
        if asked != self._text:
            return
        if part == "near":
            self._near, self._waits_near = found, False
        else:
            self._past, self._waits_past = found, False
        self._changed()
