"""`callpilot procedures edit`: the site's copy in an editor, checked when it is saved, put in force only when sound."""

import datetime as dt
import os
import shlex
import subprocess
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from callpilot.cli.parsing import CANT_ACCESS, NOT_RIGHT, CommandError
from callpilot.cli.procedures_drafts import (
    Draft,
    alone,
    bring_pictures,
    draft_of,
    mark_of,
    own_file,
    procedures_of,
    put,
    text_at,
)
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
    from callpilot.plain.problems import Problem
    from callpilot.procedures.against_site import SiteNames
    from callpilot.procedures.loading import Library
    from callpilot.procedures.model import Procedure
    from callpilot.site.home import Home

_AGAIN = "e edits it again, k keeps it as a draft, d drops it"
_GO_ON = "e goes on with it, k leaves it as it is, d drops it and begins again"


@dataclass(frozen=True, slots=True)
class Origin:
    """What is edited: the file that is to be in force, its text (None: it isn't there), and what is begun with.

    `folder` is where the pictures of what is begun with stand.
    """

    target: Path
    stands: bytes | None
    begins: bytes
    folder: Path


def run(args: Namespace) -> int:
    """Open the editor; return 0 when the text is in force or nothing was changed, 1 when a draft is kept.

    Raises CommandError: status 1 without such a procedure or editor, or when somebody else changed the file
    meanwhile; 3 when something can't be read or written.
    """
    home = home_named(args)
    library = library_at(home)
    draft = draft_of(home, _identity(args.id))
    origin = origin_of(home, library, args.id, draft)
    editor = editor_named()
    with alone(draft):
        return _Editing(args.id, library, site_names(home), draft, origin, editor).run()


def _identity(identity: str) -> str:
    from callpilot.procedures.reading import is_id

    if not is_id(identity):
        raise CommandError("an id has lower-case letters, digits and hyphens; `callpilot procedures list` shows them")
    return identity


def editor_named() -> list[str]:
    """Return the words of the editor's command: $VISUAL, else $EDITOR. Raises CommandError without one."""
    for name in ("VISUAL", "EDITOR"):
        try:
            # Elsewhere a backslash parts the folders of a name, and quotes stay on the words.
            is_posix = os.name == "posix"
            words = [
                word if is_posix else word.strip('"') for word in shlex.split(os.environ.get(name, ""), posix=is_posix)
            ]
        except ValueError as fault:
            raise CommandError(f"${name} can't be understood ({fault}); set it to an editor's command") from None
        if words:
            return words
    raise CommandError("no editor is set; set VISUAL or EDITOR to its command, such as: export EDITOR=nano")


def origin_of(home: "Home", library: "Library", identity: str, draft: Draft) -> Origin:
    """Return what is edited: the site's own file, else the shipped one with another revision, else a draft alone."""
    folder = procedures_of(home)
    own = own_file(home, library, identity)
    if own:
        text = own.read_bytes()
        return Origin(own, text, _revised(text, library.get(identity), own), own.parent)
    target = folder / f"{identity}.toml"
    if os.path.lexists(target):
        raise CommandError(f"{target}: holds another procedure, or can't be read; look into it first")
    shipped = library.get(identity)
    if shipped:
        text = shipped.source.read_bytes()
        return Origin(target, None, _revised(text, shipped, target), shipped.source.parent)
    if not draft.is_there:
        raise CommandError(unknown(library, identity))
    return Origin(target, None, b"", folder)


def _revised(text: bytes, procedure: "Procedure | None", target: Path) -> bytes:
    """Add the row of the new revision, for the editor to fill; one of today that is the site's own is enough."""
    from callpilot.procedures.model import Revision
    from callpilot.procedures.writing import next_version, with_revision

    today = dt.date.today()
    is_own = procedure is not None and procedure.source == target
    if procedure is None or (is_own and procedure.in_force_since == today):
        return text
    try:
        written = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        return text
    return with_revision(written, Revision(version=next_version(procedure.version), date=today)).encode()


class _Editing:
    """One draft on its way to be in force."""

    def __init__(
        self, identity: str, library: "Library", site: "SiteNames", draft: Draft, origin: Origin, editor: list[str]
    ) -> None:
        self._identity = identity
        self._library = library
        self._site = site
        self._draft = draft
        self._origin = origin
        self._editor = editor

    def run(self) -> int:
        is_fresh = not (self._draft.is_there and self._goes_on())
        if is_fresh:
            self._draft.begin(self._origin.begins, self._origin.stands)
        while True:
            text = self._edited(is_fresh=is_fresh)
            if is_fresh and text == self._origin.begins:
                self._draft.drop()
                say(f"nothing was changed; “{self._identity}” stays as it is")
                return 0
            procedure, problems = self._checked(text)
            if procedure is not None and not problems:
                return self._put_in_force(procedure, text)
            for problem in sorted(problems, key=lambda problem: problem.line):
                prompt(f"  {at_line(problem)}\n")
            count = f"{len(problems)} thing{'s are' if len(problems) != 1 else ' is'} wrong"
            say(f"{count}; nothing of it is in force")
            answer = self._asked(_AGAIN, "k")
            if answer == "d":
                self._draft.drop()
                say(f"dropped; “{self._identity}” stays as it was")
                return NOT_RIGHT
            if answer != "e":
                say(self._kept())
                return NOT_RIGHT

    def _goes_on(self) -> bool:
        """Ask whether a draft that is there is gone on with; without anybody to ask it is."""
        stands = self._origin.stands
        say(f"a draft of “{self._identity}” is there: {self._draft.path}")
        is_behind = self._draft.base() not in ("", mark_of(stands))
        if is_behind:
            say(f"{self._origin.target}: was changed since it was begun; compare the two before you put it in force")
        answer = self._asked(_GO_ON, "e")
        if answer == "k":
            raise CommandError(f"“{self._identity}” stays as it is, and so does the draft")
        if answer == "e" and is_behind and sys.stdin.isatty():
            self._draft.follow(stands)
        return answer == "e"

    def _asked(self, question: str, nobody: str) -> str:
        """Ask for one letter; Enter is e, the end of the answers k. `nobody` answers where nobody can be asked."""
        from callpilot.cli.init_questions import Asking

        if not sys.stdin.isatty():
            return nobody

        def fault(answer: str) -> str:
            return "" if answer.casefold()[:1] in ("e", "k", "d") else "answer e, k or d"

        try:
            return Asking(sys.stdin, prompt).ask(question, "e", fault).casefold()[:1]
        except EOFError:
            prompt("\n")
            return "k"
        except KeyboardInterrupt:
            prompt("\n")
            say(self._kept())
            raise

    def _edited(self, *, is_fresh: bool) -> bytes:
        """Run the editor; return what it left. Raises CommandError when it fails."""
        path = self._draft.path
        try:
            status = subprocess.run([*self._editor, str(path)], check=False).returncode
        except KeyboardInterrupt:
            say(self._kept())
            raise
        except OSError as fault:
            why = fault.strerror or type(fault).__name__
            raise self._stopped(f"{self._editor[0]}: can't be run ({why}); set VISUAL or EDITOR", is_fresh) from None
        if status:
            raise self._stopped(f"{self._editor[0]} ended with status {status}; nothing was put in force", is_fresh)
        text = text_at(path)
        if text is None:
            raise CommandError(f"the editor has left no text; “{self._identity}” stays as it was")
        return text

    def _stopped(self, line: str, is_fresh: bool) -> CommandError:
        """Say what stopped it; a draft in which nothing was written isn't kept."""
        if is_fresh and text_at(self._draft.path) == self._origin.begins:
            self._draft.drop()
            return CommandError(line, CANT_ACCESS)
        return CommandError(f"{line}; {self._kept()}", CANT_ACCESS)

    def _checked(self, text: bytes) -> "tuple[Procedure | None, list[Problem]]":
        from msgspec.structs import replace

        from callpilot.plain.problems import Problem
        from callpilot.procedures.checking import check
        from callpilot.procedures.loading import Library
        from callpilot.procedures.reading import read_procedure

        procedure, problems = read_procedure(self._draft.path)
        if procedure is None:
            return None, problems
        if procedure.id != self._identity:
            message = (
                f"is “{procedure.id}”; this is “{self._identity}”, and keeps its id (`procedures new` makes another)"
            )
            return procedure, [*problems, Problem(source=self._draft.path, key="id", message=message)]
        procedure = replace(procedure, source=self._origin.target)
        bring_pictures(procedure, self._origin.folder, self._origin.target.parent)
        one = Library(procedures={procedure.id: procedure})
        found = check(one, today=dt.date.today(), beside=self._library, texts={procedure.id: text})
        return procedure, [*problems, *found]

    def _put_in_force(self, procedure: "Procedure", text: bytes) -> int:
        target = self._origin.target
        base = self._draft.base()
        if base and mark_of(text_at(target)) != base:
            raise CommandError(
                f"{target}: was changed by somebody else meanwhile, and is not written over; {self._kept()}, "
                "to be compared with it"
            )
        put(target, text)
        self._draft.drop()
        say(f"“{procedure.id}” {procedure.version} is in force: {target}")
        tell_remarks(procedure, self._library, self._site)
        say("a console that is open takes it up as soon as no call is open")
        return 0

    def _kept(self) -> str:
        return f"yours is kept as {self._draft.path}, and `callpilot procedures edit {self._identity}` goes on with it"
