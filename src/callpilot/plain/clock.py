"""The clocks: wall time says when, monotonic time says how long. Passed in, so that every room below stays pure."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """What the desk asks for the time."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""
        ...

    def mono(self) -> int:
        """Milliseconds on a clock that nobody sets; only differences mean anything."""
        ...

    def boot(self) -> str:
        """What names this run of the machine: `mono` of two processes compare only when it is equal and known."""
        ...


def _monotonic_ns() -> int:
    # Linux's plain one stands still during a suspension, as does macOS's own that Python takes; Windows's goes on.
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if (clock := getattr(time, name, None)) is not None:
            return time.clock_gettime_ns(clock)
    return time.monotonic_ns()


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""
        return datetime.now(UTC)

    def mono(self) -> int:
        """Milliseconds of the machine's monotonic clock, that counts on while the machine is suspended.

        A caller doesn't hang up because a lid was closed: their time goes on.
        """
        return _monotonic_ns() // 1_000_000

    def boot(self) -> str:
        """The kernel's boot id where there is one, else an empty string (unknown)."""
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            return ""


class ManualClock:
    """A clock that stands still until it is told to go on, for tests and for drawing screens."""

    def __init__(self, now: datetime, mono: int = 1_000_000, boot: str = "boot-1") -> None:
        self._now = now
        self._mono = mono
        self._boot = boot

    def now(self) -> datetime:
        """The wall time it was given."""
        return self._now

    def mono(self) -> int:
        """The monotonic milliseconds it was given."""
        return self._mono

    def boot(self) -> str:
        """The boot id it was given."""
        return self._boot

    def advance(self, seconds: float) -> None:
        """Let both clocks run for `seconds`."""
        self._now += timedelta(seconds=seconds)
        self._mono += round(seconds * 1000)

    def set_wall(self, now: datetime) -> None:
        """Set the wall clock only, as a time server or a person would."""
        self._now = now
