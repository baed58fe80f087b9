"""`callpilot procedures new`: asks for a procedure, and writes its file; nothing that was answered is lost silently."""

import contextlib
import datetime as dt
import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from callpilot.cli.parsing import NOT_RIGHT, USED_WRONGLY, CommandError
from callpilot.cli.procedures_drafts import Draft, alone, bring_pictures, draft_of, own_file, procedures_of, put
from callpilot.cli.procedures_library import (
    at_line,
    home_named,
    library_at,
    prompt,
    say,
    site_names,
    tell_remarks,
    unknown,
)

if TYPE_CHECKING:
    from callpilot.cli.procedures_questions import Drafted
    from callpilot.plain.problems import Problem
    from callpilot.procedures.loading import Library
    from callpilot.procedures.model import Procedure
    from callpilot.site.home import Home


def run(args: Namespace) -> int:
    """Write a new procedure; return 0, or 1 when it isn't sound yet and is kept as a draft.

    Raises CommandError: status 1 when there is one by that id or the answers end, 2 for an id that can't be.
    """
    home = home_named(args)
    library = library_at(home)
    target = _target(home, library, args.id)
    draft = draft_of(home, args.id)
    with alone(draft):
        if draft.is_there:
            raise CommandError(f"a draft of it is there; `callpilot procedures edit {args.id}` goes on with it")
        if args.origin:
            source = library.get(args.origin)
            if source is None:
                raise CommandError(f"--from: {unknown(library, args.origin)}")
            return _write_file(_copy(source, args), home, library, draft, target, source.source.parent)
        if args.title and args.form:
            from callpilot.cli.procedures_forms import example

            drafted = example(args.id, args.title, args.form, _author())
        else:
            drafted = _asked(args, home, library, draft)
        return _write_file(drafted, home, library, draft, target, target.parent)


def _target(home: "Home", library: "Library", identity: str) -> Path:
    """Return where the file goes. Raises CommandError when something is there: nothing is written over."""
    from callpilot.procedures.reading import is_id

    if not is_id(identity):
        raise CommandError("an id has lower-case letters, digits and hyphens, such as lost-key", USED_WRONGLY)
    there = own_file(home, library, identity)
    target = procedures_of(home) / f"{identity}.toml"
    if there or os.path.lexists(target):
        raise CommandError(f"{there or target}: is there already; `callpilot procedures edit {identity}` changes it")
    if library.get(identity):
        raise CommandError(
            f"“{identity}” is shipped; `callpilot procedures edit {identity}` makes the site's own copy of it, and "
            f"`callpilot procedures new ANOTHER-ID --from {identity}` another one"
        )
    return target


def _author() -> str:
    from callpilot.cli.amend import user

    return user()


def _copy(source: "Procedure", args: Namespace) -> "Procedure":
    """Return a copy of `source` that is another procedure; it begins with a revision of its own."""
    from msgspec.structs import replace

    from callpilot.procedures.model import Revision

    change = f"Begun with {source.id} {source.version}."
    first = Revision(version="1.0", date=dt.date.today(), author=_author(), change=change)
    return replace(
        source, id=args.id, title=args.title or source.title, form=args.form or source.form, revisions=(first,),
        approval=None, serves=(),
    )  # fmt: skip


def _asked(args: Namespace, home: "Home", library: "Library", draft: Draft) -> "Procedure":
    """Ask for everything. What stops it halfway is said, with what is kept of the answers."""
    from callpilot.cli.init_questions import Asking
    from callpilot.cli.procedures_questions import Drafted, ask_procedure

    with contextlib.suppress(AttributeError, ValueError, OSError):
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # pyright: ignore
    drafted = Drafted(id=args.id, title=args.title, form=args.form, author=_author())
    try:
        return ask_procedure(Asking(sys.stdin, prompt), drafted, library, home.config)
    except EOFError:
        prompt("\n")
        raise CommandError(f"the answers ended too soon; {_kept(drafted, draft)}") from None
    except KeyboardInterrupt:
        prompt("\n")
        say(f"stopped; {_kept(drafted, draft)}")
        raise


def _kept(drafted: "Drafted", draft: Draft) -> str:
    """Keep what was answered as a draft, if it was more than a title; say what was done."""
    from callpilot.procedures.writing import toml_of

    if not drafted.is_begun:
        return "nothing was written"
    draft.begin(toml_of(drafted.procedure()).encode(), None)
    return _goes_on(draft)


def _goes_on(draft: Draft) -> str:
    identity = draft.path.stem
    return f"what there is of it is kept as {draft.path}, and `callpilot procedures edit {identity}` goes on with it"


def _write_file(
    procedure: "Procedure", home: "Home", library: "Library", draft: Draft, target: Path, origin: Path
) -> int:
    """Put a procedure in force if it is sound; else keep it as a draft and say what is wrong."""
    from msgspec.structs import replace

    from callpilot.procedures.writing import toml_of

    text = toml_of(procedure).encode()
    draft.begin(text, None)
    bring_pictures(procedure, origin, target.parent)
    if problems := _problems(draft, library, target, text):
        for problem in problems:
            prompt(f"  {at_line(problem)}\n")
        say(f"it isn't in force yet: {_goes_on(draft)}")
        return NOT_RIGHT
    if os.path.lexists(target):
        raise CommandError(f"{target}: was written by somebody else meanwhile, and stays; {_goes_on(draft)}")
    put(target, text)
    draft.drop()
    say(f"wrote {target}")
    tell_remarks(replace(procedure, source=target), library, site_names(home))
    say(f"`callpilot procedures show {procedure.id}` shows it, `callpilot procedures edit {procedure.id}` changes it")
    return 0


def _problems(draft: Draft, library: "Library", target: Path, text: bytes) -> "list[Problem]":
    from msgspec.structs import replace

    from callpilot.procedures.checking import check
    from callpilot.procedures.loading import Library
    from callpilot.procedures.reading import read_procedure

    read, problems = read_procedure(draft.path)
    if read is None:
        return problems
    one = Library(procedures={read.id: replace(read, source=target)})
    return [*problems, *check(one, today=dt.date.today(), beside=library, texts={read.id: text})]
