"""Every parser of what others write, as a function of bytes: it ends in a value or an error of our own."""

import contextlib
import io
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from tests.hostile.seeds import (
    CSV,
    DIRECTORY,
    HTML,
    ICS,
    LINE,
    MARKDOWN,
    PROCEDURE,
    RING,
    ROSTER,
    SHEET,
    SITE,
    TEXT,
    VCF,
)

from callpilot.plain.untrusted import visible

Target = Callable[[bytes], object]
NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)


def targets(folder: Path) -> dict[str, tuple[Target, bytes]]:
    """Every parser, with an input that it takes; `folder` is for the files that they read, and theirs alone."""
    file = partial(_file, folder)
    return {
        "journal line": (partial(journal_line, folder), LINE),
        "sheet": (partial(sheet, folder), SHEET),
        "ring": (partial(ring, folder), RING),
        "procedure": (partial(procedure, file), PROCEDURE),
        "site": (partial(site, folder, "site.toml"), SITE),
        "account": (partial(site, folder, "accounts/a.toml"), SITE),
        "directory": (partial(people, folder, "directory.toml"), DIRECTORY),
        "roster": (partial(people, folder, "rosters/r.toml"), ROSTER),
        "csv": (partial(imported, file, ".csv"), CSV),
        "vcf": (partial(imported, file, ".vcf"), VCF),
        "ics": (partial(calendar, file), ICS),
        "text": (partial(document, file, ".txt"), TEXT),
        "markdown": (partial(document, file, ".md"), MARKDOWN),
        "html": (partial(document, file, ".html"), HTML),
        "word": (partial(document, file, ".docx"), _word()),
        "command line": (partial(command, folder), b"log\0--since\0today\0--search\0x"),
        "times": (times, b"tomorrow 10:00"),
        "numbers": (numbers, b"+44 20 7946 0018"),
        "texts": (texts, "a\u200db\U0001f469\u200d\U0001f469e\u0301".encode()),
    }


def harmless(*values: object) -> None:
    """Nothing in these acts on a terminal."""
    for value in values:
        assert visible(str(value)).replace("\n", "") == str(value).replace("\n", ""), ascii(str(value))


def _file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def journal_line(folder: Path, data: bytes) -> None:
    from callpilot.journal.codec import Malformed, decode
    from callpilot.journal.reading import Damage, entries
    from callpilot.journal.verifying import verify
    from callpilot.records.kinds import TYPE_OF
    from callpilot.reports.record_text import as_text
    from callpilot.reports.record_view import view

    _file(folder, "data/journal/2026/11/2026-11-20.desk-3.jsonl", data)
    harmless(*verify(folder / "data").problems)
    for entry in entries(folder / "data"):
        if isinstance(entry, Damage):
            continue
        harmless(entry.id, entry.by, entry.why)
        with contextlib.suppress(Malformed):
            harmless(decode(entry.data, TYPE_OF.get(entry.kind, object)))
        harmless(as_text(view([entry]), UTC, {}))


def sheet(folder: Path, data: bytes) -> None:
    from callpilot.desk.on_sheets import restored
    from callpilot.journal.recovery import read_sheets

    identity = "20261120-desk-3-0001"
    _file(folder, f"data/open/{identity}.jsonl", data)
    found, problems = restored(read_sheets(folder / "data"))
    assert all(live.id == identity for live in found)
    harmless(*problems, *(value for live in found for value in live.values.values()))


def ring(folder: Path, data: bytes) -> None:
    from callpilot.intake.inbox import Inbox

    inbox = Inbox(folder / "inbox", folder / "quarantine", wall=lambda: 1e10)
    path = _file(folder, "inbox/a.json", data)
    harmless(*inbox.poll(), *inbox.problems)
    path.unlink(missing_ok=True)
    for kept in (folder / "quarantine").glob("*"):
        kept.unlink()


def procedure(file: Callable[[str, bytes], Path], data: bytes) -> None:
    from callpilot.procedures.checking import check
    from callpilot.procedures.loading import load_paths
    from callpilot.procedures.wording import fill

    library = load_paths([file("p.toml", data)])
    harmless(*library.problems, *library.procedures.values())
    harmless(*check(library, today=date(2026, 11, 20)))
    for one in library.procedures.values():
        for step in one.steps:
            harmless(fill(step.say, {"caller": "{operator.__class__}", "x": "{caller}"}))


def site(folder: Path, name: str, data: bytes) -> None:
    from callpilot.site.loading import load_site

    _file(folder / "site", name, data)
    found, problems = load_site(folder / "site", locale_country="GB")
    harmless(found, *problems)


def people(folder: Path, name: str, data: bytes) -> None:
    from callpilot.site.loading import load_site
    from callpilot.site.people_loading import load_people

    config = folder / f"people-{Path(name).stem}"
    if name != "directory.toml":
        _file(config, "directory.toml", DIRECTORY)
    _file(config, name, data)
    found, problems = load_people(config, folder / "cache", load_site(config, locale_country="GB")[0])
    harmless(found, *problems)


def imported(file: Callable[[str, bytes], Path], kind: str, data: bytes) -> None:
    from callpilot.site.importing import ImportFailed, write_toml
    from callpilot.site.people_import import read_people

    with contextlib.suppress(ImportFailed):
        found = read_people(file(f"people{kind}", data))
        harmless(found.contacts)
        write_toml(file("made.toml", b""), {"contact": found.contacts}, "x")


def calendar(file: Callable[[str, bytes], Path], data: bytes) -> None:
    from callpilot.site.importing import ImportFailed
    from callpilot.site.people import People
    from callpilot.site.roster_import import read_calendar

    with contextlib.suppress(ImportFailed):
        harmless(read_calendar(file("c.ics", data), People(contacts={}, rosters={}), NOW, UTC).table)


def document(file: Callable[[str, bytes], Path], kind: str, data: bytes) -> None:
    import tomllib

    from callpilot.procedures.importing.blocks import DocumentRefused
    from callpilot.procedures.importing.opening import read_document
    from callpilot.procedures.importing.recognising import recognise
    from callpilot.procedures.importing.writing import to_toml

    try:
        read = read_document(file(f"d{kind}", data))
    except DocumentRefused as refused:
        harmless(refused)
        return
    made, left = recognise(read, name="d", source="d", today=date(2026, 11, 20), titles={}, taken=set())
    harmless(*left)
    for one in made:
        text = to_toml(one.procedure, "Made from d.")
        harmless(text)
        tomllib.loads(text)


def _word() -> bytes:
    documents = Path(__file__).parents[1] / "procedures/importing/documents"
    return (documents / "service-request.docx").read_bytes()


COMMANDS = (
    "ring", "log", "show", "amend", "work", "handover", "roster", "directory", "notices", "procedures", "records",
    "_complete", "--version", "--help",
)  # fmt: skip


def command(folder: Path, data: bytes) -> None:
    """Words divided by NUL. What opens a console, asks questions, or writes where the words say is left out."""
    from callpilot.cli.main import main

    words = [word for word in os.fsdecode(data).split("\0") if not word.startswith(("--out", "--into", "--home", "-h"))]
    if words[:1] and (words[0] not in COMMANDS or {"edit", "new", "import", "revise"} & set(words)):
        words = ["show", *words]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*(words or ["log"]), "--home", str(folder / "home")])
    assert status in (0, 1, 2, 3), status
    assert "unexpected fault" not in err.getvalue(), err.getvalue()
    harmless(out.getvalue(), err.getvalue())


def times(data: bytes) -> None:
    from callpilot.plain import times as read
    from callpilot.site.hours_reading import read_days, read_hours

    text = os.fsdecode(data)
    for parse in (read.moment, read.span, partial(read.when, now=NOW), partial(read.future, now=NOW)):
        with contextlib.suppress(ValueError):
            parse(text)
    harmless(read.local_words(text, UTC) if visible(text) == text else "")
    read.ago_words(text, NOW)
    read.is_past(text, NOW)
    read_days(text)
    read_hours(text)


def numbers(data: bytes) -> None:
    from callpilot.plain.addresses import email_problem
    from callpilot.site.numbers import read_number, same_number_key
    from callpilot.site.spelling import digits_said, spelt

    text = os.fsdecode(data)
    found = read_number(text, "GB")
    harmless(found.shown, found.problem, same_number_key(text, "GB"))
    email_problem(text)
    digits_said(text)
    spelt(text)


def texts(data: bytes) -> None:
    from callpilot.plain.untrusted import clean, clean_line, mask_cards, settle
    from callpilot.procedures.wording import fill

    text = (
        data.decode("utf-8", "surrogatepass" if len(data) % 2 else "replace")
        if _is_text(data)
        else data.decode("latin-1")
    )
    shown = clean(text)
    assert clean(shown) == shown
    harmless(shown, clean_line(text))
    settle(shown, len(shown) // 2)
    assert mask_cards(mask_cards(shown)) == mask_cards(shown)
    fill(shown, {"caller": shown, "name": text})


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True
