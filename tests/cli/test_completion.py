"""Completion: what the engine offers, and the three shells really run, each as far as it is installed."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest

from callpilot.cli.completing import candidates
from callpilot.cli.completion import SHELLS, from_bash, unquoted
from callpilot.cli.main import COMMANDS, main

INSTALLED = [shell for shell in SHELLS if shutil.which(shell)]
OPERATOR = "Maria “K” O'Brien $HOME"


@pytest.fixture
def home(tmp_path):
    from callpilot.site.home import find_home

    home = find_home(str(tmp_path / "home"), {})
    home.prepare()
    (home.config / "accounts").mkdir()
    (home.config / "site.toml").write_text(
        f'operators = ["{OPERATOR}", "Jonas"]\ndesks = ["desk-1", "front desk"]\n', "utf-8"
    )
    (home.config / "accounts" / "a.toml").write_text('id = "surgery"\nname = "Dr Osei"\n[[line]]\nid = "rx"\n', "utf-8")
    (home.config / "rosters").mkdir()
    (home.config / "rosters" / "cardiology.toml").write_text('name = "Cardiology"\n', "utf-8")
    (home.config / "directory.toml").write_text('[[contact]]\nid = "dr-osei"\nname = "Dr Osei"\n', "utf-8")
    return tmp_path / "home"


@pytest.fixture
def names(home):
    """What is offered behind `callpilot --home HOME`."""
    return lambda *words: [word for word, _meaning in candidates(["--home", str(home), *words])]


def test_every_command_is_offered_with_what_it_does_and_nothing_hidden():
    assert candidates([""]) == [(command.name, command.help) for command in COMMANDS]
    assert candidates(["sh"]) == [("show", "one record with its procedures, timeline and revisions")]
    assert "_complete" not in dict(candidates([""]))


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_option_of_every_command_is_offered(name, capsys):
    main([name, "--help"])
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", capsys.readouterr().out.partition("options:")[2]))
    assert {word for word, _meaning in candidates([name, "--"])} >= told


def test_options_deeds_and_choices_come_from_the_parsers(names):
    assert {"list", "show", "check", "new", "edit", "readings", "import"} <= set(names("procedures", ""))
    assert names("procedures", "new", "card", "--form", "") == ["article", "guide", "workflow", "faq", "checklist"]
    assert names("procedures", "edit", "call-h") == ["call-handling"]
    assert names("procedures", "new", "card", "--from", "call-h") == ["call-handling"]
    assert names("procedures", "new", "call-h") == []
    assert "--json" in names("procedures", "list", "--")
    assert names("handover", "--format", "") == ["text", "markdown", "html", "json", "toml"]
    assert names("handover", "--format=h") == ["html"]
    assert names("ring", "--event", "an") == ["answered"]
    assert names("ring", "--channel", "CH") == ["chat"]


def test_the_sites_own_names_are_offered(names):
    assert names("--operator", "") == [OPERATOR, "Jonas"]
    assert names("--operator", "mar") == [OPERATOR]
    assert names("--desk", "f") == ["front desk"]
    assert names("log", "--account", "") == ["surgery"]
    assert names("ring", "--line", "") == ["rx"]
    assert "message taken" in names("log", "--disposition", "mess")
    assert "call-handling" in names("procedures", "show", "call")
    assert names("handover", "--shift", "") == ["current", "last"]
    assert names("procedures", "check", "") == [":files"]
    assert names("show", "--home", "") == [":folders"]
    assert names("procedures", "show", "x", "") == []


def test_rosters_and_contacts_are_known_by_their_ids(home):
    from callpilot.cli.sources import contacts, rosters

    assert list(rosters(str(home))) == [("cardiology", "Cardiology")]
    assert list(contacts(str(home))) == [("dr-osei", "Dr Osei")]
    where = ["--home", str(home)]
    assert [word for word, _meaning in candidates([*where, "roster", ""])] == ["cardiology", "import"]
    assert candidates([*where, "roster", "import", ""]) == [(":files", "")]
    assert candidates([*where, "directory", "show", "dr"]) == [("dr-osei", "Dr Osei")]
    (home / "config" / "directory.toml").write_text("x = 1\n" * 100_000, "utf-8")
    assert list(contacts(str(home))) == []


def test_newest_calls_are_offered_by_their_short_ids(full):
    full.run("log")
    offered = dict(candidates(["--home", str(full.folder), "show", "004"]))
    assert {"0042", "0043", "0044"} <= set(offered)
    assert "message taken" in offered["0042"]
    assert "0042-m1" in offered
    assert "0042-m1" not in dict(candidates(["--home", str(full.folder), "amend", ""]))
    assert full.shift_id in dict(candidates(["--home", str(full.folder), "handover", "--shift", ""]))


def test_notices_are_offered_by_their_ids(full):
    full.run("notices", "add", "The gate code changes", "--operator", "maria", "--desk", "desk-3")
    full.run("notices")
    ((identity, meaning),) = candidates(["--home", str(full.folder), "notices", "withdraw", ""])
    assert identity in full.out
    assert "desk-3" in meaning


def test_a_home_without_anything_or_with_rubbish_offers_what_there_is(tmp_path):
    where = ["--home", str(tmp_path / "none")]
    assert candidates([*where, "show", ""]) == []
    assert not (tmp_path / "none").exists()
    (tmp_path / "x" / "cache").mkdir(parents=True)
    (tmp_path / "x" / "cache" / "index.sqlite").write_text("not a base at all" * 100)
    (tmp_path / "x" / "config").mkdir()
    (tmp_path / "x" / "config" / "site.toml").write_text("operators = 7 ]")
    assert candidates(["--home", str(tmp_path / "x"), "show", ""]) == []
    assert candidates(["--home", str(tmp_path / "x"), "--operator", ""]) == []


@pytest.mark.parametrize(
    ("raw", "meant"),
    [('"Maria K', "Maria K"), ("Maria\\ K", "Maria K"), ("'a\"b'c", 'a"bc'), ("plain", "plain"), ('"a\\"b"', 'a"b')],
)
def test_a_word_of_bash_is_read_without_its_quotes(raw, meant):
    assert unquoted(raw) == meant


def test_bashs_three_words_of_an_option_with_a_value_are_one_again():
    assert from_bash(["log", "--operator", "=", "Ma"]) == ["log", "--operator=Ma"]
    assert from_bash(["log", "--operator", "="]) == ["log", "--operator="]
    assert from_bash(["log", "--operator", "Ma"]) == ["log", "--operator", "Ma"]


def test_what_is_offered_is_one_clean_line_each(home, capsys):
    (home / "config" / "site.toml").write_text('operators = ["a\\u001b[2Jb\\tc"]\n')
    assert main(["_complete", "fish", "--home", str(home), "--operator", ""]) == 0
    assert capsys.readouterr().out == "a␛[2Jb c\toperator\n"


@pytest.mark.parametrize("words", [[""], ["show", ""], ["--operator", ""], ["procedures", "show", ""]])
def test_it_loads_little_for_its_answer(home, words):
    def loaded(*command):
        argv = [sys.executable, "-X", "importtime", *command]
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
        return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line}

    more = loaded("-m", "callpilot", "_complete", "fish", "--home", str(home), *words) - loaded("-c", "pass")
    assert "callpilot.cli.completion" in more
    assert not {name for name in more if name.split(".")[0] in ("textual", "rich", "phonenumbers", "asyncio")}
    assert len(more) < 150


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_printed(shell, capsys):
    assert main(["completion", shell]) == 0
    assert f"callpilot _complete {shell}" in capsys.readouterr().out


def test_another_shell_is_used_wrongly(capsys):
    assert main(["completion", "tcsh"]) == 2
    assert "bash" in capsys.readouterr().err


# -- the shells themselves -------------------------------------------------------------------------------------


@pytest.fixture
def shell_env(tmp_path, home):
    """A PATH on which `callpilot` is this program, and an empty user's folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "callpilot"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m callpilot "$@"\n')
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(tmp_path), "XDG_CONFIG_HOME": "",
            "CALLPILOT_HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb"}  # fmt: skip


def run(command, env, cwd):
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def bash_replies(env, cwd, *words):
    """What bash puts in the place of the last word."""
    quoted = " ".join(f"'{word}'" if "'" not in word else f'"{word}"' for word in ("callpilot", *words))
    script = (
        "source <(callpilot completion bash); complete -p callpilot > /dev/null || exit 9; "
        f'COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _callpilot; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    return run(["bash", "--norc", "-c", script], env, cwd)


if "bash" in INSTALLED:

    def test_bash_completes_commands_options_and_ids(shell_env, tmp_path):
        assert bash_replies(shell_env, tmp_path, "pro") == ["procedures"]
        assert bash_replies(shell_env, tmp_path, "log", "--acc") == ["--account"]
        assert bash_replies(shell_env, tmp_path, "log", "--account", "=", "su") == ["surgery"]
        assert bash_replies(shell_env, tmp_path, "procedures", "show", "call-h") == ["call-handling"]

    def test_bash_gets_quoted_what_has_spaces_and_signs(shell_env, tmp_path):
        (quoted,) = bash_replies(shell_env, tmp_path, "--operator", "Mar")
        assert run(["bash", "-c", f"printf %s {quoted}"], shell_env, tmp_path) == [OPERATOR]
        assert bash_replies(shell_env, tmp_path, "--desk", '"fro') == ["front desk"]
        assert bash_replies(shell_env, tmp_path, "--desk", "front\\ ") == ["front\\ desk"]

    def test_bash_completes_files_where_a_file_is_wanted(shell_env, tmp_path):
        (tmp_path / "hand over.html").write_text("")
        (tmp_path / "folder").mkdir()
        assert bash_replies(shell_env, tmp_path, "handover", "--out", "hand") == ["hand over.html"]
        assert bash_replies(shell_env, tmp_path, "--home", "fol") == ["folder"]


if "zsh" in INSTALLED:

    def typed_into_zsh(env, cwd, text):
        """Type `text` and Tab into a zsh that is really interactive; return what stands on its screen."""
        import pexpect

        child = pexpect.spawn("zsh", ["-f", "-i"], env={**env, "TERM": "xterm", "PS1": "> "}, cwd=str(cwd),
                              encoding="utf-8", dimensions=(40, 120), timeout=20)  # fmt: skip
        try:
            child.sendline("unsetopt PROMPT_SP; autoload -Uz compinit; compinit -u -D; print re''ady")
            child.expect("ready")
            child.sendline("eval \"$(callpilot completion zsh)\"; print g''o")
            child.expect("\ngo")
            time.sleep(0.3)
            child.send(f"{text}\t")
            end = time.monotonic() + 8
            seen = ""
            while time.monotonic() < end:
                try:
                    seen += child.read_nonblocking(4096, timeout=1.5)
                except pexpect.TIMEOUT:
                    break
            return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x08", "", seen)
        finally:
            child.close(force=True)

    def test_zsh_completes_and_shows_what_each_means(shell_env, tmp_path):
        shown = typed_into_zsh(shell_env, tmp_path, "callpilot procedures ")
        assert "list  -- every procedure in force" in shown
        assert "check  -- find what is wrong" in shown

    def test_zsh_quotes_what_has_spaces(shell_env, tmp_path):
        assert "front\\ desk" in typed_into_zsh(shell_env, tmp_path, "callpilot --desk fr")
        assert "--account=surgery" in typed_into_zsh(shell_env, tmp_path, "callpilot log --account=su")


if "fish" in INSTALLED:

    def fish_offers(env, cwd, text):
        script = f"callpilot completion fish | source; complete -C '{text}'"
        return dict(line.partition("\t")[::2] for line in run(["fish", "--no-config", "-c", script], env, cwd))

    def test_fish_completes_with_what_each_means(shell_env, tmp_path):
        assert fish_offers(shell_env, tmp_path, "callpilot pro")["procedures"].startswith("list, show")
        assert fish_offers(shell_env, tmp_path, "callpilot log --account ") == {"surgery": "Dr Osei"}
        assert "--account=surgery" in fish_offers(shell_env, tmp_path, "callpilot log --account=su")
        assert OPERATOR in {
            word.replace("\\", "") for word in fish_offers(shell_env, tmp_path, "callpilot --operator Mar")
        }

    def test_fish_completes_files_where_a_file_is_wanted(shell_env, tmp_path):
        (tmp_path / "hand.html").write_text("")
        assert "hand.html" in fish_offers(shell_env, tmp_path, "callpilot handover --out ha")
