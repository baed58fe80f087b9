"""The harness knows what a field holds after every key; and it finds what is lost when something is."""

import random

from tests.crash.hand import BACK, DELETE, END, HOME, LEFT, Moment, burst, pressed


def test_what_a_key_makes_of_a_field():
    there = Moment("lift", 2)
    assert pressed(there, "x") == Moment("lixft", 3)
    assert pressed(there, BACK) == Moment("lft", 1)
    assert pressed(there, DELETE) == Moment("lit", 2)
    assert pressed(there, LEFT) == Moment("lift", 1)
    assert (pressed(there, HOME).cursor, pressed(there, END).cursor) == (0, 4)
    assert pressed(Moment("a", 0), BACK) == Moment("a", 0)
    assert pressed(there, "\x1b[200~a b\x1b[201~") == Moment("lia bft", 5)


def test_the_same_seed_types_the_same():
    def made():
        return burst(random.Random(7), "s", "name", "Anna", 4).keys

    assert made() == made()
