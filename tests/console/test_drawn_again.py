"""A run drawn again from its call's record looks just as it did when the call was closed."""

import msgspec
from hypothesis import given, settings
from tests.procedures.any_procedure import DEEDS, procedures
from tests.procedures.following_any import Call

from callpilot.console.widgets.procedure_lines import Drawing
from callpilot.procedures import running
from callpilot.procedures.model import Procedure
from callpilot.procedures.run import Run
from callpilot.records.closing import procedure_record
from callpilot.records.parts import ProcedureRecord
from callpilot.records.replaying import drawn_again

NAMES = (
    "procedure", "version", "sha256", "because", "current", "way", "trail", "started_at", "signed_by", "signed_at",
)  # fmt: skip


def drawn(run: Run, procedure: Procedure, *, roomy: bool) -> tuple[object, object]:
    drawing = Drawing(run, procedure, {"state": "old"}, {"caller": "Anna"}, mono=run.entered, width=40, roomy=roomy)
    return drawing.above, drawing.below


@settings(max_examples=100, deadline=None)
@given(procedures(), procedures("other"), procedures(), DEEDS)
def test_the_record_of_any_run_draws_it_again_exactly(
    first: Procedure, second: Procedure, edited: Procedure, deeds: list[tuple[str, int, str, int]]
) -> None:
    call = Call(first, second, edited)
    for deed in deeds:
        call.do(*deed)
    for run, file in zip(call.runs, call.files, strict=True):
        written = msgspec.json.encode(procedure_record(run, running.all_marks(run, file)))
        again = drawn_again(msgspec.json.decode(written, type=ProcedureRecord))
        assert running.all_marks(again, file) == running.all_marks(run, file)
        for name in NAMES:
            assert getattr(again, name) == getattr(run, name)
        assert again.items == {step: items for step, items in run.items.items() if items}
        assert drawn(again, file, roomy=True) == drawn(run, file, roomy=True)
        assert drawn(again, file, roomy=False) == drawn(run, file, roomy=False)


def test_a_record_of_an_older_version_is_drawn_as_far_as_it_tells() -> None:
    steps = b'[{"id":"a","outcome":"done","answer":"x"},{"id":"b","outcome":"?"}]'
    old = b'{"id":"card","version":"1","sha256":"","steps":' + steps + b"}"
    run = drawn_again(msgspec.json.decode(old, type=ProcedureRecord))
    assert (run.mark("a").answer, run.mark("b").outcome, run.way, run.current) == ("x", "open", (), None)
