"""Numbers in groups, as they are read out: a telephone number as its country groups it, any other in short groups."""

import re

from callpilot.site.numbers import read_number

_APART = re.compile(r"[ \u00a0\u2010\u2011\-]+")
_LONGEST_GROUP = 4  # digits that a listener keeps at once


def phone_groups(text: str, country: str) -> list[str]:
    """Return a telephone number's groups as its country writes them: `+44`, `20`, `7946`, `0018`, `ext.`, `12`.

    What is no number of any country keeps the groups that it was typed in; long ones are broken up.
    """
    read = read_number(text, country)
    shown = read.shown if read.valid else text
    return [part for group in _APART.split(shown.strip()) if group for part in short_groups(group)]


def short_groups(group: str) -> list[str]:
    """Break digits that stand in one run into groups of three, a last one of two to four; eight make two fours."""
    if not group.isdecimal() or len(group) <= _LONGEST_GROUP:
        return [group]
    if len(group) == 2 * _LONGEST_GROUP:
        return [group[:4], group[4:]]
    head, groups = group, list[str]()
    while len(head) > _LONGEST_GROUP:
        groups.append(head[:3])
        head = head[3:]
    return [*groups, head]


def number_groups(text: str) -> list[str]:
    """Return the groups of a number that is no telephone number: those it was written in, long ones broken up."""
    return [part for group in text.split() for part in short_groups(group)]
