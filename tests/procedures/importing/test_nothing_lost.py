"""Whatever a document says is in the file or is told; and no document ends in anything but a clear line."""

import contextlib
import datetime as dt
import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callpilot.procedures.importing.accounting import texts
from callpilot.procedures.importing.blocks import DocumentRefused
from callpilot.procedures.importing.labels import LABEL_WORDS
from callpilot.procedures.importing.opening import read_document
from callpilot.procedures.importing.recognising import recognise
from callpilot.procedures.importing.writing import to_toml
from callpilot.procedures.reading import read_procedure

TODAY = dt.date(2026, 11, 25)
DOCUMENTS = sorted((Path(__file__).parent / "documents").iterdir())
BEGINNINGS = (
    "", "1. ", "2) ", "a) ", "iv. ", "IV. ", "1.1 ", "- ", "• ", "* ", "o ", "▪ ", "-> ", "[ ] ", "☐ ", "Step 2: ",
    "Q: ", "A: ", "Q1. ", "If ", "If not ", "Otherwise, ", "Condition: ", "Take action: ", "Yes: ", "Tip: ", "WARNING ",
    "Note: ",
    "Say: ", "Purpose: ", "Scope: ", "Responsible: ", "References: ", "Contacts: ", "Version: ", "Effective date: ",
    "Approved by: ", "Title: ", "SOP 2: ", "# ", "## ", "> ", "**", "| ", "Before ", "Page 2 ", "   ", "      - ", "\t",
    "Name: ",
    "Date: ",
)  # fmt: skip
LABELS = (
    "Purpose", "Scope", "Procedure", "Steps:", "References", "Contacts", "Revision history", "Approval", "FAQ",
    "Tips", "Warnings", "Notes:", "Title", "Table of contents", "Checklist", "Responsibilities",
    "Version | Date | Author",
    "Condition | Action", "Name | Position | Date", "",
)  # fmt: skip
ENDINGS = (
    "",
    ".",
    "?",
    ":",
    ", go to step 1.",
    ", escalate.",
    " → end the call",
    "**",
    " |",
    " | zz | zz",
    "”",
    "    yy    zz",
)


@st.composite
def documents(draw):
    """Lines as documents have them; every word of theirs is unlike every other."""
    lines = []
    for number in range(draw(st.integers(1, 14))):
        if draw(st.integers(0, 3)) == 0:
            lines.append(draw(st.sampled_from(LABELS)))
            continue
        count = draw(st.integers(0, 12))
        words = " ".join(f"w{number}x{at}" for at in range(count))
        if draw(st.booleans()):
            words = f"“{words}”"
        lines.append(draw(st.sampled_from(BEGINNINGS)) + words + draw(st.sampled_from(ENDINGS)))
    return draw(st.sampled_from(("\n", "\n\n", "\r\n"))).join(lines)


def read(raw, suffix):
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"sop{suffix}"
        path.write_bytes(raw)
        document = read_document(path)
        made, left = recognise(document, name="Sop", source="sop", today=TODAY, titles={}, taken=set())
        for one in made:
            file = Path(place) / f"{one.procedure.id}.toml"
            file.write_text(to_toml(one.procedure, "Made."), "utf-8", newline="\n")
            again, problems = read_procedure(file)
            assert again is not None, problems
    return document, made, left


def kept(made, left):
    told = [line.text for line in (*left, *(line for one in made for line in one.left))]
    return {
        word
        for text in (*texts([one.procedure for one in made]), *told)
        for word in re.findall(r"\w+", text.casefold())
    }


@settings(deadline=None, derandomize=True, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(text=documents(), suffix=st.sampled_from((".txt", ".md")))
def test_every_word_is_in_the_file_or_told(text, suffix):
    try:
        _document, made, left = read(text.encode(), suffix)
    except DocumentRefused:
        assert not re.search(r"w\d+x", text)
        return
    wanted = set(re.findall(r"w\d+x\d+", text))
    assert wanted - kept(made, left) == set()


@settings(deadline=None, derandomize=True, max_examples=200)
@given(raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))),
       suffix=st.sampled_from((".txt", ".md", ".html", ".docx")))  # fmt: skip
def test_arbitrary_bytes_end_in_procedures_or_in_our_own_refusal(raw, suffix):
    with contextlib.suppress(DocumentRefused):
        read(raw, suffix)


def test_every_word_of_every_example_is_in_the_file_or_told():
    for path in DOCUMENTS:
        document, made, left = read(path.read_bytes(), path.suffix)
        words = {word for block in document.blocks for word in re.findall(r"[^\W\d_]{3,}", block.words.casefold())}
        months = {"january", "march", "may", "sept"}
        numbers = {"iii", "vii", "viii"}  # of sections
        heads = {"problem"}  # of columns
        blanks = {"company", "customer", "agent", "name", "your"}
        assert words - kept(made, left) - LABEL_WORDS - months - blanks - numbers - heads == set(), path.name
