"""What docs/procedures.md shows of the command line is what the program prints."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from callpilot.records.kinds import Call
from callpilot.records.parts import ProcedureRecord, StepRecord

PAGE = (Path(__file__).parents[2] / "docs" / "procedures.md").read_text("utf-8")
EXAMPLE = dict(re.findall(r"<!-- example: (\S+) -->\n```toml\n(.*?)```", PAGE, re.DOTALL))["card-does-not-work.toml"]
TRANSCRIPTS = re.findall(r"<!-- transcript -->\n```console\n\$ callpilot (.*?)\n(.*?)```", PAGE, re.DOTALL)


def parts(shown: str) -> Iterator[list[str]]:
    """The runs of lines between those that say that something is left out."""
    for part in re.split(r"^…\n", shown, flags=re.MULTILINE):
        if part.strip():
            yield [" ".join(line.split()) for line in part.strip().splitlines()]


@pytest.mark.parametrize(("command", "shown"), TRANSCRIPTS, ids=[command for command, _shown in TRANSCRIPTS])
def test_a_transcript_is_what_is_printed(place, monkeypatch, command: str, shown: str) -> None:
    monkeypatch.chdir(place.folder)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _fallback=(80, 24): _Size)
    folder = place.folder / "config" / "procedures"
    folder.mkdir()
    (folder / "card-does-not-work.toml").write_text(EXAMPLE, "utf-8")
    draft = EXAMPLE.replace('go = "done"', 'go = "finish"').replace("{caller}?", "{calller}?")
    (place.folder / "draft.toml").write_text(draft, "utf-8")
    steps = [
        StepRecord(id="identify", outcome="done", seconds=30),
        StepRecord(id="test", outcome="skipped", seconds=10),
    ]
    for number in range(3):
        run = ProcedureRecord(
            id="card-does-not-work", version="1.0", sha256="", steps=tuple(steps if number else [steps[0], _TESTED])
        )
        place.keep(Call(id=f"20261120-desk-3-{number:04}", answered_at=place.ago(number), procedures=(run,)))
    place.run(*shlex.split(command))
    printed = (place.err + place.out).replace(f"{place.folder}/", "")
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    for part in parts(shown):
        assert any(lines[start : start + len(part)] == part for start in range(len(lines))), (part, printed)


class _Size:
    columns = 80


_TESTED = StepRecord(id="test", outcome="done", seconds=10)


def test_every_deed_is_shown() -> None:
    assert {shlex.split(command)[1] for command, _shown in TRANSCRIPTS} == {"list", "show", "new", "check"}
    assert "callpilot procedures edit" in PAGE
