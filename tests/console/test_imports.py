"""What works without a console pays nothing for one: looked at in a process of its own."""

import subprocess
import sys

import pytest

WATCHED = "print(sorted({'textual', 'rich', 'msgspec'} & set(sys.modules)))"


def _loaded(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\n{WATCHED}"], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "import callpilot.desk.desk, callpilot.desk.answering, callpilot.desk.closing, callpilot.desk.emergencies",
        "import callpilot.desk.escalating, callpilot.desk.restoring, callpilot.desk.amend, callpilot.intake.feed",
        "import callpilot.reports.handover, callpilot.reports.handover_html, callpilot.reports.record_text",
        "import callpilot.cli.main, callpilot.cli.log, callpilot.cli.show, callpilot.cli.amend, callpilot.cli.handover",
        "import callpilot.cli.records, callpilot.cli.procedures, callpilot.cli.demo",
        "import callpilot.console.session, callpilot.console.deeds, callpilot.console.keymap",
    ],
    ids=lambda code: code.split()[1].rstrip(","),
)
def test_nothing_below_the_screens_loads_textual_or_rich(code):
    assert _loaded(code) in ("[]", "['msgspec']")


def test_the_softphones_hook_loads_nothing_heavy():
    assert _loaded("import callpilot.cli.main, callpilot.cli.ring") == "[]"


def test_the_command_line_without_a_command_of_the_console_stays_light():
    assert _loaded(
        "from callpilot.cli.main import main\ntry:\n    main(['--version'])\nexcept SystemExit:\n    pass"
    ).endswith("[]")
