"""When the kill comes: at any moment, right behind a key, with the first byte that is painted, amid a deed."""

import signal

KINDS = {
    "start": 0.16, "any moment": 0.26, "after a key": 0.18, "with a byte": 0.16, "amid a deed": 0.14, "at “saved”": 0.1,
}  # fmt: skip
"""The kinds of instants, and how often each is chosen."""

_DEEDS = frozenset(["f2", "f5", "f7", "f8", "f9", "f4", "ctrl+s", "ctrl+u", "ctrl+t", "enter", "1", "n", "f11"])
_LONGEST_START = 0.32
_LONGEST_LIFE = 0.8
_LONGEST_DEED = 0.12


class Instant:
    """One kill of `console`, planned by `random`; it comes by itself, whatever is being done then."""

    def __init__(self, random, console, kind):
        self.kind = kind
        self.what = ""
        self._random = random
        self._console = console
        self._left = random.randint(1, {"after a key": 18, "with a byte": 18, "amid a deed": 5}.get(kind, 1))
        signal.signal(signal.SIGALRM, lambda _number, _frame: console.kill())
        if kind == "start":
            self._in(random.uniform(0.0, _LONGEST_START))

    def started(self):
        """The console is there: now it may be killed at any moment, or as soon as it says that something is saved."""
        if self.kind == "at “saved”":
            self._console.deadly = b" saved"
            self._in(2.0)
        if self.kind == "any moment":
            self._in(self._random.uniform(0.0, _LONGEST_LIFE))

    def before(self, words):
        """A key is about to be sent: most kills amid a deed come some time after it was asked for."""
        if self.kind == "amid a deed" and words in _DEEDS and self._counts():
            self.what = words
            self._in(self._random.uniform(0.0, _LONGEST_DEED))

    def after(self, _words):
        """A key was sent."""
        if self.kind == "after a key" and self._counts():
            self._in(self._random.choice((0.0, self._random.uniform(0.0, 0.004), self._random.uniform(0.0, 0.025))))
        elif self.kind == "with a byte" and self._counts():
            wait = self._random.choice((0.0, 0.0, self._random.uniform(0.0, 0.002)))
            self._console.wait_for_byte(0.2)
            self._in(wait)

    def _counts(self):
        self._left -= 1
        return self._left == 0

    def _in(self, seconds):
        if seconds < 0.00005:
            self._console.kill()
        else:
            signal.setitimer(signal.ITIMER_REAL, seconds)

    @staticmethod
    def over():
        """Nothing is planned any more."""
        signal.setitimer(signal.ITIMER_REAL, 0)
