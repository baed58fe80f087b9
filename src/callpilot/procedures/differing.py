"""How a procedure differs from an earlier one of its id, in words: steps new, gone and changed, part by part. Pure."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from callpilot.plain.times import span_words
from callpilot.procedures.model import Choice, FaqEntry, Field, Procedure, Step

Kind = Literal["new", "gone", "changed", "moved"]


class Part(Struct, frozen=True, kw_only=True):
    """One part of it that says something else: its name, what is said no more and what is said now, line by line."""

    name: str
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


class Difference(Struct, frozen=True, kw_only=True):
    """One step or question that differs, or the procedure as a whole; `parts` says in what, of a new one all it has."""

    kind: Kind
    what: str
    parts: tuple[Part, ...] = ()


class _Told(NamedTuple):
    """A step or question: its title, and the lines of its parts."""

    title: str
    parts: dict[str, tuple[str, ...]]


def differences(before: Procedure, now: Procedure) -> list[Difference]:
    """Return what an operator would see differ: the whole first, then steps and questions as they stand now.

    Steps are the same by their ids, questions by their words. Layout, comments and revisions are no difference.
    """
    found: list[Difference] = []
    if parts := _parts(_head(before), _head(now)):
        found.append(Difference(kind="changed", what="The procedure as a whole", parts=parts))
    old, new = _steps(before), _steps(now)
    found += _each(old, new)
    if [one for one in old if one in new] != [one for one in new if one in old]:
        found.append(Difference(kind="moved", what="The steps stand in another order"))
    return found + _each(_questions(before), _questions(now))


def _each(old: Mapping[str, _Told], new: Mapping[str, _Told]) -> list[Difference]:
    found: list[Difference] = []
    for identity, told in new.items():
        earlier = old.get(identity)
        if earlier is None:
            found.append(Difference(kind="new", what=told.title, parts=_parts({}, told.parts)))
        elif parts := _parts(earlier.parts, told.parts):
            found.append(Difference(kind="changed", what=told.title, parts=parts))
    return found + [Difference(kind="gone", what=told.title) for one, told in old.items() if one not in new]


def _parts(before: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]) -> tuple[Part, ...]:
    found: list[Part] = []
    for name, lines in now.items():
        earlier = before.get(name, ())
        was, said = set(earlier), set(lines)
        if was != said:
            gone = tuple(line for line in earlier if line not in said)
            new = tuple(line for line in lines if line not in was)
            found.append(Part(name=name, was=gone, now=new))
        elif earlier != lines:
            found.append(Part(name=f"{name}, in another order", now=lines))
    return tuple(found)


def _head(one: Procedure) -> dict[str, tuple[str, ...]]:
    return {
        "title": (one.title,),
        "form": (one.form,),
        "purpose": _line(one.purpose),
        "scope": _line(one.scope),
        "responsible": _line(one.responsible),
        "for calls": (*one.accounts, *one.call_types, *one.directions, *one.channels),
        "protocol": _line(one.protocol or ""),
        "respond": _span(one.respond_within),
        "resolve": _span(one.resolve_within),
        "contacts": one.contacts,
        "see also": one.references,
    }


def _steps(procedure: Procedure) -> dict[str, _Told]:
    return {step.id: _Told(step.title, _step(step)) for step in procedure.steps}


def _step(step: Step) -> dict[str, tuple[str, ...]]:
    return {
        "title": (step.title,),
        "phase": _line(step.heading),
        "say": _line(step.say),
        "do": _line(step.do),
        "items": step.items,
        "picture": _line(step.picture),
        "warning": step.warnings,
        "note": step.notes,
        "tip": step.tips,
        "within": _span(step.within),
        "required": ("yes",) if step.required else ("no",),
        "field": tuple(_field(field) for field in step.fields),
        "choice": tuple(_choice(choice) for choice in step.choices),
    }


def _questions(procedure: Procedure) -> dict[str, _Told]:
    return {entry.question: _Told(entry.question, _answer(entry)) for entry in procedure.entries}


def _answer(entry: FaqEntry) -> dict[str, tuple[str, ...]]:
    return {"answer": (entry.answer,)}


def _field(field: Field) -> str:
    marks = (("required", field.required), ("sensitive", field.sensitive))
    words = [" | ".join(field.choices) or field.type, *(word for word, on in marks if on)]
    return f"{field.label} ({', '.join(words)})"


def _choice(choice: Choice) -> str:
    after = f", then {choice.then}" if choice.then != "next" else ""
    severity = f" ({choice.severity})" if choice.severity else ""
    first = "".join(f" if {name} is {' or '.join(values)}" for name, values in choice.if_.items())
    do = f": {choice.do}" if choice.do else ""
    return f"{choice.when} → {choice.go}{severity}{after}{first}{do}"


def _line(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _span(seconds: int | None) -> tuple[str, ...]:
    return (span_words(seconds),) if seconds else ()
