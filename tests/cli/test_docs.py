"""The documents say what is so: their commands run, their examples load, their tables are those of the program."""

import datetime as dt
import re
import shlex
from pathlib import Path

import pytest

from callpilot.cli.main import COMMANDS, main
from callpilot.console.deeds import DEEDS
from callpilot.console.key_table import deed_table, key_table, renewed
from callpilot.console.keymap import read_keys
from callpilot.procedures import table
from callpilot.procedures.checking import check
from callpilot.procedures.loading import load_library, load_paths, shipped_folder
from callpilot.site.loading import load_site

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/site.md", "docs/procedures.md", "docs/files.md")


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def examples(name: str) -> dict[str, str]:
    """The examples of a page by the file names they are given."""
    return dict(re.findall(r"<!-- example: (\S+) -->\n```toml\n(.*?)```", page(name), re.DOTALL))


def first_column(name: str, heading: str) -> set[str]:
    """The keys in the first column of the table under a heading: `[[step]]` and `[keys]` without their brackets."""
    part = page(name).split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = (row.split("|")[1] for row in part.splitlines() if row.startswith("| ") and "`" in row.split("|")[1])
    return {key.strip("[]") for cell in cells for key in re.findall(r"`([^`]+)`", cell)}


def commands() -> list[str]:
    """The commands on the pages, but for those with what they print, which are held true elsewhere."""
    shown = re.compile(r"<!-- (?:transcript|asked) -->\n```console\n.*?```", re.DOTALL)
    texts = [shown.sub("", page(name)) for name in PAGES]
    found = [line for text in texts for line in re.findall(r"^\$ (callpilot .*?)(?:  +#.*)?$", text, re.MULTILINE)]
    return sorted({command.split(" | ")[0].strip() for command in found})


# -- keys ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "docs/site.md"])
def test_the_tables_of_keys_are_those_of_the_registry(name: str) -> None:
    again = "run: .venv/bin/python -m callpilot.console.key_table README.md docs/site.md"
    assert renewed(page(name)) == page(name), again


def test_the_readme_names_every_deed_with_all_its_keys_and_site_md_its_name() -> None:
    assert key_table() in page("README.md")
    assert deed_table() in page("docs/site.md")
    for deed in DEEDS:
        assert f"{deed.title}" in key_table()
        assert f"| `{deed.id}` |" in deed_table()


def test_a_mark_without_its_end_is_refused() -> None:
    with pytest.raises(ValueError, match="/keys"):
        renewed("<!-- keys --> and no more")
    assert renewed("nothing to renew") == "nothing to renew"


# -- examples --------------------------------------------------------------------------------------------


def test_the_example_of_a_site_is_read_without_a_fault(tmp_path: Path) -> None:
    for place, text in examples("docs/site.md").items():
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    site, problems = load_site(tmp_path)
    assert problems == []
    assert read_keys(site.keys, "site.toml")[1] == []
    assert site.name == "Northgate Answering"
    assert site.account_of("surgery").id == site.account_of("020 7946 0101").id == "surgery"


@pytest.mark.parametrize(("file", "heading"), [("site.toml", "`site.toml`"), ("accounts/a.toml", "`accounts/*.toml`")])
def test_every_key_of_the_settings_is_described_and_no_other(tmp_path: Path, file: str, heading: str) -> None:
    (tmp_path / "accounts").mkdir()
    (tmp_path / file).write_text("zzzzzz = 1\n", "utf-8")
    _, (problem,) = load_site(tmp_path)
    known = set(problem.message.split("known here: ")[1].split(", "))
    described = first_column("docs/site.md", heading)
    assert described - {"keys", "escalation", "shift", "line"} == known - {"keys", "escalation", "shift", "line"}
    assert {"line"} <= described


def test_the_example_of_a_procedure_passes_every_check(tmp_path: Path) -> None:
    for name, text in examples("docs/procedures.md").items():
        (tmp_path / name).write_text(text, "utf-8")
    library = load_paths([tmp_path])
    assert set(library.procedures) == {"card-does-not-work"}
    assert check(library, today=dt.date(2026, 11, 23), beside=load_library([shipped_folder()])) == []


def test_every_key_of_a_procedure_is_described_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[str, set[str]] = {}
    take = table.Table._take

    def noting(self: table.Table, key: str) -> object:
        where = next((str(part) for part in reversed(self._path) if isinstance(part, str)), "")
        known.setdefault(where, set()).add(key)
        return take(self, key)

    monkeypatch.setattr(table.Table, "_take", noting)
    (tmp_path / "a.toml").write_text(examples("docs/procedures.md")["card-does-not-work.toml"], "utf-8")
    load_paths([tmp_path])
    inner = {"step", "revision", "approval", "entry"}
    described = first_column("docs/procedures.md", "What a procedure is")
    assert described == known[""] - {"format"} | inner
    step = {key.removeprefix("step.") for key in first_column("docs/procedures.md", "A step")}
    assert step == known["step"]
    assert first_column("docs/procedures.md", "A field") == known["field"]
    assert first_column("docs/procedures.md", "A choice") == known["choice"]


# -- commands --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", commands())
def test_every_command_that_is_shown_does_what_it_says(command: str, full, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    folder = full.folder / "config" / "procedures"
    folder.mkdir()
    for name, text in examples("docs/procedures.md").items():
        (folder / name).write_text(text, "utf-8")
    words = shlex.split(command)[1:]
    full.run(*words)
    assert full.status == 0, full.err


def test_every_command_and_option_in_the_readme_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    part = page("README.md").split("\n## The command line\n")[1].split("\n## ")[0]
    rows = [row for row in part.splitlines() if row.startswith("| `callpilot")]
    named: set[str] = set()
    for row in rows:
        found = re.match(r"\| `callpilot(?: ([a-z]+))?", row)
        assert found is not None
        name = found[1] or ""
        named.add(name)
        assert main([name, "--help"] if name else ["--help"]) == 0
        help_text = capsys.readouterr().out
        for option in re.findall(r"(?<![\w-])--[a-z-]+", row):
            assert option in help_text, option
        for deed in re.findall(r"(?<=\\\|)[a-z-]+|(?<= )[a-z-]+(?=\\\|)", row.split("|", 2)[1]):
            assert deed in help_text, deed
    assert named == {"", *(command.name for command in COMMANDS)}


def test_what_a_page_links_to_is_there() -> None:
    for name in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page(name)):
            assert (ROOT / name).parent.joinpath(target).is_file(), f"{name}: {target}"
