"""Taking a message (A2): it becomes a record of its own, undelivered, and its part of the form is empty for another."""

from concurrent.futures import Future
from typing import Any

from callpilot.desk.desk import Desk
from callpilot.desk.state import DeedRefused
from callpilot.records.changes import MessageTaken
from callpilot.records.closing import message_of
from callpilot.records.ids import child_id


def take_message(desk: Desk, call_id: str) -> "Future[Any]":
    """Make the form's message a record. The future is done when it is safe on disk."""
    call = desk.state.calls.get(call_id)
    if call is None:
        raise DeedRefused("there is no call")
    if not call.values.get("message", "").strip():
        raise DeedRefused("the message is empty: write it first")
    if not call.values.get("for", "").strip():
        raise DeedRefused("say whom the message is for first")
    identity = child_id(call.id, "m", len(call.messages) + 1)
    saved = desk.keep(desk.draft("message", message_of(call, identity, desk.stamp()), rev=1))
    desk.change(call_id, MessageTaken, id=identity)
    return saved
