"""A home in which everything that others can write is hostile: settings, procedures, records, sheets, rings, names."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from tests.console.pictures import saved, two_halves
from tests.console.staging import NOW
from tests.hostile.nasty import Turn

from callpilot.journal.store import Draft, Journal
from callpilot.plain.times import stamp
from callpilot.records.kinds import (
    Call,
    Delivery,
    Escalation,
    FollowUp,
    Handover,
    HandoverItem,
    Incident,
    Message,
    Notice,
    Reading,
)
from callpilot.records.parts import ProcedureRecord, StepRecord, TimelineItem
from callpilot.site.home import Home, find_home

FORMS = ("article", "guide", "workflow", "faq", "checklist")
FILE_NAME = "\x1b]0;owned\x07\u202e[@click=app.quit]\n{0}"
"""What a file of somebody else's may be called."""


def at(minutes: float) -> str:
    """A moment on the day of the tests."""
    return stamp(NOW + timedelta(minutes=minutes))


def hostile_home(place: Path, begin: int = 0, *, handed_over: bool = True, plain: bool = False) -> Home:
    """Make it; `begin` says which text stands in the first field, `handed_over` whether a handover waits.

    `plain`: the site wants the console for a screen reader.
    """
    home = find_home(str(place), {})
    home.prepare()
    odd = Turn(begin)
    write_config(home, odd, plain=plain)
    write_records(home, odd, handed_over=handed_over)
    write_sheets(home, odd)
    write_rings(home, odd)
    write_names(home)
    return home


def write_config(home: Home, odd: Turn, *, plain: bool = False) -> None:
    """Settings, one account more than the sample's, people, a roster, and a procedure of each form."""
    site = {
        "format": 1, "name": odd(), "company": odd(), "department": odd(), "country": "GB",
        "time_zone": "Europe/London", "desks": [odd(), "desk-3"], "operators": [odd(), "maria"], odd("key"): odd(),
        "escalation": {odd(): odd()}, "shift": [{"name": odd(), "hours": "07:00-15:00"}, {"name": "x", "hours": odd()}],
    }  # fmt: skip
    account = {
        "id": "surgery", "name": odd(), "company": odd(), "department": odd(), "required": ["name", odd()],
        "greeting": odd("{caller} {operator.__class__} "), "verify_by": odd(), "notes": odd() + "\n" + odd(),
        "line": [{"id": "surgery", "number": "+44 20 7946 0101", "name": odd()}, {"id": odd(), "number": odd()}],
    }  # fmt: skip
    contact = [
        {"id": f"c{place}", "name": odd(f"{place}"), "role": odd(), "notes": odd(), "keywords": [odd()],
         "phone": "+44 20 7946 0018"}
        for place in range(6)
    ]  # fmt: skip
    roster = {"title": odd(), "account": "surgery", "fallback": ["c0", odd()],
              "duty": [{"days": "mon-sun", "who": ["c1", odd()], "note": odd()}]}  # fmt: skip
    _toml(home.config / "site.toml", {"plain": True, **site} if plain else site)
    _toml(home.config / "accounts" / "1.toml", account)
    _toml(home.config / "directory.toml", {"contact": contact})
    _toml(home.config / "rosters" / "on-call.toml", roster)
    for form in FORMS:
        _toml(home.config / "procedures" / f"odd-{form}.toml", procedure(form, odd))
    pictures = home.config / "procedures" / "pictures"
    pictures.mkdir()
    (pictures / "odd.png").write_bytes(saved(two_halves()))


def procedure(form: str, odd: Turn) -> dict[str, Any]:
    """A procedure with a hostile text under every key that takes one."""
    step = {
        "phase": "greet", "title": odd(), "say": odd("{caller} "), "do": odd(), "items": [odd(), odd()],
        "tips": [odd()], "warnings": [odd()], "notes": [odd()], "picture": "../../../etc/passwd",
        "picture_text": odd(), "required": True,
        "field": [{"name": "answer", "label": odd(), "type": "choice", "choices": [odd(), odd(), "third"]},
                  {"name": "free", "label": odd()}],
        "choice": [{"when": odd(), "do": odd(), "go": "last"}, {"when": odd(), "go": "close"}],
    }  # fmt: skip
    last = {"id": "last", "phase": "close", "title": odd(), "group": odd(), "do": odd()}
    made: dict[str, Any] = {
        "id": f"odd-{form}", "title": odd(form), "form": form, "purpose": odd(), "scope": odd(), "responsible": odd(),
        "keywords": [odd(), "odd"], "references": [odd()], "contacts": [odd()],
        "revision": [{"version": odd(), "date": NOW.date(), "author": odd(), "change": odd()}],
        "approval": {"by": odd(), "position": odd(), "date": NOW.date()},
    }  # fmt: skip
    if form == "faq":
        made["entry"] = [{"question": odd("Why "), "answer": odd()} for _ in range(5)]
    else:
        first = {"id": "first", **step, **({"picture": "pictures/odd.png"} if form == "guide" else {})}
        made["step"] = [first, {"id": "second", **step, "title": odd()}, last]
    if form in ("article", "checklist", "guide"):
        for one in made["step"]:
            one.pop("choice", None)
    return made


def _toml(path: Path, table: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    words = tomli_w.dumps(_writable(table))
    path.write_text(words, "utf-8")


def _writable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {_writable(key): _writable(item) for key, item in value.items()}
        case list():
            return [_writable(item) for item in value]
        case _:
            return value


def records(odd: Turn) -> list[Any]:
    """Records as another program may write them, of every kind."""
    tried = tuple(
        Delivery(id=f"d{n}", of=odd(), to=odd(), how=odd(), at=odd(), by=odd(), outcome=odd(), note=odd())
        for n in range(2)
    )
    past = (TimelineItem(at=at(-5), by=odd(), text=odd()), TimelineItem(at=odd(), by=odd(), text=odd()))
    ran = ProcedureRecord(id=odd(), version=odd(), sha256=odd(), because=odd(), current=odd(), way=(odd(),),
                          steps=(StepRecord(id=odd(), outcome=odd(), why=odd(), answer=odd(), at=odd()),))  # fmt: skip
    made: list[Any] = [
        Call(id=f"20261120-desk-7-{n:04}", name=odd(f"{n}"), number=odd(), company=odd(), callback=odd(), type=odd(),
             subject=odd(), notes=odd() + "\n" + odd(), disposition=odd(), operator=odd(), desk=odd(), line=odd(),
             account=odd(), answered_at=at(-n), closed_at=at(-n + 1), fields={odd("f"): odd()}, procedures=(ran,),
             messages=(odd(),), incident=odd(), transferred_to=odd())
        for n in range(1, 13)
    ]  # fmt: skip
    for n in range(3):
        made += [
            Message(id=odd(f"m{n}"), call=odd(), for_=odd(), from_=odd(), text=odd(), instructions=odd(),
                    callback=odd(), company=odd(), urgency=odd(), taken_at=at(-n), deliveries=tried, history=past,
                    owner=odd(), account=odd()),
            Escalation(id=odd(f"e{n}"), call=odd(), severity=odd(), to=odd(), reason=odd(), steps_taken=odd(),
                       name=odd(), owner=odd(), opened_at=at(-9), due_at=at(n), deliveries=tried, account=odd()),
            FollowUp(id=odd(f"f{n}"), what=odd(), owner=odd(), opened_at=at(-9), due_at=odd(), name=odd(),
                     priority=odd(), history=past, company=odd(), callback=odd()),
            Notice(id=odd(f"n{n}"), text=odd(), by=odd(), at=at(-2), important=n == 1),
        ]  # fmt: skip
    item = HandoverItem(id=odd("h"), kind=odd(), what=odd(), who=odd(), state=odd(), owner=odd(), since=odd(),
                        due=odd(), next=odd(), tried=odd(), question=odd(), last=odd())  # fmt: skip
    made += [
        Incident(id=odd("i"), nature=odd(), location=odd(), hazards=odd(), told=odd(), people=odd(), timeline=past,
                 people_told=tried, not_told=(odd(),), opened_at=at(-20), fields={odd("x"): odd()}, owner=odd()),
        Incident(id=odd("o"), kind="outage", nature=odd(), told=odd(), opened_at=at(-30)),
        Handover(id=odd("h"), shift=odd(), operator=odd(), summary=odd(), expect=odd(), gravity=odd(),
                 items=(item,), made_at=at(-60), signed_by=odd(), understanding=odd(), reasons=(odd(),)),
        Reading(id="r1", of="odd-guide", operator=odd(), at=at(-3), version=odd()),
    ]  # fmt: skip
    return made


def write_records(home: Home, odd: Turn, *, handed_over: bool = True) -> None:
    """Keep them in the journal of another desk, and lines of kinds and shapes that nobody knows."""
    from callpilot.records.kinds import KIND_OF

    kept = [one for one in records(odd) if handed_over or not isinstance(one, Handover)]
    drafts = [Draft(kind=KIND_OF[type(one)], id=one.id, by=odd(), data=one, why=odd()) for one in kept]
    drafts.append(Draft(kind=odd("kind"), id=odd("id"), by=odd(), data={odd("k"): [odd(), {odd(): odd()}]}))
    journal = Journal(home.data, "desk-7")
    journal.append_now(drafts)
    journal.close()


def write_sheets(home: Home, odd: Turn) -> None:
    """An open call and the pad of this desk, as another program may have left them."""
    identity = "20261120-desk-3-0001"
    values = {"name": odd("A"), "message": odd()}
    opened = {"do": "call-opened", "at": at(-3), "mono": 1, "id": identity, "number": odd(), "line": "surgery",
              "account": "surgery", "operator": odd(), "desk": "desk-3", "values": values}  # fmt: skip
    fields = ("company", "for", "callback", "urgency", "instructions", "message", odd())
    typed = [
        {"do": "typed", "at": at(-2), "mono": 2 + n, "field": field, "place": n * 7, "cut": n, "text": odd()}
        for n, field in enumerate(fields)
    ]
    unknown = [{"do": odd(), "at": odd(), "mono": 9}]
    _sheet(home.open / f"{identity}.jsonl", [opened, *typed, *unknown])


def _sheet(path: Path, changes: list[dict[str, Any]]) -> None:
    lines = [json.dumps({"n": n, **change}, ensure_ascii=bool(n % 2)) for n, change in enumerate(changes)]
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def write_rings(home: Home, odd: Turn, count: int = 3) -> None:
    """Rings dropped by another program that cleans nothing."""
    for n in range(count):
        words = {"event": "ringing", "number": odd("+44"), "name": odd(f"ring {n} "), "line": odd(), "channel": odd(),
                 "call_id": odd(f"{n}"), "at": at(-1)}  # fmt: skip
        path = home.inbox / f"{random.Random(n).randrange(10**9)}.json"
        path.write_text(json.dumps(words), "utf-8")


def write_names(home: Home) -> None:
    """Files that can't be used, with names that would do harm in a list of problems."""
    for folder in (home.config / "procedures", home.config / "accounts", home.config / "rosters"):
        (folder / f"{FILE_NAME}.toml").write_text("id = ", "utf-8")
    (home.inbox / f"{FILE_NAME}.json").write_text("no ring", "utf-8")
    (home.open / "20261120-desk-3-0002.jsonl").write_text(f"{FILE_NAME}\n", "utf-8")
    (home.open / f"{FILE_NAME}.jsonl").write_text("x\n", "utf-8")
    day = home.journal / "2026" / "11"
    day.mkdir(parents=True, exist_ok=True)
    (day / f"2026-11-20.{FILE_NAME}.jsonl").write_text("{}\n", "utf-8")


def raw_of(record: Any) -> bytes:
    """A record's JSON as it is, with nothing cleaned."""
    return msgspec.json.encode(record)
