"""Telephone numbers as people type and networks send them: read, checked, formatted (phonenumberslite)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from callpilot.plain.addresses import is_email
from callpilot.plain.untrusted import clean_line

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber as Parsed

_WITHHELD_WORDS = """
anonymous, anonym, withheld, unknown, private, restricted, unavailable, blocked, hidden, none, null, n/a,
-, ?, number withheld, private number, unknown number, no number, no caller id, caller id withheld
"""
_WITHHELD = frozenset(word.strip() for word in _WITHHELD_WORDS.split(","))
_LONGEST = 80  # characters; what is longer is no number
_INTERNAL = 5  # digits; what is as short is an extension of the house
_SIP = re.compile(r".*?\bsips?:([^@;>]*).*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A number as read. `shown` is for people; `e164` is None when it can't be dialled from everywhere.

    `problem` is one clear line when an operator should look again, else empty; `valid` says that the
    number can be in use. A withheld number has neither digits nor a problem.
    """

    e164: str | None = None
    shown: str = ""
    extension: str = ""
    valid: bool = False
    problem: str = ""


@lru_cache(maxsize=64)
def read_number(text: str, country: str) -> PhoneNumber:
    """Read `text` as a person types it (`020 7946 0018 ext 12`) or a network sends it; never raises.

    `country` (ISO 3166-1 alpha-2) gives the meaning of numbers without a country code.
    """
    typed = clean_line(text, _LONGEST)
    if is_withheld(typed):
        return PhoneNumber(shown=typed)
    if (count := _digits_in(typed)) == 0:
        return PhoneNumber(shown=typed, problem="no number in it")
    if count <= _INTERNAL:
        digits = "digit" if count == 1 else "digits"
        problem = f"only {count} {digits}: an internal number, or not all of it"
        return PhoneNumber(shown=typed, problem=problem)
    parsed = _parsed(typed, country)
    if parsed is None:
        return PhoneNumber(shown=typed, problem="can't be read as a telephone number")
    return _checked(parsed, typed, country)


def same_number_key(text: str, country: str) -> str:
    """Return what is equal for one number however written: E.164, else its digits; `""` for no number.

    An e-mail address, which some contacts have in its place, is itself in lower case.

    An extension doesn't count: calls from one switchboard belong together.
    """
    typed = clean_line(text, _LONGEST)
    if is_withheld(typed):
        return ""
    if _digits_in(typed) > _INTERNAL:
        parsed = _parsed(typed, country)
        if parsed is not None and _is_possible(parsed):
            return _e164(parsed)
    if is_email(typed):
        return typed.casefold()
    if "@" in typed or sum(char.isalpha() for char in typed) >= _digits_in(typed) > 0:
        return ""  # an address or a name that has a digit in it is no number
    return "".join(str(int(char)) for char in typed if char.isdecimal())


def is_withheld(text: str) -> bool:
    """Tell whether `text` says that there is no number: empty, `anonymous`, `withheld`…"""
    return not text.strip() or text.strip().casefold() in _WITHHELD


def _parsed(typed: str, country: str) -> "Parsed | None":
    from phonenumbers import NumberParseException, parse

    sip = _SIP.fullmatch(typed)
    try:
        return parse(sip[1] if sip else typed, country)
    except NumberParseException:
        return None


def _is_possible(parsed: "Parsed") -> bool:
    from phonenumbers import ValidationResult, is_possible_number_with_reason

    return is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE


def _e164(parsed: "Parsed") -> str:
    from phonenumbers import PhoneNumberFormat, format_number

    return format_number(parsed, PhoneNumberFormat.E164)


def _checked(parsed: "Parsed", typed: str, country: str) -> PhoneNumber:
    from phonenumbers import is_valid_number

    extension = parsed.extension or ""
    place = "its country" if typed.startswith(("+", "00")) else country
    if not _is_possible(parsed):
        return PhoneNumber(shown=typed, extension=extension, problem=f"{_fault(parsed)} in {place}")
    if not is_valid_number(parsed):
        problem = f"no number in use looks like this in {place}"
        return PhoneNumber(e164=_e164(parsed), shown=typed, extension=extension, problem=problem)
    shown = _international(parsed) + (f" ext. {extension}" if extension else "")
    return PhoneNumber(e164=_e164(parsed), shown=shown, extension=extension, valid=True)


def _international(parsed: "Parsed") -> str:
    from phonenumbers import PhoneNumber as Plain
    from phonenumbers import PhoneNumberFormat, format_number

    # libphonenumber writes an extension in each country's own way; ours is the same everywhere.
    plain = Plain()
    plain.merge_from(parsed)
    plain.extension = None
    return format_number(plain, PhoneNumberFormat.INTERNATIONAL)


def _fault(parsed: "Parsed") -> str:
    from phonenumbers import ValidationResult, is_possible_number_with_reason

    match is_possible_number_with_reason(parsed):
        case ValidationResult.TOO_LONG:
            return "too long for a number"
        case ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return "not all of a number, perhaps without its area code,"
        case _:
            return "too short for a number"


def _digits_in(text: str) -> int:
    return sum(char.isdecimal() for char in text)
