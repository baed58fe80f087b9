"""A fault in one message, or in a thread, is logged and told in one line; the console lives on."""

from asyncio import CancelledError
from typing import TYPE_CHECKING, Any, cast

from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    _Pump = MessagePump
else:
    _Pump = object


class Sturdy(_Pump):
    """Mixed in before a Textual class: an unexpected error in a handler ends that handler, not the widget.

    One that ended a thread of the widget (`run_worker` with `exit_on_error=False`) is reported likewise.
    """

    async def _dispatch_message(self, message: Message) -> None:
        app: Any = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if isinstance(message, Worker.StateChanged) and message.state is WorkerState.ERROR:
            failed: Any = getattr(app, "work_failed", None)
            if failed is not None:
                failed(cast("Worker[Any]", message.worker).error)  # pyright: ignore[reportUnknownMemberType]
            return
        try:
            await super()._dispatch_message(message)
        except CancelledError:
            raise
        except Exception as error:
            report: Any = getattr(app, "report_fault", None)
            if report is None:
                raise
            report(error)
