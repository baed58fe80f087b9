import io
import os
import shutil
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest

from callpilot import __version__
from callpilot.cli import main as dispatcher
from callpilot.cli import parsing
from callpilot.cli.main import COMMANDS, main
from callpilot.cli.parsing import CommandError


@pytest.fixture
def command(monkeypatch):
    """Put a command in the place of `log` that does what the test says."""

    def put(run):
        module = ModuleType("stand_in")
        module.add_parser = lambda commands: commands.add_parser("log")
        module.run = run
        monkeypatch.setitem(sys.modules, "callpilot.cli.log", module)

    return put


def raising(fault):
    def run(args):
        raise fault

    return run


def test_the_version_is_said_and_all_is_well(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"callpilot {__version__}\n"


def test_help_lists_every_command(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(command.name in shown and command.help.split()[0] in shown for command in COMMANDS)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_has_help_and_takes_a_home(name, capsys):
    assert main([name, "--help"]) == 0
    assert "--home" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["lgo"],
        [""],
        ["--colour"],
        ["log", "--nope"],
        ["show"],
        ["records", "burn"],
        ["show", "a", "\x1b[2J\n"],
        ["records"],
    ],
)
def test_wrong_use_is_one_line_on_stderr_and_status_2(words, capsys):
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err
    assert said.err.startswith("callpilot: ")
    assert "--help" in said.err


def test_without_a_command_the_console_is_opened_with_its_options(monkeypatch):
    seen = {}
    start = SimpleNamespace(run=lambda args: seen.update(vars(args)) or 0)
    monkeypatch.setitem(sys.modules, "callpilot.console.start", start)
    assert main(["--operator", "log", "--desk", "desk-3", "--home", "x", "--read-only"]) == 0
    assert (seen["operator"], seen["desk"], seen["home"], seen["read_only"]) == ("log", "desk-3", "x", True)


@pytest.mark.parametrize(
    "words", [["--home", "h", "log"], ["--home=h", "log"], ["log", "--home", "h"], ["log", "--home=h"]]
)
def test_the_home_may_stand_before_or_after_the_command(words, command):
    seen = []
    command(lambda args: seen.append(args.home) or 0)
    assert main(words) == 0
    assert seen == ["h"]


def test_no_home_is_none(command):
    seen = []
    command(lambda args: seen.append(args.home) or 0)
    main(["log"])
    assert seen == [None]


def test_only_the_module_of_the_command_is_loaded(monkeypatch, capsys):
    loaded = []
    real = dispatcher.importlib.import_module
    monkeypatch.setattr(dispatcher.importlib, "import_module", lambda name: loaded.append(name) or real(name))
    main(["show", "--help"])
    assert loaded == ["callpilot.cli.show"]


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["ring", "+442079460018", "--name", "Ann"]])
def test_quick_commands_load_nothing_heavy(words, tmp_path):
    code = (
        "import sys; from callpilot.__main__ import main; sys.argv[1:] = sys.argv[1:]; status = main();"
        "heavy = {'textual', 'rich', 'msgspec', 'phonenumbers', 'sqlite3'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else status)"
    )
    environ = {**os.environ, "CALLPILOT_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_command_that_is_named_first_is_asked_without_the_others_and_says_the_same(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    command = dispatcher.command_meant(["ring"])
    module = dispatcher.importlib.import_module(command.module)
    said = []
    for alone in (True, False):
        for words in (["ring", "--help"], ["ring", "1", "--event", "x"], ["ring"], ["ring", "1", "--nme", "x"]):
            with pytest.raises(SystemExit):
                dispatcher.make_parser(command, module, alone=alone).parse_args(words)
        said.append(capsys.readouterr())
    assert said[0] == said[1]
    assert main(["--help"]) == 0
    assert "completion" in capsys.readouterr().out


@pytest.mark.parametrize("columns", ["60", "132", "0", "wide", ""])
def test_help_is_as_wide_as_the_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert parsing._columns() == shutil.get_terminal_size().columns


def test_a_commands_own_status_is_the_exit_status(command):
    command(lambda args: 1)
    assert main(["log"]) == 1


@pytest.mark.parametrize("status", [1, 2, 3])
def test_a_command_error_is_one_line_with_its_status(status, command, capsys):
    command(raising(CommandError("what\nwhere", status)))
    assert main(["log"]) == status
    assert capsys.readouterr().err == "callpilot: what where\n"


def test_a_file_that_cannot_be_read_is_named_with_status_3(command, capsys):
    command(raising(PermissionError(13, "Permission denied", "/some/file")))
    assert main(["log"]) == 3
    said = capsys.readouterr().err
    assert "/some/file" in said
    assert "Permission denied" in said
    assert said.count("\n") == 1


def test_an_unexpected_fault_is_one_line_and_is_logged_without_what_a_caller_said(command, tmp_path, capsys):
    command(raising(KeyError("Anna Petrov +44 20 7946 0018")))
    assert main(["--home", str(tmp_path), "log"]) == 3
    said = capsys.readouterr().err
    log = tmp_path / "data" / "errors.log"
    assert said.count("\n") == 1
    assert "KeyError" in said
    assert str(log) in said
    assert "KeyError" in log.read_text()
    assert "test_main.py" in log.read_text()
    assert "Petrov" not in log.read_text() + said
    if os.name == "posix":
        assert log.stat().st_mode & 0o777 == 0o600


def test_a_fault_that_cannot_be_logged_is_still_one_line(command, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    command(raising(ValueError("x")))
    assert main(["log", "--home", str(tmp_path / "file")]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_home_that_is_a_file_is_named_with_status_3(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["ring", "anonymous", "--home", str(tmp_path / "file")]) == 3
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said
    assert said.count("\n") == 1


def test_an_interrupt_ends_quietly(command, capsys):
    command(raising(KeyboardInterrupt()))
    assert main(["log"]) == 130
    assert capsys.readouterr().err == ""


def test_a_reader_that_has_enough_ends_the_command_quietly(command, capsys, monkeypatch):
    monkeypatch.setattr(dispatcher, "_reader_gone", lambda: 0)
    command(raising(BrokenPipeError()))
    assert main(["log"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
def test_a_closed_pipe_leaves_no_complaint_at_exit(tmp_path):
    code = (
        "import sys, types; m = types.ModuleType('m'); m.add_parser = lambda c: c.add_parser('log');"
        "m.run = lambda a: sys.stdout.write('x\\n' * 200000) and 0; sys.modules['callpilot.cli.log'] = m;"
        "from callpilot.__main__ import main; sys.exit(main())"
    )
    child = subprocess.Popen([sys.executable, "-c", code, "log"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.read(2)
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait() == 0


def test_text_that_the_terminal_cannot_show_does_no_harm(command, monkeypatch):
    command(lambda args: sys.stdout.write("← 日本 \ud800\n") and 0)
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["log"]) == 0
