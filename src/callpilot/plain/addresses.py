"""E-mail addresses as people write them: whether a text is one, and what is wrong with it. No mail is sent."""

import re

_LONGEST = 254  # characters of an address (RFC 5321)
_ADDRESS = r"[^\s@<>(),;:\"\[\]\\]{1,64}@(?:[^\s@.<>(),;:\"\[\]\\]{1,63}\.)+[^\s@.<>(),;:\"\[\]\\]{2,63}"


def is_email(text: str) -> bool:
    """Tell whether `text` is an e-mail address: something, an @, and a domain with a dot in it."""
    text = text.strip()
    return len(text) <= _LONGEST and re.fullmatch(_ADDRESS, text) is not None


def email_problem(text: str) -> str:
    """Say in one line what is wrong with an e-mail address; empty when it holds, or when there is none."""
    text = text.strip()
    if not text or is_email(text):
        return ""
    if len(text) > _LONGEST:
        return f"an e-mail address has {_LONGEST} characters at most"
    if any(char.isspace() for char in text):
        return "an e-mail address has no spaces in it"
    if text.count("@") != 1:
        return "an e-mail address has one @ in it" if "@" in text else "no @ in it: not an e-mail address"
    return "the part behind the @ is no domain, such as hill.example" if text[0] != "@" else "nothing before the @"
