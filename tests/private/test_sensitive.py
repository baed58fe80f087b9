"""What a procedure calls sensitive is in the journal, and read nowhere else."""

import json

import pytest
from tests.console.staging import make_home, staged
from tests.private.searching import holds

from callpilot.cli.main import main
from callpilot.journal.codec import encode
from callpilot.records.hiding import hidden, sensitive_in
from callpilot.reports.log import entry_without_secrets, without_secrets

PIN = "73915028"
PROCEDURE = """
id = "verify-pin"
title = "Verify by PIN"
form = "workflow"
purpose = "To know who calls."
[[revision]]
version = "1.0"
date = 2026-11-20
author = "Site supervisor"
change = "First version."
[[step]]
id = "pin"
phase = "verify"
title = "Ask for the PIN"
required = true
[[step.field]]
name = "pin"
label = "PIN"
type = "text"
required = true
sensitive = true
[[step]]
id = "thanks"
phase = "close"
title = "Say thank you"
say = "You said {pin}."
"""


@pytest.fixture
def home(tmp_path):
    there = make_home(tmp_path / "home")
    folder = there.config / "procedures"
    folder.mkdir(exist_ok=True)
    (folder / "verify-pin.toml").write_text(PROCEDURE, "utf-8")
    return there


async def say_the_pin(stage) -> str:
    """In a call, open the procedure and write the PIN into its step's field; return the call's id."""
    call = await stage.answer()
    await stage.press("escape", "p")
    await stage.type("Verify by PIN")
    await stage.press("enter")
    await stage.until(lambda: stage.state.front.run.procedure == "verify-pin")
    await stage.to("pin")
    await stage.type(PIN)
    assert PIN in stage.text  # who types it sees it
    return call


def printed(capsys, home, *words) -> str:
    assert main([*words, "--home", str(home.data.parent)]) in (0, 1), words
    return capsys.readouterr().out


async def test_it_is_hidden_on_the_screen_once_left_and_in_all_that_leaves_the_journal(home, capsys):
    async with staged(home) as stage:
        call = await say_the_pin(stage)
        await stage.press("enter")
        await stage.until(lambda: stage.state.front.run.current == "thanks")
        assert PIN not in stage.text
        assert "You said •••" in stage.text.replace("\n", " ")
        assert stage.value("pin") == PIN
        await stage.press("f7")
        await stage.until(lambda: stage.screen == "EscalateScreen")
        assert PIN not in stage.text
        await stage.press("escape")
        assert PIN not in printed(capsys, home, "show", call)  # while it is open, too
        await stage.close()
        await stage.press("f3")
        await stage.until(lambda: stage.screen == "FindScreen")
        await stage.type("Hill")
        await stage.settle()
        assert PIN not in stage.text
        await stage.press("escape")
        (record,) = stage.records("call")
        assert record["fields"]["pin"] == PIN
        assert any(one["sensitive"] == ["pin"] for one in record["procedures"])
    # Whatever has become of the file since.
    (home.config / "procedures" / "verify-pin.toml").unlink()
    words = ("--set", "fields.pin=" + PIN[::-1], "--why", "heard wrong")
    assert main(["amend", call, *words, "--home", str(home.data.parent)]) == 0
    out = home.data.parent / "out"
    out.mkdir()
    for command in (
        ("log",), ("log", "--json"), ("log", "--csv"), ("show", call), ("show", call, "--json"),
        ("show", call, "--toml"), ("work", "--json"), ("records", "export"), ("records", "export", "--format", "csv"),
        *(("handover", "--format", form) for form in ("text", "markdown", "html", "json", "toml")),
    ):  # fmt: skip
        text = printed(capsys, home, *command)
        assert not holds(text.encode(), PIN), command
        assert not holds(text.encode(), PIN[::-1]), command
    shown = printed(capsys, home, "show", call)
    assert "pin: ••• → •••" in shown
    assert json.loads(printed(capsys, home, "log", "--json").splitlines()[0])["fields"]["pin"] == "•••"
    # The index is made for searching: what is hidden isn't found, and isn't there.
    assert not holds((home.cache / "index.sqlite").read_bytes(), PIN)
    # A copy of the journal, when it is asked for by name, is as it was written.
    whole = printed(capsys, home, "records", "export", "--as-written")
    assert PIN in whole
    assert whole == "".join(file.read_text("utf-8") for file in sorted(home.journal.rglob("*.jsonl")))
    assert main(["records", "verify", "--home", str(home.data.parent)]) == 0


async def test_what_is_asked_for_at_closing_is_hidden_too_and_amending_offers_no_marks(home):
    async with staged(home) as stage:
        await stage.answer()
        await stage.press("escape", "p")
        await stage.type("Verify by PIN")
        await stage.press("enter")
        await stage.until(lambda: stage.state.front.run.procedure == "verify-pin")
        await stage.press("f8", "f8")
        await stage.until(lambda: stage.screen == "ClosingScreen")
        field = next(name for name in (w.field for w in stage.app.screen.query("RecordInput")) if name.endswith(".pin"))
        await stage.to(field)
        await stage.type(PIN + "\n")
        await stage.settle()
        assert PIN not in stage.text


def a_record(**more):
    procedure = {"id": "p", "steps": [], "sensitive": ["pin", "notes"]}
    fields = {"pin": PIN, "room": "12"}
    return {"id": "c", "notes": "said " + PIN, "procedures": [procedure], "fields": fields, **more}


def test_hiding_keeps_every_member_and_their_order_and_hides_own_fields_too():
    data = a_record(incident=None)
    shown = hidden(data)
    assert list(shown) == list(data)
    assert list(shown["fields"]) == ["pin", "room"]
    assert (shown["fields"]["pin"], shown["fields"]["room"], shown["notes"]) == ("•••", "12", "•••")
    assert data["fields"]["pin"] == PIN


@pytest.mark.parametrize(
    "malformed",
    [{}, {"procedures": None}, {"procedures": [None, 3, {"sensitive": 5}, {"sensitive": [None]}]}, {"procedures": "x"}],
)
def test_a_record_of_another_program_that_says_nothing_readable_is_left_as_it_is(malformed):
    assert sensitive_in(malformed) == frozenset()
    assert hidden(malformed) == malformed


def test_lines_without_secrets_are_the_very_same_bytes():
    line = encode({"id": "c", "procedures": [{"sensitive": []}], "fields": {"pin": PIN}})
    assert without_secrets(line) is line
    assert entry_without_secrets(line) is line
    assert PIN.encode() not in without_secrets(encode(a_record()))
    assert PIN.encode() not in entry_without_secrets(encode({"seq": 1, "data": a_record()}))
    spaced = json.dumps({"seq": 1, "data": a_record()}).encode()
    assert PIN.encode() not in entry_without_secrets(spaced)
