"""What stands in the banner above the desk's panes: read off the session and the desk's state, and nothing kept."""

from textual.geometry import Size

from callpilot.console.keymap import Keys, way_to
from callpilot.console.said import Said
from callpilot.console.session import Session
from callpilot.console.widgets.banner import Banner
from callpilot.console.wording import faults_words
from callpilot.desk.outages import outages, outages_for
from callpilot.desk.state import DeskState


def show_banner(banner: Banner, session: Session, keys: Keys, size: Size, *, is_small: bool) -> None:
    """Show what must not be overlooked on a screen of `size`; `is_small`: too small for a whole call."""
    state = session.desk.state
    banner.trouble = session.journal.trouble or ""
    banner.handover = _handover(state, keys) if state.books.handovers else Said()
    call = state.front
    banner.outages = outages_for(state, call.account) if call else outages(state) if not state.front_incident else []
    banner.faults = faults_words(session.problems, way_to(keys, "faults", "faults"))
    banner.notice = _notice(session, keys) if state.books.notices else Said()
    banner.changed = _changed(state, keys) if state.books.known else Said()
    banner.hint = _hint(session, state, size, is_small=is_small)
    banner.show(size.width, size.height)


# What reads the books is loaded with them: before the first frame nobody has read any.


def _handover(state: DeskState, keys: Keys) -> Said:
    from callpilot.desk.accepting import reminder

    waits, key = reminder(state), way_to(keys, "handover", "handover")
    return Said(f"▲ {waits} – {key}", f"▲ handover {key}") if waits else Said()


def _notice(session: Session, keys: Keys) -> Said:
    from callpilot.console.notice_watch import unread_words

    return unread_words(session.desk.state, session.desk.clock.now(), way_to(keys, "notices", "notices"))


def _changed(state: DeskState, keys: Keys) -> Said:
    from callpilot.console.change_lines import change_words
    from callpilot.desk.keeping_up import is_free

    return change_words(state, way_to(keys, "changes", "changes")) if is_free(state) else Said()


def _hint(session: Session, state: DeskState, size: Size, *, is_small: bool) -> str:
    if is_small:
        return f"This terminal is {size.width}×{size.height}; 80×24 shows a whole call."
    if session.unconfigured and not state.calls:
        return "No site is set up: this is the built-in one. `callpilot init` asks for yours."
    return ""
