"""`callpilot completion`: prints what lets a shell complete the command line; and what the shell then asks for."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

HELP = "print what lets bash, zsh or fish complete the command line"
SHELLS = ("bash", "zsh", "fish")
HIDDEN = "_complete"
"""The command that the shells run: `_complete SHELL WORDS…`, the last word being the one that is completed."""

BASH = r"""# bash completion for callpilot. For every new shell: callpilot completion bash > \
#   ~/.local/share/bash-completion/completions/callpilot
_callpilot() {
    local current=${COMP_WORDS[COMP_CWORD]} value quoted action
    COMPREPLY=()
    # bash makes three words of --option=value
    [[ $current == "=" ]] && current=
    while IFS=$'\t' read -r value _; do
        case $value in
            :files | :folders)
                compopt -o filenames 2>/dev/null
                [[ $value == :files ]] && action=-f || action=-d
                while IFS= read -r value; do
                    COMPREPLY+=("$value")
                done < <(compgen "$action" -- "$current") ;;
            *)
                case $current in
                    [\"\']*) COMPREPLY+=("$value") ;;
                    *) printf -v quoted %q "$value"; COMPREPLY+=("$quoted") ;;
                esac ;;
        esac
    done < <(callpilot _complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _callpilot callpilot
"""

ZSH = r"""#compdef callpilot
# zsh completion for callpilot. For every new shell, in a folder of $fpath: callpilot completion zsh > _callpilot
_callpilot() {
    local line prefix
    local -a values shown
    [[ $PREFIX == --*=* ]] && prefix=1
    for line in "${(@f)$(callpilot _complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        case $line in
            '') continue ;;
            :files) [[ -n $prefix ]] && compset -P '*='; _files; return ;;
            :folders) [[ -n $prefix ]] && compset -P '*='; _files -/; return ;;
        esac
        values+=("${line%%$'\t'*}")
        if [[ -n ${line#*$'\t'} ]]; then
            shown+=("${line%%$'\t'*}  -- ${line#*$'\t'}")
        else
            shown+=("${line%%$'\t'*}")
        fi
    done
    (( $#values )) || return 1
    [[ -n $prefix ]] && compset -P '*='
    compadd -l -d shown -a values
}
if [[ ${funcstack[1]} == _callpilot ]]; then
    _callpilot "$@"
else
    compdef _callpilot callpilot
fi
"""

FISH = r"""# fish completion for callpilot. For every new shell:
#   callpilot completion fish > ~/.config/fish/completions/callpilot.fish
function __callpilot_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    test (count $current) -eq 0; and set current ''
    for line in (callpilot _complete fish $words $current 2>/dev/null)
        switch $line
            case ':files*'
                __fish_complete_path $current
            case ':folders*'
                __fish_complete_directories $current
            case '*'
                echo $line
        end
    end
end
complete -c callpilot -f -a '(__callpilot_complete)'
"""

_SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def add_parser(commands: Any) -> "argparse.ArgumentParser":
    """Add this command's parser to argparse's `commands`."""
    epilog = (
        'Try it in the shell you are in: eval "$(callpilot completion bash)"; fish: callpilot completion fish | source'
    )
    parser: argparse.ArgumentParser = commands.add_parser("completion", help=HELP, description=HELP, epilog=epilog)
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="the shell")
    return parser


def run(args: "argparse.Namespace") -> int:
    """Print the script; return 0."""
    sys.stdout.write(_SCRIPTS[args.shell])
    return 0


def answer(words: Sequence[str]) -> int:
    """Print what may stand in the place of the last word, a line each, with a tab before what it means; return 0.

    `words` are the shell's name and what was typed behind `callpilot`, as that shell has it.
    """
    from callpilot.cli.completing import candidates
    from callpilot.plain.untrusted import clean_line

    shell, *typed = words or ["bash"]
    if shell == "bash":
        typed = from_bash(typed)
    lead = ""
    if shell == "fish" and typed and typed[-1].startswith("--") and "=" in typed[-1]:
        lead = typed[-1].partition("=")[0] + "="
    for word, meaning in candidates(typed):
        shown = "" if word.startswith(":") else lead
        sys.stdout.write(f"{shown}{clean_line(word)}\t{clean_line(meaning, 100)}\n")
    return 0


def from_bash(words: Sequence[str]) -> list[str]:
    """Return bash's raw words as they are meant: quotes gone, and `--option` `=` `value` one word again."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or (joined[-1].endswith("=") and joined[-1].startswith("--"))):
            joined[-1] += word
        else:
            joined.append(word)
    return [unquoted(word) for word in joined]


def unquoted(word: str) -> str:
    """Return a word of a shell without its quotes and backslashes; a quote that isn't closed yet is one too."""
    meant: list[str] = []
    quote = ""
    chars = iter(word)
    for char in chars:
        if char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
        elif char == "\\" and quote != "'":
            meant.append(next(chars, ""))
        else:
            meant.append(char)
    return "".join(meant)
