"""What the commands print of a hostile home: no code, no formula, nothing that a browser runs."""

import contextlib
import csv
import io
import json
import sys
import tomllib
from html.parser import HTMLParser

import pytest
from tests.console.staging import make_home
from tests.hostile.nasty import ACTING, NASTY, TURNING
from tests.hostile.place import FILE_NAME, hostile_home
from tests.hostile.wire import unmeant

from callpilot.cli.main import main
from callpilot.plain.untrusted import visible

CALL, OPEN = "20261120-desk-7-0003", "20261120-desk-3-0001"
COMMANDS = (
    "log", "log --json", "log --csv", "work", "work --json", f"show {CALL}", f"show {CALL} --json",
    f"show {CALL} --toml", f"show {OPEN}", f"show {OPEN} --json", "handover", "handover --format markdown",
    "handover --format html", "handover --format json", "handover --format toml", "roster", "roster --json",
    "directory list", "directory list --json", "notices --all", "notices --json", "procedures list",
    "procedures show odd-workflow", "procedures show odd-faq", "procedures check", "procedures readings",
    "procedures readings --json", "records verify", "records export", "records export --format csv",
    "_complete callpilot show", "_complete callpilot procedures show", "_complete callpilot log --account",
)  # fmt: skip
BREAKING = (
    "script",
    "iframe",
    "object",
    "embed",
    "img",
    "link",
    "a",
    "form",
    "input",
    "svg",
    "base",
    "video",
    "b",
    "x",
)


@pytest.fixture(scope="module", params=[29])
def home(request, tmp_path_factory):
    """Handed over and not; every second text stands elsewhere."""
    return hostile_home(tmp_path_factory.mktemp("hostile") / "home", request.param, handed_over=bool(request.param))


@pytest.fixture
def shell(home, monkeypatch):
    """A shell's completion has no `--home` of its own."""
    monkeypatch.setenv("CALLPILOT_HOME", str(home.data.parent))


def at_home(command: str, home) -> list[str]:
    """The words of a command on this home."""
    words = command.split()
    return [*words, ""] if words[0] == "_complete" else [*words, "--home", str(home.data.parent)]


def said(command: str, home) -> str:
    """What a command prints, on both streams, into a pipe."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(at_home(command, home))
    assert status in (0, 1), (status, err.getvalue())
    assert "unexpected fault" not in err.getvalue()
    assert not [char for char in err.getvalue() if visible(char) != char]
    return out.getvalue()


def acting(text: str) -> list[str]:
    return [ascii(text[max(0, n - 20) : n + 9]) for n, char in enumerate(text) if visible(char) != char]


@pytest.mark.parametrize("command", COMMANDS)
def test_into_a_pipe_goes_nothing_that_acts(command, home, shell):
    text = said(command, home)
    if command != "records export":  # as it was written, byte for byte
        assert not acting(text)
    words = command.split()
    if "--json" in words or words[-1] == "json":
        for part in text.splitlines() if words[0] in ("log", "work") else filter(None, [text]):
            json.loads(part)
    elif "toml" in words[-1]:
        tomllib.loads(text)
    elif "csv" in words[-1]:
        rows = list(csv.reader(io.StringIO(text)))
        assert len({len(row) for row in rows}) == 1
        cells = [cell for row in rows[1:] for cell in row]
        assert not [cell for cell in cells if cell.lstrip()[:1] in (*"=+-@＝＋－＠", "\t") and cell]
    elif words[-1] == "html":
        assert not Page(text).faults
    elif words[-1] == "markdown":
        assert not Page(_rendered(text)).faults


def _rendered(text: str) -> str:
    from markdown_it import MarkdownIt

    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)


class Page(HTMLParser):
    """A page, looked at for anything that a browser would run, load or follow."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.styles = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in BREAKING:
            self.faults.append(f"<{tag}>")
        self.styles += tag == "style"
        for name, value in attrs:
            if name.startswith("on") or name in (
                "style",
                "href",
                "src",
                "action",
                "background",
                "srcset",
                "http-equiv",
            ):
                self.faults.append(f"{tag} {name}={value}")
        if self.styles > 1:
            self.faults.append("a second style")

    def handle_comment(self, data):
        self.faults.append(f"a comment {data}")


@pytest.mark.parametrize("command", COMMANDS)
def test_onto_a_terminal_goes_nothing_that_acts(command, home, shell):
    assert not unmeant(on_terminal(at_home(command, home)), controls="\n\t")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("sample") / "home")


SAID = {**ACTING, **TURNING, "file name": FILE_NAME, "option": NASTY["option"], "format": NASTY["format"]}


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
def test_an_error_says_back_nothing_that_acts(text, sample, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a home of that name is made where it is asked for
    text = text.replace("\0", "")
    for words in (
        [text], ["log", "--since", text], ["show", text], ["log", "--limit", text], ["handover", "--format", text],
        ["--desk", text, "--operator", text], ["log", f"--{text}"], ["procedures", "show", text],
        ["amend", CALL, "--set", text, "--why", text], ["procedures", "import", text], ["directory", "import", text],
        ["roster", "import", text], ["log", "--home", text], ["procedures", "check", text],
    ):  # fmt: skip
        at = [] if "--home" in words else ["--home", str(sample.data.parent)]
        assert not unmeant(on_terminal([*words, *at]), controls="\n\t")


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_terminal(words: list[str]) -> bytes:
    """What a command sends to a terminal: standard output and standard error are one."""
    sent = io.BytesIO()
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = Terminal(sent, encoding="utf-8", write_through=True)
    try:
        main(words)
        return sent.getvalue()
    finally:
        sys.stdout, sys.stderr = before


@pytest.mark.parametrize(
    "page",
    ["<script>x</script>", "<p onclick=x>", "<a href='javascript:x'>", "<style></style><style></style>", "<!-- x -->"],
)
def test_what_a_browser_would_run_is_found(page):
    assert Page(f"<html>{page}").faults


def test_a_record_that_cant_be_written_as_it_is_is_written_nevertheless():
    from callpilot.journal.codec import decode, encode
    from callpilot.records.kinds import Call

    assert decode(encode(Call(id="1", messages=("a\ud800b",), fields={"a\ud800": "x"})), Call).messages == ("a?b",)
