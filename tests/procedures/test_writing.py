"""A procedure's file written: read again it is the same, and one more revision leaves all else as it is."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from callpilot.plain.untrusted import clean
from callpilot.procedures.loading import load_library, shipped_folder
from callpilot.procedures.model import Choice, FaqEntry, Field, Procedure, Revision, Step
from callpilot.procedures.reading import read_procedure
from callpilot.procedures.writing import next_version, toml_of, with_revision

LIBRARY = load_library([shipped_folder()]).procedures
NEW = Revision(version="9.9", date=dt.date(2026, 11, 25), author='Maria "K."', change="More.\nAnd more.")


def again(procedure: Procedure, folder: Path) -> Procedure:
    path = folder / "written.toml"
    path.write_text(toml_of(procedure), encoding="utf-8")
    read, problems = read_procedure(path)
    assert problems == []
    assert read is not None
    return replace(read, source=procedure.source, sha256=procedure.sha256)


@pytest.mark.parametrize("procedure", LIBRARY.values(), ids=lambda procedure: procedure.id)
def test_every_shipped_procedure_is_written_as_it_is_read(procedure: Procedure, tmp_path: Path) -> None:
    assert again(procedure, tmp_path) == procedure


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda text: clean(text).strip())
_WORD = _TEXT.filter(bool)
_NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(say=_TEXT, items=st.lists(_WORD, max_size=4), title=_WORD, value=_TEXT, name=_NAME, answer=_WORD)
def test_any_text_is_written_as_it_was(
    tmp_path: Path, say: str, items: list[str], title: str, value: str, name: str, answer: str
) -> None:
    choice = Choice(when=title, if_={name: (value, "b")}, go="escalate", severity="low", then="close")
    field = Field(name=name, label=title, type="choice", choices=(title,), required=True, sensitive=True)
    step = Step(
        id="one", title=title, say=say, do=say, items=tuple(items), within=90, required=True, fields=(field,),
        choices=(choice, Choice(when=title, if_={name: (value,)})),
    )  # fmt: skip
    procedure = Procedure(
        id="x", title=title, form="workflow", revisions=(NEW,), purpose=say, keywords=tuple(items),
        resolve_within=172800,
        steps=(step,), entries=(FaqEntry(question=title, answer=answer),),
    )  # fmt: skip
    assert again(procedure, tmp_path) == procedure


@pytest.mark.parametrize(
    ("version", "following"),
    [("1.0", "1.1"), ("1.9", "1.10"), ("2", "2.1"), ("1.2.3", "1.2.4"), ("2026-A", "2026-A.1"), ("", "1.1")],
)
def test_the_next_version_counts_the_last_number_on(version: str, following: str) -> None:
    assert next_version(version) == following


# -- one more revision ---------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", LIBRARY.values(), ids=lambda procedure: procedure.id)
def test_one_more_revision_stands_last_and_nothing_else_changes(procedure: Procedure) -> None:
    text = procedure.source.read_text("utf-8")
    after = with_revision(text, NEW)
    before, now = tomllib.loads(text), tomllib.loads(after)
    assert now["revision"].pop() == {"version": "9.9", "date": NEW.date, "author": NEW.author, "change": NEW.change}
    assert now == before
    rest = iter(after.splitlines())
    assert all(line in rest for line in text.splitlines() if line), "every line stays, in its order"


HEAD = 'id = "x"\ntitle = "X"\n'
ROW = '[[revision]]\nversion = "1.0"\ndate = 2026-11-20\n'
STEP = '[[step]]\nid = "a"\ntitle = "A"\n'


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ROW,
        HEAD + ROW.rstrip(),
        HEAD + STEP + ROW,
        HEAD + ROW + STEP,
        HEAD + ROW + "\n# About the step.\n" + STEP,
        HEAD + ROW + 'change = """\nFirst.\n\n[[step]]\n"""\n\n' + STEP,
        (HEAD + ROW + "\n" + STEP).replace("\n", "\r\n"),
        HEAD + ROW + "\n[approval]\nby = 'A'\n\n" + STEP,
    ],
    ids=["alone", "no end", "last", "close", "comment", "text", "CRLF", "approval"],
)
def test_the_row_is_put_where_it_belongs(text: str) -> None:
    after = with_revision(text, NEW)
    assert [row["version"] for row in tomllib.loads(after)["revision"]] == ["1.0", "9.9"]
    assert tomllib.loads(after) | {"revision": 0} == tomllib.loads(text) | {"revision": 0}
    assert ("\r\n" in after) is ("\r\n" in text)
    assert "\n\n\n" not in after.replace("\r", "")
    if "# About" in text:
        assert "# About the step.\n[[step]]" in after


@pytest.mark.parametrize(
    "text", ["", "id =", HEAD, HEAD + 'revision = [{ version = "1.0" }]\n', HEAD + "revision = 3\n"]
)
def test_a_text_without_such_rows_stays_as_it_is(text: str) -> None:
    assert with_revision(text, NEW) == text
