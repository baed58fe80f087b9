"""Painting only what differs: a key draws the row that it was typed in, not all that stands around it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.events import ScreenResume
from textual.geometry import Region
from textual.messages import Update
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    _Screen = MessagePump
else:
    _Screen = object


class SparingCompositor(Compositor):
    """Draws of each widget the rows that are painted anew, and nothing of those that none of it belongs to.

    Textual's own draws every widget in the smallest rectangle around all that is painted: a clock in the top row and a
    letter at the foot, and it is the whole screen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.drew_all = False
        """Whether all of the screen was drawn, since this was last set to False."""
        self._painted: tuple[Region, ...] = ()
        self._cut_for: object = None

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draw what is painted anew."""
        self._painted = tuple(self._dirty_regions)
        self._cut_anew()
        try:
            return super().render_partial_update()
        finally:
            self._painted = ()

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """Draw all that can be seen."""
        self.drew_all = True
        self._painted = (self.size.region,)
        self._cut_anew()
        try:
            update = super().render_full_update(simplify)
        finally:
            self._painted = ()
        rows: Any = update.strips  # it says that they are strips, all of them
        if any(strip is None for row in rows for strip in row):
            return super().render_full_update(simplify)  # a hole would end the console: all is drawn, as Textual does
        return update

    def changed(self) -> tuple[Region, ...]:
        """Return what is to be painted anew, and regard it as painted."""
        changed = tuple(self._dirty_regions)
        self._dirty_regions.clear()
        return changed

    def _cut_anew(self) -> None:
        """Cut the rows where widgets begin and end now.

        Textual keeps the cuts where it forgets what can be seen: when the place of a widget was looked up after others
        had come and before the screen was laid out for them.
        """
        seen = self.visible_widgets
        if seen is not self._cut_for:
            self._cut_for, self._cuts = seen, None

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not self._painted:
            yield from super()._get_renders(crop)
            return
        bare = _Bare(self._regions_to_spans(self._painted))
        for widget, (region, clip) in self.visible_widgets.items():  # those in front first
            seen = region.intersection(clip)
            if rows := bare.within(seen):
                part = Region(seen.x, rows[0], seen.width, rows[-1] + 1 - rows[0])
                strips = widget.render_lines(part.translate((-region.x, -region.y)))
                yield region, part, strips
                # One that was given another size and isn't drawn for it yet brings less, and what is behind it shows;
                # or it brings more, which covers nothing of what is beside it.
                for y, strip in zip(part.line_range, strips, strict=False):
                    bare.cover(y, part.x, min(part.x + strip.cell_length, part.right))
                if bare.is_nothing:
                    return


class _Bare:
    """Where nothing is drawn yet of what is painted anew: in each row the spans of columns."""

    def __init__(self, spans: Iterable[tuple[int, int, int]]) -> None:
        self._rows: dict[int, list[tuple[int, int]]] = {}
        for y, x1, x2 in spans:
            self._rows.setdefault(y, []).append((x1, x2))

    @property
    def is_nothing(self) -> bool:
        """Whether all of it is drawn."""
        return not self._rows

    def within(self, seen: Region) -> list[int]:
        """Return the rows in which something bare lies in `seen`, in order."""
        (left, right), (top, bottom) = seen.column_span, seen.line_span
        return sorted(
            y for y, spans in self._rows.items()  # of a key or a clock it is a row or two
            if top <= y < bottom and any(x1 < right and left < x2 for x1, x2 in spans)
        )  # fmt: skip

    def cover(self, y: int, left: int, right: int) -> None:
        """Nothing is bare any more in the row `y` from the column `left` up to `right`."""
        rest = [
            part
            for x1, x2 in self._rows.pop(y, ())
            for part in ((x1, min(x2, left)), (max(x1, right), x2))
            if part[0] < part[1]
        ]
        if rest:
            self._rows[y] = rest


class PaintsSparingly(_Screen):
    """Mixed in before a Screen."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._compositor: SparingCompositor = SparingCompositor()
        self._is_new = True

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Give nothing its styles a second time: what comes for the first time has just been given them."""
        if self._is_new:
            self._is_new = False
            event.refresh_styles = False

    def paint_now(self) -> None:
        """Paint what is due, without waiting for the next of the sixty moments a second at which Textual paints."""
        this: Any = self
        if this._dirty_widgets or this._layout_required or this._repaint_required:
            this._on_timer_update()

    def paint_next(self, *widgets: Widget) -> None:
        """Paint what `widgets` have just drawn anew, as soon as what was said before is handled."""
        for widget in widgets:
            one: Any = widget
            one._check_refresh()  # it tells the screen; by itself it would when nothing else is left to do
        self.call_later(self.paint_now)

    def _on_timer_update(self) -> None:
        """Lay out and paint what that is due for, in one go.

        Textual's own paints what a layout has changed, and all of the screen right behind it when that is due too, as
        it is with everything that is mounted.
        """
        this: Any = self
        if this._layout_required and this._repaint_required:
            this._dirty_widgets.add(this)
            this._repaint_required = False
        plain: Any = super()
        plain._on_timer_update()

    def _compositor_refresh(self) -> None:
        """Paint what has changed; behind a dialog, have the dialog paint it.

        Textual's own marks the screen behind as changed once more when it does that: all that ever changed there was
        painted again with each letter that was typed in front, and with each second.
        """
        this: Any = self
        app, front = this.app, this.app.screen
        if app._batch_count:
            return  # Textual would draw it, show nothing of it and take it for painted
        if this is front or app.is_inline:
            self._compositor.drew_all = False
            plain: Any = super()
            plain._compositor_refresh()
            if self._compositor.drew_all:
                this._repaint_required = False
        elif this in app._background_screens and (changed := self._compositor.changed()):
            this._dirty_widgets.clear()
            if front.styles.background.a < 1:  # else nothing behind it is seen
                front._set_dirty(*changed)
                front.post_message(Update(front))
