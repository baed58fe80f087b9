"""A few questions about one matter in one small dialog; what can't be done is said in it, and nothing typed is lost."""

from collections.abc import Callable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical

from callpilot.console.screens.dialog import Dialog
from callpilot.console.widgets.drawn import Drawn
from callpilot.console.widgets.record_form import FormField, RecordForm
from callpilot.console.wrapping import wrap
from callpilot.desk import writing
from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused

Then = Callable[[], None]
Answered = Callable[[dict[str, str]], Then | None]
"""Does what was asked for with the answers by field; raises DeedRefused with the reason, and the dialog stays.

What it returns is done once the dialog has gone: asking on, for instance.
"""


class FormAsk(Dialog[Then]):
    """Dismissed with what follows once it was done, or None. `about` names what is asked: another begins afresh."""

    def __init__(
        self, desk: Desk, about: str, *, title: str, question: str, fields: tuple[FormField, ...], done: Answered,
        known: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(desk, desk.state.pad.id)
        self._about = about
        self._heading = title
        self._question = question
        self._done = done
        self.proposed = dict(known or {})
        self._form = RecordForm(fields, self.write_to)

    def compose(self) -> ComposeResult:
        """The question, and a line for each answer."""
        box = Vertical(classes="dialog")
        box.border_title = self._heading.replace("[", "\\[")
        box.border_subtitle = "Enter: next, at the end: done · Esc: back"
        with box:
            yield Drawn()
            yield self._form

    def on_mount(self) -> None:
        """Begin at the first answer that isn't known, or where a restart left the cursor."""
        super().on_mount()
        if self.value(ABOUT) != self._about:
            known = {field.name: self.proposed.get(field.name, "") for field in self._form.fields}
            writing.put(self.desk, self.identity, **{ABOUT: self._about}, **known)
        self.query_one(Drawn).show_lines([((row, ""),) for row in wrap(self._question, 88)])
        self._form.show(self.identity, self.desk.state.pad.values)
        if (left := self._form.input(self.desk.state.pad.focus)) is not None:
            self.start_at(left)
        else:
            self._start()

    def _start(self) -> None:
        """Put the cursor where an answer is missing, else into the first."""
        empty = (one for one in self._form.inputs() if not self.value(one.field).strip())
        self.start_at(next(empty, self._form.first()))

    def on_record_form_done(self) -> None:
        """Enter after the last answer does it."""
        self.flush()
        names = [field.name for field in self._form.fields]
        try:
            then = self._done({name: self.value(name).strip() for name in names})
        except DeedRefused as reason:
            self.tell(str(reason))
            self._start()
            return
        writing.put(self.desk, self.identity, **dict.fromkeys([ABOUT, *names], ""))
        self.done(then)


ABOUT = "work.about"
"""Where the pad says which question is being answered: a draft belongs to its own question only."""
