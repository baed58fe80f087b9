"""What is said and what is done: quoted sentences are read out, the rest tells the operator what to do."""

import re
from typing import Final

_QUOTED: Final = re.compile(r"[“\"„]([^“”\"„]{2,600})[”\"“]")
_CUE: Final = re.compile(
    r"\b(?:say|says|saying|ask|asks|asking|greet\w*|tell|reply|answer|respond|explain|state|example|e\.g|script|phrase|with|"
    r"thank|apologi[sz]e|offer|inform|confirm|close|open|use|read|repeat)\b[^.!?]{0,80}$",
    re.IGNORECASE,
)


def parted(text: str) -> tuple[list[str], str]:
    """Return the sentences to be said, without their quotes, and the rest of the text."""
    said: list[str] = []

    def take(found: re.Match[str]) -> str:
        before = text[: found.start()].strip()
        sentence = found[1].strip()
        is_speech = len(sentence.split()) > 2 or sentence.endswith(("?", "!", "."))
        if is_speech and (not before or _CUE.search(before) or before.endswith((":", "”", '"', "or"))):
            said.append(sentence)
            return " "
        return found[0]

    rest = " ".join(_QUOTED.sub(take, text).split())
    rest = re.sub(r"\s+([.,;:])(?=\s|$)", r"\1", rest)
    rest = re.sub(r"[:,]\s*\.?$", ":" if said else "", rest) if said else rest
    if said:
        rest = re.sub(r"(?:^|(?<=[.!?] ))(?:say|ask|script|you say|agent says)\W*$", "", rest, flags=re.I).strip()
    return said, rest if re.search(r"\w", rest) else ""


def titled(text: str, lead: str = "") -> tuple[str, str]:
    """Return a step's title and the rest of its text; a long sentence stays whole behind a shortened title."""
    if lead and text.startswith(lead):
        rest = text[len(lead) :].strip(" :–—-.")
        return lead.strip(" :.–—-"), text[len(lead) :].strip(" :–—-") if rest else ""
    found = re.match(r"([^.:!?“\"]{2,50}?)\s*(?::|\s[–—-])\s+(\S.*)", text, re.DOTALL)
    if found and len(found[1].split()) <= 7:
        return found[1].strip(), found[2].strip()
    if len(text) <= 72:
        return text.rstrip(" .:;"), ""
    sentence = re.match(r"(.{3,72}?[.!?])\s+(\S.*)", text, re.DOTALL)
    if sentence:
        return sentence[1].rstrip(" ."), sentence[2].strip()
    cut = text[:60].rsplit(" ", 1)[0].rstrip(" ,;:–—-(")
    return f"{cut}…", text


def sentence(text: str) -> str:
    """Return a text that began behind a label with the capital that it now needs."""
    return text[:1].upper() + text[1:] if text[:1].islower() else text
