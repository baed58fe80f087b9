"""Questions and answers: found whatever the case, and marked under an id of their own."""

from hypothesis import given
from hypothesis import strategies as st

from callpilot.procedures.answers import entry_id, is_used, matching, use
from callpilot.procedures.model import FaqEntry, Procedure
from callpilot.procedures.run import Run

AT = "2026-11-20T10:42:17.000Z"
ENTRIES = (
    FaqEntry(question="Where is the café?", answer="Opposite the gate."),
    FaqEntry(question="Why is my bill wrong?", answer="A correction takes two days."),
)
FAQ = Procedure(id="q", title="Q", form="faq", revisions=(), entries=ENTRIES)
RUN = Run(procedure="q", version="1", sha256="")


def test_every_word_must_be_in_the_question_or_its_answer_whatever_its_case_and_accents():
    assert matching(FAQ, "CAFE gate") == ENTRIES[:1]
    assert matching(FAQ, "bill days") == ENTRIES[1:]
    assert matching(FAQ, "bill gate") == ()
    assert matching(FAQ, "  ") == ENTRIES


def test_an_answer_that_was_used_is_marked_with_its_question_and_the_note_can_be_taken_back():
    run = use(RUN, ENTRIES[1], AT)
    assert is_used(run, ENTRIES[1])
    assert not is_used(run, ENTRIES[0])
    (mark,) = run.marks
    assert (mark.id, mark.answer, mark.at) == ("why-is-my-bill-wrong", "Why is my bill wrong?", AT)
    assert use(run, ENTRIES[1], AT) == RUN


@given(st.text(min_size=1))
def test_a_question_has_an_id_in_the_letters_of_ids_whatever_is_asked(question: str):
    identity = entry_id(FaqEntry(question=question, answer=""))
    assert identity
    assert len(identity) <= 60
    assert set(identity) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
