"""Reading procedure files: what is right is read whole, what is wrong is named by file, line and key."""

import datetime as dt
import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpilot.procedures.loading import Library, load_library, load_paths, shipped_folder
from callpilot.procedures.reading import read_procedure

FULL = """
id = "card-does-not-work"
title = "A card that does not work"
form = "workflow"
purpose = "Why"
scope = "What"
responsible = "Operator"
serves = ["E4", "C4"]
call_types = ["support"]
channels = ["phone", "chat"]
directions = ["inbound"]
accounts = []
keywords = ["card"]
protocol = "escalation"
respond_within = "4h"
resolve_within = "2d"
references = ["customer-verification"]
contacts = ["it-support"]

[[revision]]
version = "1.0"
date = 2026-11-01
[[revision]]
version = "1.1"
date = 2026-11-20
author = "Site supervisor"
change = "Added the fraud branch."

[approval]
by = "A. Person"
position = "Head"
date = 2026-11-21

[[step]]
id = "identify"
phase = "listen"
group = "during"
title = "Find out"
say = "What happens, {caller}?"
do = \"\"\"
Let the caller finish.
go = "not a key"\"\"\"
items = ["one"]
picture = "pictures/card.png"
tips = ["t"]
warnings = ["w"]
notes = ["n"]
within = "1m 30s"
required = true
[[step.field]]
name = "card_state"
type = "choice"
choices = ["expired", "active"]
required = true
sensitive = true
[[step.choice]]
when = "Expired"
if = { card_state = "expired", old = true, other = ["a", 2] }
do = "Renew."
go = "escalate"
severity = "high"
then = "close"

[[entry]]
question = "Q"
answer = "A"
"""

SHORT = """id = "card"
title = "Card"
form = "article"
[[revision]]
version = "1.0"
date = "2026-11-20"
[[step]]
id = "one"
title = "One"
"""


def written(folder: Path, text: str, name: str = "card.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(tmp_path: Path, text: str) -> list[str]:
    path = written(tmp_path, text)
    procedure, problems = read_procedure(path)
    assert procedure is None
    return [str(problem).removeprefix(str(path)) for problem in problems]


def test_every_key_of_the_contract_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, FULL)
    procedure, problems = read_procedure(path)
    assert problems == []
    assert procedure is not None
    assert (procedure.version, procedure.in_force_since) == ("1.1", dt.date(2026, 11, 20))
    assert (procedure.respond_within, procedure.resolve_within) == (4 * 3600, 2 * 86400)
    assert procedure.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert procedure.approval is not None
    assert procedure.approval.position == "Head"
    step = procedure.steps[0]
    assert (step.within, step.required, step.heading) == (90, True, "during")
    assert step.fields[0].label == "Card state"
    choice = step.choices[0]
    assert choice.if_ == {"card_state": ("expired",), "old": ("yes",), "other": ("a", "2")}
    assert (choice.go, choice.severity, choice.then) == ("escalate", "high", "close")
    assert procedure.entries[0].answer == "A"
    assert procedure.directions == ("inbound",)


def test_a_windows_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SHORT.replace("\n", "\r\n").encode())
    procedure, problems = read_procedure(path)
    assert procedure is not None
    assert problems == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (('id = "card"', 'id = "Card 1"'), ":1: id: expected lower-case letters, digits and hyphens, not “Card 1”"),
        (('title = "Card"', ""), ": title: is missing: expected some text"),
        (('"article"', '"poem"'), ":3: form: expected one of article, guide, workflow, faq, checklist, not “poem”"),
        (('"2026-11-20"', '"soon"'), ":6: revision[1].date: expected a date such as 2026-11-20"),
        (('title = "One"', "title = 3"), ":9: step[1].title: expected text in quotes, not a number"),
        (('id = "one"', 'id = "close"'), ":8: step[1].id: “close” has a meaning of its own in go; choose another id"),
    ],
)
def test_a_fault_is_named_by_line_and_key_with_what_was_expected(
    tmp_path: Path, change: tuple[str, str], expected: str
) -> None:
    assert expected in problems_of(tmp_path, SHORT.replace(*change))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('within = "soon"', "step[1].within: expected a time span"),
        ("within = 30", "step[1].within: expected text in quotes, not a number"),
        ('required = "yes"', "step[1].required: expected true or false, not text"),
        ('items = "one"', "step[1].items: expected a list of texts"),
        ('phase = "middle"', "step[1].phase: expected one of greet, listen, verify, resolve, close"),
        ("field = 1", "step[1].field: expected tables that start with [[field]]"),
        ('[[step.field]]\nname = "A b"', "step[1].field[1].name: expected lower-case"),
        ('[[step.field]]\nname = "a"\ntype = "choice"', "step[1].field[1].choices: is missing"),
        ('[[step.field]]\nname = "a"\nchoices = ["x"]', "step[1].field[1].choices: belongs to"),
        ('[[step.field]]\nname = "a"\n[[step.field]]\nname = "a"', "step[1].field[2].name: “a” stands twice"),
        ('[[step.choice]]\ngo = "one"', "step[1].choice[1].when: is missing"),
        ('[[step.choice]]\nwhen = "x"\nif = "y"', "step[1].choice[1].if: expected fields and their values"),
        ('[[step]]\nid = "one"\ntitle = "Again"', ":11: step[2].id: “one” stands twice in this file"),
    ],
)
def test_a_fault_in_a_step_is_named_by_the_steps_place(tmp_path: Path, more: str, expected: str) -> None:
    found = problems_of(tmp_path, SHORT + more)
    assert any(expected in problem for problem in found), found


def test_the_line_is_that_of_the_step_at_fault_and_not_of_the_first(tmp_path: Path) -> None:
    good = '[[step]]\nid = "s{}"\ntitle = "T"\ndo = """\nwithin = 1\n"""\nwithin = "3s"\n'
    text = (
        SHORT + "".join(good.format(place) for place in range(3)) + '[[step]]\nid = "x"\ntitle = "T"\nwithin = "3 s!"\n'
    )
    assert any(problem.startswith(":34: step[5].within:") for problem in problems_of(tmp_path, text))


def test_an_unknown_key_is_reported_with_the_nearest_one_and_ignored(tmp_path: Path) -> None:
    procedure, problems = read_procedure(written(tmp_path, SHORT + 'wihtin = "3s"'))
    assert procedure is not None
    assert [(problem.key, problem.line) for problem in problems] == [("step[1].wihtin", 10)]
    assert "is “within” meant?" in problems[0].message


def test_a_file_of_a_newer_version_is_read_as_far_as_it_is_known(tmp_path: Path) -> None:
    procedure, problems = read_procedure(written(tmp_path, "format = 2\n" + SHORT))
    assert procedure is not None
    assert "newer callpilot" in problems[0].message


@pytest.mark.parametrize(("form", "missing"), [("faq", "entry"), ("guide", "step")])
def test_a_form_needs_what_it_is_made_of(tmp_path: Path, form: str, missing: str) -> None:
    text = SHORT.split("[[step]]")[0].replace("article", form)
    assert any(f"{missing}: is missing: the form {form}" in problem for problem in problems_of(tmp_path, text))


def test_a_procedure_without_a_revision_is_refused(tmp_path: Path) -> None:
    text = SHORT.replace('[[revision]]\nversion = "1.0"\ndate = "2026-11-20"\n', "")
    assert any("revision: is missing" in problem for problem in problems_of(tmp_path, text))


def test_one_bad_file_never_keeps_the_good_ones_out(tmp_path: Path) -> None:
    written(tmp_path, SHORT)
    written(tmp_path, "id = ", "broken.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / ".hidden.toml").write_text("x", encoding="utf-8")
    library = load_library([tmp_path])
    assert list(library.procedures) == ["card"]
    assert sorted(Path(problem.source).name for problem in library.problems) == [
        "binary.toml", "broken.toml", "folder.toml",
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_the_folder_never_holds_the_start_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert load_library([tmp_path]).procedures == {}


def test_the_sites_copy_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    written(tmp_path / "shipped", SHORT)
    own = written(tmp_path / "own", SHORT.replace("Card", "Our card"), "ours.toml")
    library = load_library([tmp_path / "shipped", tmp_path / "own"])
    assert library.problems == []
    assert library.procedures["card"].source == own


def test_a_broken_copy_leaves_the_shipped_one_in_force_and_says_so(tmp_path: Path) -> None:
    shipped = written(tmp_path / "shipped", SHORT)
    written(tmp_path / "own", SHORT.replace("article", "poem"), "ours.toml")
    written(tmp_path / "own", "not toml", "card.toml")
    library = load_library([tmp_path / "shipped", tmp_path / "own"])
    assert library.procedures["card"].source == shipped
    kept = [problem for problem in library.problems if "stays in force" in problem.message]
    assert [Path(problem.source).name for problem in kept] == ["card.toml", "ours.toml"]


def test_one_id_twice_in_a_folder_is_named_and_the_first_file_is_used(tmp_path: Path) -> None:
    first = written(tmp_path, SHORT, "a.toml")
    written(tmp_path, SHORT, "b.toml")
    library = load_library([tmp_path])
    assert library.procedures["card"].source == first
    assert "is the id of a.toml too" in library.problems[0].message


def test_a_folder_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    written(tmp_path / "shipped", SHORT)
    assert load_library([tmp_path / "shipped", tmp_path / "none"]).problems == []
    assert "install callpilot again" in load_library([tmp_path / "none"]).problems[0].message
    assert load_library([]).procedures == {}


def test_files_and_folders_can_be_named_one_by_one(tmp_path: Path) -> None:
    path = written(tmp_path / "a", SHORT)
    other = written(tmp_path / "b", SHORT.replace('"card"', '"other"'), "other.toml").parent
    assert set(load_paths([path, other]).procedures) == {"card", "other"}


def test_the_shipped_procedures_are_found_and_load_without_a_problem() -> None:
    library = load_library([shipped_folder()])
    assert library.problems == []
    assert len(library.procedures) >= 8


def test_control_codes_in_a_file_become_visible_marks(tmp_path: Path) -> None:
    procedure, _ = read_procedure(written(tmp_path, SHORT.replace('"Card"', '"Card \\u001b[31m"')))
    assert procedure is not None
    assert procedure.title == "Card ␛[31m"


VALUES = st.recursive(
    st.sampled_from(('"x"', '"one"', "1", "1.5", "true", "2026-11-20", '"30s"', '"next"', '""')),
    lambda inner: st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
    max_leaves=3,
)
KEYS = ("id", "title", "phase", "within", "field", "choice", "items", "go", "when", "if", "name", "type", "step", "x")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=6, unique_by=lambda pair: pair[0]),
    st.sampled_from(("", "[[step]]", "[[step.field]]", "[[step.choice]]", "[[entry]]", "[approval]", "[[revision]]")),
)
def test_no_content_ever_raises(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]], header: str
) -> None:
    lines = "\n".join(f"{key} = {value}" for key, value in pairs)
    path = written(tmp_path_factory.mktemp("any"), f"{SHORT}{header}\n{lines}\n")
    procedure, problems = read_procedure(path)
    assert procedure is not None or problems
    assert all("\n" not in str(problem) for problem in problems)


def test_a_library_can_be_empty() -> None:
    assert Library().get("anything") is None


def test_a_line_of_a_million_blanks_is_no_trouble(tmp_path: Path) -> None:
    text = SHORT + "[" + " " * 1_000_000 + "x]\n"
    procedure, problems = read_procedure(written(tmp_path, text))
    assert procedure is not None
    assert "is not a key that belongs here" in problems[0].message
