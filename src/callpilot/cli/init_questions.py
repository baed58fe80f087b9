"""The questions of `callpilot init`, one after the other; each answer is checked as the settings files are."""

from collections.abc import Callable, Mapping
from typing import TextIO

from callpilot.plain.untrusted import clean_line
from callpilot.procedures.wording import placeholders
from callpilot.records.ids import desk_name
from callpilot.site.loading import fault_in
from callpilot.site.model import DEFAULT_GREETING, DEFAULT_SHIFTS, ShiftHours
from callpilot.site.numbers import read_number
from callpilot.site.proposals import proposed_country, proposed_zone
from callpilot.site.writing import NewSite

EMPTY = "-"
"""The answer that leaves a value empty."""
LONGEST = 500  # characters

_LONGEST_NAME = 80
_GREETING = frozenset({"time_of_day", "company", "department", "operator", "account"})

Fault = Callable[[str], str]
"""Says what is wrong with an answer, in one line; empty: it holds."""


class Asking:
    """Asks one question after the other: reads answers from `source`, writes questions with `write`."""

    def __init__(self, source: TextIO, write: Callable[[str], None], *, takes_all: bool = False) -> None:
        """With `takes_all` every proposal is taken and nothing is asked."""
        self._source = source
        self._write = write
        self._takes_all = takes_all

    def tell(self, line: str) -> None:
        """Say something between two questions."""
        if not self._takes_all:
            self._write(f"{line}\n")

    def ask(self, question: str, proposal: str = "", fault: Fault = lambda _answer: "") -> str:
        """Return the answer; Enter takes `proposal`. A wrong answer is said in one line, and asked for again.

        Raises EOFError when there are no more answers.
        """
        if self._takes_all:
            return proposal
        while True:
            self._write(f"{question} [{proposal}]: ")
            line = self._source.readline()
            if not line:
                raise EOFError
            answer = clean_line(line, LONGEST) or proposal
            if not self._source.isatty():
                self._write(f"{answer}\n")  # nobody has typed it here
            answer = "" if answer == EMPTY else answer
            wrong = fault(answer)
            if not wrong:
                return answer
            self._write(f"  {clean_line(wrong, LONGEST)}\n")

    def agree(self, question: str) -> bool:
        """Ask something that is answered by yes or no; Enter is no."""

        def fault(answer: str) -> str:
            return "" if answer.casefold() in ("y", "yes", "n", "no") else "answer y or n"

        return self.ask(question, "n", fault).casefold().startswith("y")


def ask_site(asking: Asking, environ: Mapping[str, str], *, has_directory: bool = False) -> tuple[NewSite, bool]:
    """Ask for a site's values; return them, and whether an example of a directory is wanted.

    Raises EOFError when the answers end before the questions.
    """
    asking.tell(f"Enter takes what is in brackets; {EMPTY} leaves a value empty. Nothing is written before the end.")
    name = asking.ask("Name of the site", "callpilot", lambda answer: "" if answer else "a site needs a name")
    company = asking.ask("Company, as greetings say it", name)
    department = asking.ask("Department", "")
    zone = proposed_zone(environ)
    country = asking.ask("Country, two letters", proposed_country(environ, zone), _held("country"))
    zone = asking.ask("Time zone, or - for the machine's own", zone, _held("time_zone"))
    within = asking.ask("A ring is answered within", "30s", _held("answer_within"))
    shifts = asking.ask("Shifts, with commas between", _shift_words(DEFAULT_SHIFTS), _shift_fault)
    operators = asking.ask("Operators' names, with commas between", "", _names_fault)
    desks = asking.ask("Desks, with commas between", "desk-1", _desks_fault)
    asking.tell("The first account: whom calls are answered for. More go into accounts/, a file each.")
    account = asking.ask("Name of the account", company or name, lambda answer: "" if answer else "it needs a name")
    greeting = asking.ask("Greeting", DEFAULT_GREETING, _greeting_fault)
    number = asking.ask("Number that is called, if there is one", "", _Number(country).fault)
    directory = not has_directory and asking.agree("Write an example of a directory of people (y/n)?")
    site = NewSite(
        name=name, company=company, department=department, country=_country(country), time_zone=zone,
        answer_within=within or "30s", shifts=_shifts(shifts) or DEFAULT_SHIFTS, operators=_parts(operators),
        desks=tuple(desk_name(part) for part in _parts(desks)), account=_account_id(account), account_name=account,
        greeting=greeting, number=read_number(number, _country(country) or "US").shown,
    )  # fmt: skip
    return site, directory


def _held(key: str) -> Fault:
    """Check an answer as `site.toml` is checked; an empty one is left to the default."""
    return lambda answer: fault_in(key, answer) if answer else ""


def _country(answer: str) -> str:
    from callpilot.site.countries import country_code

    return country_code(answer) or ""


def _parts(answer: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in answer.split(",") if part.strip()))


def _shift_words(shifts: tuple[ShiftHours, ...]) -> str:
    return ", ".join(f"{shift.name} {shift.hours}".strip() for shift in shifts)


def _shift_parts(answer: str) -> list[dict[str, str]]:
    """Read `early 07:00-15:00, late 15:00-23:00` into the tables that site.toml has."""
    found: list[dict[str, str]] = []
    for part in _parts(answer):
        *words, last = part.split()
        has_hours = any(char.isdecimal() for char in last) and ("-" in last or "–" in last or ":" in last)
        found.append({"name": " ".join(words), "hours": last} if has_hours else {"name": part})
    return found


def _shift_fault(answer: str) -> str:
    return fault_in("shift", _shift_parts(answer)) if answer else ""


def _shifts(answer: str) -> tuple[ShiftHours, ...]:
    return tuple(ShiftHours(**part) for part in _shift_parts(answer))


def _names_fault(answer: str) -> str:
    long = next((part for part in _parts(answer) if len(part) > _LONGEST_NAME), "")
    return f"a name has {len(long)} characters; {_LONGEST_NAME} is the most" if long else ""


def _desks_fault(answer: str) -> str:
    try:
        for part in _parts(answer):
            desk_name(part)
    except ValueError as reason:
        return str(reason)
    return ""


def _greeting_fault(answer: str) -> str:
    unknown = [name for name in placeholders(answer) if name not in _GREETING]
    known = ", ".join(f"{{{name}}}" for name in sorted(_GREETING))
    return f"nobody fills {{{unknown[0]}}}; there are {known}" if unknown else ""


class _Number:
    """Checks a line's number: one that looks wrong is asked for again, and taken when it is given a second time."""

    def __init__(self, country: str) -> None:
        self._country = _country(country) or "US"
        self._doubted = ""

    def fault(self, answer: str) -> str:
        read = read_number(answer, self._country)
        if not answer or not read.problem or answer == self._doubted:
            return ""
        self._doubted = answer
        return f"{read.problem}; the same again takes it as it is"


def _account_id(name: str) -> str:
    try:
        return desk_name(name)
    except ValueError:
        return "main"
