"""What leaves the product runs nothing: no spreadsheet finds a formula in it, no browser a script."""

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.console.staging import make_home, staged

from callpilot.cli.main import main
from callpilot.desk.writing import put
from callpilot.records.kinds import Call
from callpilot.reports.log import CSV_NOTE, as_csv, neutral

FORMULAS = (
    "=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u3000=1", '"=1"', ' "=cmd|x',
    "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "\ufe661", "\u200b=1", "\u00ad=1", "\u201c=1\u201d", "'=1", "''",
)  # fmt: skip
TAGS = '<script>alert(1)</script><img src=x onerror=alert(1)> "onload=1 javascript:x </style><style>*{}'


@pytest.mark.parametrize("name", ["subject", "name", "notes", "company", "transferred_to"])
def test_no_cell_begins_like_a_formula_and_taking_the_quote_off_gives_the_text_back(name):
    for text in FORMULAS:
        call = json.dumps({"id": "c", name: text}).encode()
        (row,) = csv.DictReader(io.StringIO("".join(as_csv([call]))))
        assert row[name][0] == "'", text
        assert CSV_NOTE in row
        assert row[name][1:] == text.replace("\r", "\n")


@given(st.text(alphabet=st.sampled_from(list("=+-@'\"\t\r\n a;,|\uff1d\u200b\u00a0")), max_size=8))
def test_every_cell_can_be_given_back(text):
    cell = neutral(text)
    assert (cell[1:] if cell.startswith("'") else cell) == text


@given(st.lists(st.text(max_size=30), min_size=4, max_size=4))
def test_a_row_stays_one_row_whatever_stands_in_it(texts):
    call = dict(zip(("name", "notes", "subject", "company"), texts, strict=True))
    rows = list(csv.reader(io.StringIO("".join(as_csv([json.dumps({"id": "c", **call}).encode()])))))
    assert [len(row) for row in rows] == [len(Call.__struct_fields__) + 1] * 2


class _Page(HTMLParser):
    """What a browser would find on a page: its tags with their attributes, in order."""

    def __init__(self):
        super().__init__()
        self.tags = []
        self.policy = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not [name for name, _value in attrs if name.startswith("on") or name in ("src", "href", "action")]
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"]


async def test_a_handovers_page_has_no_tag_but_its_own_and_forbids_what_it_doesnt_need(tmp_path, capsys):
    home = make_home(tmp_path / "home")
    async with staged(home, operator="M <b>") as stage:
        call = await stage.answer("+442079460018", TAGS)
        put(stage.desk, call, **dict.fromkeys(("company", "for", "message", "instructions"), TAGS))
        await stage.close()
        put(stage.desk, stage.state.pad.id, **dict.fromkeys(("handover.summary", "handover.expect", "notes"), TAGS))
        await stage.until(lambda: stage.app.session.journal.saved)
    assert main(["handover", "--format", "html", "--home", str(home.data.parent)]) == 0
    page = _Page()
    out = capsys.readouterr().out
    page.feed(out)
    assert "default-src 'none'" in page.policy
    assert "script-src" not in page.policy
    assert "&lt;script&gt;" in out
    assert set(page.tags) <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "dl", "dt", "dd", "div", "p", "ul", "li",
        "blockquote", "span", "br", "section", "strong",
    }  # fmt: skip
    assert page.tags.count("style") == 1
