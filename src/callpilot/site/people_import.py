"""People from other programs: vCards and tables. A broken card or row is named, and the rest is taken."""

import csv
import io
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from callpilot.plain.untrusted import clean, clean_line, mask_cards, mask_number
from callpilot.site.directory import contact_id
from callpilot.site.importing import ImportFailed, read_sent

_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "key", "uid"),
    "name": ("name", "full name", "fullname", "display name", "fn"),
    "first": ("first name", "firstname", "given name", "forename"),
    "last": ("last name", "lastname", "family name", "surname"),
    "role": ("role", "title", "job title", "position", "function"),
    "department": ("department", "dept", "organization", "organisation", "company", "team", "unit"),
    "phone": ("phone", "telephone", "tel", "business phone", "work phone", "office phone", "phone number", "extension"),
    "mobile": ("mobile", "mobile phone", "cell", "cell phone", "cellphone"),
    "pager": ("pager", "bleep", "beeper"),
    "email": ("email", "e-mail", "mail", "email address", "e-mail address"),
    "languages": ("languages", "language"),
    "notes": ("notes", "note", "remarks", "comment", "comments"),
    "hours": ("hours", "office hours"),
    "deputies": ("deputies", "deputy"),
    "accounts": ("accounts", "account"),
}
_LISTS = ("languages", "deputies", "accounts")
_NUMBERS = ("phone", "mobile", "pager")


class Imported(Struct, frozen=True):
    """Contacts as tables of `directory.toml`, in the order of the file, and what was left out, a line each."""

    contacts: list[dict[str, Any]]
    faults: list[str]


def read_people(path: Path) -> Imported:
    """Read a `.vcf` or `.csv` file. Raises ImportFailed when nothing of it can be read."""
    text = read_sent(path)
    kind = path.suffix.casefold()
    if kind in (".vcf", ".vcard") or text.lstrip()[:11].upper() == "BEGIN:VCARD":
        return _read_cards(path, text)
    if kind in (".csv", ".tsv", ".txt"):
        return _read_table(path, text)
    raise ImportFailed(f"{path}: expected a .vcf or a .csv file")


def _contact(fields: dict[str, Any]) -> dict[str, Any] | None:
    """A contact's table with an id, cleaned, without what is empty; None when it has no name."""
    table: dict[str, Any] = {}
    for key, value in fields.items():
        cleaned: str | list[str]
        if isinstance(value, list):
            cleaned = [line for item in cast("list[object]", value) if (line := _safe(key, str(item)))]
        else:
            cleaned = _safe(key, str(value))
        if cleaned:
            table[key] = cleaned
    if not table.get("name"):
        return None
    return {"id": contact_id(str(table.pop("id", "") or table["name"])), **table}


def _safe(key: str, text: str) -> str:
    """Text of somebody else's: without codes, and without a card's number."""
    line = clean(text).strip() if key == "notes" else clean_line(text)
    return mask_number(line) if key in _NUMBERS else mask_cards(line)


# -- tables ----------------------------------------------------------------------------------------------


def _read_table(path: Path, text: str) -> Imported:
    if hint := re.match(r"sep=(.)\r?\n", text):  # what a spreadsheet writes above the heads
        text = "\n" + text[hint.end() :]
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text), dialect)
    contacts: list[dict[str, Any]] = []
    faults: list[str] = []
    try:
        heads = next((row for row in rows if row), list[str]())
        places = _places(heads)
        if not {"name", "first", "last"} & places.keys():
            raise ImportFailed(f"{path}:1: no column is a name; the first row must name the columns")
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            contact = _contact(_fields({key: row[at] for key, at in places.items() if at < len(row)}))
            if contact is None:
                faults.append(f"{path}:{rows.line_num}: no name; the row is left out")
            else:
                contacts.append(contact)
    except csv.Error as fault:
        faults.append(f"{path}:{rows.line_num}: {fault}; the rest is left out")
    return Imported(contacts, faults)


def _places(heads: list[str]) -> dict[str, int]:
    """In which column each thing stands, whatever it is called there."""
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        word = " ".join(re.sub(r"[_\-.]+", " ", head).casefold().split())
        wanted = (key for key, names in _COLUMNS.items() if word in names or word.replace(" ", "-") in names)
        key = next(wanted, "")
        if key and key not in found:
            found[key] = at
    return found


def _fields(row: dict[str, str]) -> dict[str, Any]:
    name = row.pop("name", "").strip() or f"{row.get('first', '').strip()} {row.get('last', '').strip()}".strip()
    fields: dict[str, Any] = {key: value for key, value in row.items() if key not in ("first", "last")}
    for key in _LISTS:
        if key in fields:
            fields[key] = re.split(r"\s*[,;/]\s*", fields[key])
    return {"id": fields.pop("id", ""), "name": name, **fields}


# -- vCards ----------------------------------------------------------------------------------------------


def _read_cards(path: Path, text: str) -> Imported:
    contacts: list[dict[str, Any]] = []
    faults: list[str] = []
    for line, card in _cards(text):
        try:
            contact = _contact(_card_fields(card))
        except Exception as fault:  # noqa: BLE001 - whatever the library makes of what somebody sent, it is a fault of the card
            faults.append(f"{path}:{line}: not a vCard that can be read ({type(fault).__name__}); it is left out")
            continue
        if contact is None:
            faults.append(f"{path}:{line}: a card without a name; it is left out")
        else:
            contacts.append(contact)
    if not contacts and not faults:
        raise ImportFailed(f"{path}: holds no vCard")
    return Imported(contacts, faults)


def _cards(text: str) -> Iterator[tuple[int, str]]:
    """Each card by itself, with the line where it begins: a broken one takes no other with it."""
    first, rows = 0, list[str]()
    for number, row in enumerate(text.splitlines(), 1):
        word = row.strip().upper()
        if word == "BEGIN:VCARD":
            if rows:
                yield first, "\r\n".join(rows)
            first, rows = number, []
        if first:
            rows.append(row)
        if word == "END:VCARD" and rows:
            yield first, "\r\n".join(rows)
            first, rows = 0, []
    if rows:
        yield first, "\r\n".join(rows)


def _card_fields(text: str) -> dict[str, Any]:
    vobject: Any = import_module("vobject")  # it has no types
    card: Any = vobject.readOne(text)
    contents: dict[str, list[Any]] = card.contents
    fields: dict[str, Any] = {"name": _first(contents, "fn") or _structured_name(contents)}
    fields["role"] = _first(contents, "title") or _first(contents, "role")
    organisation: list[str] = contents["org"][0].value if contents.get("org") else []
    fields["department"] = ", ".join(filter(None, organisation))
    for one in sorted(contents.get("tel", ()), key=_preference):
        kinds = {str(kind).upper() for kind in one.params.get("TYPE", ())}
        kind = "mobile" if kinds & {"CELL", "MOBILE"} else "pager" if "PAGER" in kinds else "phone"
        if "FAX" not in kinds:
            fields.setdefault(kind, []).append(str(one.value).removeprefix("tel:"))
    fields["email"] = [str(one.value) for one in sorted(contents.get("email", ()), key=_preference)]
    fields["languages"] = [str(one.value) for one in contents.get("lang", ())]
    fields["notes"] = _first(contents, "note")
    return fields


def _preference(one: Any) -> int:
    """How much a number or address is preferred: 1 most; without a word on it, last."""
    kinds = {str(kind).upper() for kind in one.params.get("TYPE", ())}
    number = str(next(iter(one.params.get("PREF", ())), ""))
    return int(number) if number.isdigit() else 1 if "PREF" in kinds else 101


def _first(contents: dict[str, list[Any]], name: str) -> str:
    return str(contents[name][0].value) if contents.get(name) else ""


def _structured_name(contents: dict[str, list[Any]]) -> str:
    name: Any = contents["n"][0].value if contents.get("n") else None
    return " ".join(part for part in (getattr(name, "given", ""), getattr(name, "family", "")) if part)
