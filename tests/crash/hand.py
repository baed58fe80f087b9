"""A hand on the keys: what it types at random, and what must stand in the field after every single key."""

from dataclasses import dataclass, field

WORDS = (
    "lift", "old", "Grüße", "naïve", "漢字", "Łódź", "café", "results", "Tuesday", "ring", "back", "door", "señor",
    "Ωmega", "[1/2]", "[ok]", "{x}", "don't", "Ærø", "東京都", "a\u0301lgebra", "is", "the", "über", "😀", "half-past",
    "ñ", "to",
)  # fmt: skip

LEFT, RIGHT, HOME, END, BACK, DELETE, ENTER = "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F", "\x7f", "\x1b[3~", "\r"
LONGEST = 160


@dataclass(frozen=True)
class Moment:
    """A field as it stands between two keys."""

    text: str
    cursor: int


@dataclass
class Burst:
    """Keys for one field, each with what stands there once it is done. `moments[0]` is what stood there before."""

    sheet: str
    name: str
    is_area: bool = False
    keys: list[str] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    sent: int = 0

    @property
    def reachable(self):
        """What may stand there: after none, some or all of the keys that were sent."""
        return self.moments[: self.sent + 1]

    @property
    def last(self):
        """What stands there after all the keys that were sent."""
        return self.moments[self.sent]


def burst(random, sheet, name, text, cursor, *, is_area=False, begins=""):
    """Think of some keys for a field that holds `text`, with the cursor at `cursor`."""
    made = Burst(sheet=sheet, name=name, is_area=is_area, moments=[Moment(text, cursor)])
    if not is_area and (name.startswith(("follow.", "find.")) or random.random() < 0.5):  # what stands there is marked
        _press(made, END)
    if begins and not text:
        _press(made, begins)
    for _ in range(random.choice((1, 2, 3, 5, 8))):
        now = made.moments[-1]
        if len(now.text) > LONGEST:
            for _ in range(random.randint(3, 12)):
                _press(made, BACK)
            continue
        chosen = random.random()
        if chosen < 0.55:
            for char in _word(random, now):
                _press(made, char)
        elif chosen < 0.66:
            for _ in range(random.randint(1, 4)):
                _press(made, BACK)
        elif chosen < 0.84:
            for _ in range(random.randint(1, 6)):
                _press(made, random.choice((LEFT, LEFT, RIGHT)))
        elif chosen < 0.88:
            _press(made, DELETE)
        elif chosen < 0.94:
            _press(made, "\x1b[200~" + _pasted(random, is_area) + "\x1b[201~")
        elif is_area:
            _press(made, ENTER)
        else:
            _press(made, random.choice((HOME, END)))
    return made


def _word(random, now):
    word = random.choice(WORDS)
    return word if now.text[: now.cursor].endswith((" ", "\n")) or not now.text or random.random() < 0.2 else f" {word}"


def _pasted(random, is_area):
    words = [random.choice(WORDS) for _ in range(random.randint(1, 4))]
    return ("\n" if is_area and random.random() < 0.3 else " ").join(words)


def _press(made, key):
    made.keys.append(key)
    made.moments.append(pressed(made.moments[-1], key))


def pressed(now, key):
    """The field after one key more."""
    text, cursor = now.text, now.cursor
    if key.startswith("\x1b[200~"):
        key = key[6:-6]
    elif key in (LEFT, RIGHT):
        return Moment(text, max(0, cursor - 1) if key == LEFT else min(len(text), cursor + 1))
    elif key in (HOME, END):
        return Moment(text, 0 if key == HOME else len(text))
    elif key == BACK:
        return Moment(text[: max(0, cursor - 1)] + text[cursor:], max(0, cursor - 1))
    elif key == DELETE:
        return Moment(text[:cursor] + text[cursor + 1 :], cursor)
    elif key == ENTER:
        key = "\n"
    return Moment(text[:cursor] + key + text[cursor:], cursor + len(key))
