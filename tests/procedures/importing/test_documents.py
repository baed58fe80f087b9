"""Documents as people write them become procedures of the form that they have."""

import datetime as dt
from pathlib import Path

import pytest

from callpilot.procedures.checking import check
from callpilot.procedures.importing.opening import read_document
from callpilot.procedures.importing.recognising import recognise
from callpilot.procedures.importing.writing import to_toml
from callpilot.procedures.loading import load_library, load_paths, shipped_folder

DOCUMENTS = Path(__file__).parent / "documents"
TODAY = dt.date(2026, 11, 25)


def imported(path, titles=None, taken=()):
    """All that is made of a document, and every line that a person is told."""
    made, left = recognise(
        read_document(path), name="A title", source=path.name, today=TODAY, titles=titles or {}, taken=set(taken)
    )
    return [one.procedure for one in made], [*left, *(line for one in made for line in one.left)]


@pytest.fixture
def document(tmp_path):
    def write(text, name="sop.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return imported(path)

    return write


def only(name):
    (procedure,), left = imported(DOCUMENTS / name)
    return procedure, left


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda path: path.name)
def test_what_is_made_of_every_document_passes_the_check(path, tmp_path):
    made, _left = imported(path)
    for procedure in made:
        (tmp_path / f"{procedure.id}.toml").write_text(to_toml(procedure, "Made."), "utf-8")
    library = load_paths([tmp_path])
    assert set(library.procedures) == {procedure.id for procedure in made}
    assert check(library, today=TODAY, beside=load_library([shipped_folder()])) == []
    for procedure in made:
        again = library.procedures[procedure.id]
        assert (again.steps, again.entries, again.revisions) == (
            procedure.steps,
            procedure.entries,
            procedure.revisions,
        )


def test_conditions_become_choices_that_lead_where_the_text_says():
    procedure, left = only("card-does-not-work.txt")
    assert procedure.form == "workflow"
    identify, verify, test, close = procedure.steps
    assert [(one.when, one.go) for one in identify.choices] == [
        ("The card is expired", "close"),
        ("The card is active", verify.id),
    ]
    assert [(one.when, one.go, one.then, one.severity) for one in verify.choices] == [
        ("Identity matches", test.id, "next", ""),
        ("Identity does not match", "escalate", "close", "high"),
    ]
    assert test.choices[0].go == close.id
    assert close.phase == "close"
    assert identify.say == "Good morning, {caller}, this is {operator} from {company}."
    assert any("names the procedure “Technical support”" in line.what and line.place == 21 for line in left)


def test_the_head_of_a_document_is_known_by_its_labels():
    procedure, _left = only("card-does-not-work.txt")
    assert procedure.title == "Card Does Not Work"
    assert procedure.purpose == "To help a customer whose card is refused."
    assert procedure.scope == "This applies to all agents of {company}."
    assert [(one.version, one.date, one.author) for one in procedure.revisions] == [
        ("1.0", dt.date(2024, 1, 5), "J. Smith"),
        ("1.1", dt.date(2025, 3, 20), "A. Lee"),
    ]
    assert procedure.approval is not None
    assert (procedure.approval.by, procedure.approval.position) == ("R. Okafor", "Head of service")


def test_roman_headings_lettered_groups_and_tables_of_markdown_are_understood():
    procedure, left = only("call-centre.md")
    assert procedure.responsible.startswith("- Agents handle calls")
    assert list(dict.fromkeys(step.group for step in procedure.steps)) == ["Inbound calls", "Outbound calls"]
    assert [one.version for one in procedure.revisions] == ["2.0", "2.1"]  # the last is in force
    assert procedure.references == ("Customer Service Handbook", "Data Protection Act")
    assert procedure.steps[2].items == ("Note names as they are spelt.", "Read the number back.")
    assert procedure.steps[-1].notes == ("Never leave card details in the notes.",)
    assert any(line.text == "[reason for call]" for line in left)


@pytest.mark.parametrize(("name", "count"), [("faq.md", 3), ("faq.txt", 3)])
def test_questions_and_answers_become_a_faq(name, count):
    procedure, left = only(name)
    assert procedure.form == "faq"
    assert len(procedure.entries) == count
    assert all(entry.question.endswith("?") for entry in procedure.entries)
    assert left == []


def test_an_answer_that_was_broken_to_fit_the_page_is_one_sentence():
    procedure, _left = only("faq.txt")
    assert procedure.entries[0].answer == (
        "Hold the power key for ten seconds. Then charge it for an hour before you try again."
    )


def test_boxes_make_a_checklist_with_its_groups_and_sub_items():
    procedure, _left = only("closing.md")
    assert procedure.form == "checklist"
    assert procedure.steps[0].items == ("every box", "the emergency line")
    assert [step.group for step in procedure.steps][::2] == ["Before closing", "During closing", "After closing"]
    assert procedure.steps[-1].warnings == ("Never leave the emergency line without a forward.",)


def test_odd_bullets_a_byte_order_mark_soft_hyphens_and_windows_lines_are_read():
    procedure, _left = only("message-taking.txt")
    assert procedure.purpose == "Messages reach the right person, complete and in time."
    assert [step.title for step in procedure.steps][1] == "Take the message"
    assert procedure.steps[1].items == ("name", "callback number", "with the country code", "message, word for word")
    assert procedure.references == ("Call handling", "Telephone list")


def test_the_head_of_every_page_is_left_out_and_told_and_latin_1_is_read():
    procedure, left = only("lift.txt")
    assert [line.place for line in left if "head or foot of a page" in line.what] == [1, 10, 20]
    assert procedure.revisions[-1].author == "J. Müller"
    assert procedure.contacts == ("Lift engineer: +44 20 7946 0155", "Duty manager: +44 20 7946 0156")
    assert procedure.steps[1].choices[0].go == "emergency"
    assert procedure.steps[1].choices[1].go == procedure.steps[2].id


def test_a_table_flattened_to_lines_is_a_table():
    procedure, left = only("flat-table.txt")
    assert [(one.version, one.author) for one in procedure.revisions] == [("1.0", "K. Lund"), ("1.1", "K. Lund")]
    assert [choice.go for choice in procedure.steps[-1].choices] == ["escalate", "close", "tell-your-supervisor"]
    assert procedure.steps[-1].items[1] == "since when"
    assert left == []


def test_several_sops_in_one_document_become_several_procedures():
    (first, second), left = imported(DOCUMENTS / "two-sops.txt")
    assert (first.title, second.title) == ("Complaint Resolution", "Call Escalation")
    assert first.steps[2].choices[1].go == "escalate"
    assert first.steps[2].choices[1].then == first.steps[3].id
    assert second.purpose == "The right person knows in time."
    assert [line.text for line in left] == ["Operations handbook of {company}"]


def test_steps_with_pictures_make_a_guide_and_the_pictures_are_told_not_copied():
    procedure, left = only("camera.html")
    assert procedure.form == "guide"
    assert procedure.steps[0].notes == ("A picture belongs here: Live picture of camera 4",)
    assert procedure.steps[2].say == "Camera four shows a person at the rear door."
    assert procedure.steps[2].do == ""
    assert [line.place for line in left] == [8, 9, 10]
    assert "secret" not in to_toml(procedure, "")


def test_a_word_document_is_read_with_its_styles_tables_and_without_card_numbers():
    procedure, left = only("service-request.docx")
    assert procedure.form == "workflow"
    assert [step.title for step in procedure.steps] == ["Open the request", "Check the account", "Confirm"]
    assert procedure.steps[1].warnings == ("The card •••• •••• •••• 1111 is never written down.",)
    assert [one.date for one in procedure.revisions] == [dt.date(2024, 5, 1), dt.date(2025, 9, 9)]
    assert procedure.approval is not None
    assert [line.text for line in left] == ["Northgate Answering · confidential", "Page 1"]


def test_a_word_document_with_bold_lines_for_headings_and_a_picture_at_each_step_is_a_guide():
    procedure, _left = only("headset.docx")
    assert procedure.form == "guide"
    assert (procedure.steps[0].title, procedure.steps[0].do) == (
        "Look at the cable",
        "Replace it when the wire shows.",
    )
    assert procedure.steps[-1].tips == ("Keep the spare in the drawer.",)
    assert procedure.steps[-1].warnings == ("Never pull at the cable.",)


def test_a_condition_within_a_condition_becomes_a_step_of_its_own(document):
    (procedure,), _left = document(
        "Refunds\n\nSteps\n1. Find the order\n   If it was paid by card:\n"
        "      If it is under 30 days old: refund it.\n"
        "      If it is older: escalate to billing.\n   If it was paid in cash: go to step 2.\n2. Tell the caller\n"
    )
    find, inner, tell = procedure.steps
    assert [(one.when, one.go) for one in find.choices] == [
        ("It was paid by card", inner.id),
        ("It was paid in cash", tell.id),
    ]
    assert [one.go for one in inner.choices] == [tell.id, "escalate"]


def test_a_condition_that_is_said_twice_is_one(document):
    (procedure,), left = document(
        "Cards\n\nSteps\n1. Look\n   Condition: The card is expired\n   If the card is expired\n"
        "   Take action: renew it.\n"
        "   If the card is blocked: escalate.\n   If the card is blocked: escalate.\n2. Close\n"
    )
    assert [one.when for one in procedure.steps[0].choices][-1] == "The card is blocked"
    assert len(procedure.steps[0].choices) == 2
    assert any("twice" in line.what for line in left)


def test_yes_and_no_lead_on(document):
    (procedure,), _left = document(
        "Router\n\nSteps\n1. Is the light green?\n   Yes: go to step 3\n   No: go to step 2\n2. Switch it off and on\n"
        "   Return to step 1 and look again.\n3. Close the call\n"
    )
    assert [(one.when, one.go) for one in procedure.steps[0].choices] == [
        ("Yes", procedure.steps[2].id),
        ("No", procedure.steps[1].id),
    ]


def test_a_procedure_that_is_in_force_is_known_by_its_title(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "Faults\n\nSteps\n1. Look\n If it smokes: see the Technical support procedure.\n If not: end the call.\n"
    )
    (procedure,), _left = imported(path, titles={"technical support": "technical-support"})
    assert procedure.steps[0].choices[0].go == "procedure:technical-support"


def test_a_list_alone_is_a_procedure_with_the_files_name(document):
    (procedure,), left = document("1. Greet\n2. Listen\n3. Close\n")
    assert procedure.title == "A title"
    assert [step.title for step in procedure.steps] == ["Greet", "Listen", "Close"]
    assert left == []


def test_prose_alone_keeps_its_paragraphs_as_steps(document):
    (procedure,), _left = document(
        "How we greet\n\nProcedure\n\nSay who you are and for whom you answer, slowly.\n\n"
        "Then ask how you can help, and wait.\n"
    )
    assert len(procedure.steps) == 2
    assert procedure.steps[0].title == "Say who you are and for whom you answer, slowly"


def test_a_process_with_questions_makes_two_files(document):
    made, _left = document(
        "# Returns\n\n## Procedure\n1. Ask for the number\n2. Look it up\n\n## FAQ\n**Q: Is it free?**\n\nA: Yes.\n\n"
        "**Q: How long?**\n\nA: A week.\n",
        "sop.md",
    )
    assert [(one.id, one.form) for one in made] == [("returns", "article"), ("returns-questions", "faq")]
    assert made[1].entries[1].answer == "A week."


def test_a_blank_nobody_knows_stays_as_words_and_a_brace_becomes_a_bracket(document):
    (procedure,), left = document(
        "T of [Widget]\n\nSteps\n1. Say {foo} to {{Customer Name}} and <Agent Name>\n2. End\n"
    )
    assert procedure.steps[0].title == "Say [foo] to {caller} and {operator}"
    assert [line.text for line in left if "blank" in line.what] == ["[Widget]", "[foo]"]


def test_what_has_no_place_is_kept_as_a_note_and_told_with_its_line(document):
    (procedure,), left = document(
        "Greeting\n\nDefinitions\n\nPBX means the exchange.\n\nProcedure\n1. Greet\n2. Listen\n"
    )
    assert procedure.steps[0].notes == ("Definitions: PBX means the exchange.",)
    assert [(line.place, line.text) for line in left] == [(5, "Definitions: PBX means the exchange.")]


def test_a_date_that_could_be_two_is_told():
    _procedure, left = only("card-does-not-work.txt")
    assert [line.text for line in left if "two ways" in line.what] == ["05/01/2024"]


def test_an_id_that_is_taken_is_not_given_again(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Message taking\n\nSteps\n1. Take it\n2. Pass it on\n")
    (procedure,), _left = imported(path, taken=["message-taking"])
    assert procedure.id == "message-taking-2"


def test_footnotes_are_notes_and_links_keep_their_addresses(document):
    (procedure,), _left = document(
        '<h1>Refunds</h1><h2>Procedure</h2><ol><li>Look it up in <a href="https://example.org/book">the book</a></li>'
        '<li>Pay</li></ol><ol><li id="footnote-1"><p>Cash needs a receipt.</p></li></ol>',
        "sop.html",
    )
    assert [step.title for step in procedure.steps] == ["Look it up in the book (https://example.org/book)", "Pay"]
    assert procedure.steps[1].notes == ("Cash needs a receipt.",)


def test_conditions_nested_without_end_are_still_read(document):
    nested = "".join(f"{' ' * (at + 3)}If a{at} holds\n" for at in range(400))
    (procedure,), _left = document(f"Deep\n\nSteps\n1. Look\n{nested}2. Close\n")
    assert {choice.when for step in procedure.steps for choice in step.choices} >= {"A399 holds"}


def test_a_second_approval_is_kept_as_a_note_and_an_empty_one_is_none(document):
    (procedure,), _left = document(
        "Keys\n\nSteps\n1. Take\n2. Give\n\nApproval\nApproved by: “”\n\nApproval\n"
        "Name | Position | Date\nA. Kaya | Manager | 2025-01-02\nB. Silva | Director | 2025-01-03\n"
    )
    assert procedure.approval is not None
    assert any("B. Silva" in note for note in procedure.steps[-1].notes) or "B. Silva" in procedure.approval.by
