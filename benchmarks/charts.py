"""A curve as a few lines of text: one bar a home, its length the figure."""

from benchmarks.figures import Curve

_WIDTH = 48
_EIGHTHS = " ▏▎▍▌▋▊▉"


def chart(curve: Curve) -> list[str]:
    """Draw one bar for each number of calls, the longest the largest figure."""
    largest = max((value for _calls, value in curve.points), default=0)
    return [f"{_calls(calls):>6} ┤{_bar(value, largest)} {value:,.4g} {curve.unit}" for calls, value in curve.points]


def _bar(value: float, largest: float) -> str:
    eighths = round(8 * _WIDTH * value / largest) if largest else 0
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _calls(calls: int) -> str:
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if calls >= size:
            return f"{calls / size:g} {letter}"
    return str(calls)
