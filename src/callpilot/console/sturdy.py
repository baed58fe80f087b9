"""A fault in one message is logged and told in one line; the console lives on."""

from asyncio import CancelledError
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    _Pump = MessagePump
else:
    _Pump = object


class Sturdy(_Pump):
    """Mixed in before a Textual class: an unexpected error in a handler ends that handler, not the widget."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except CancelledError:
            raise
        except Exception as error:
            app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            report: Any = getattr(app, "report_fault", None)
            if report is None:
                raise
            report(error)
