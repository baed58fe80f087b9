"""A directory for tests: invented people, numbers kept for fiction."""

from callpilot.site.people import Contact, Duty, People, Roster, Way, WeekSpan

WORKDAYS = WeekSpan(days=(0, 1, 2, 3, 4), start=8 * 60, end=18 * 60)

OSEI = Contact(
    id="osei", name="Dr Kwame Osei", role="Cardiologist", department="Cardiology", accounts=("surgery",),
    ways=(Way(kind="mobile", to="+44 20 7946 0111", note="not during surgery hours"),
          Way(kind="pager", to="4711"), Way(kind="email", to="osei@surgery.example")),
    hours=(WORKDAYS,), languages=("English", "Twi"), deputies=("reyes", "cardiology"),
    notes="Wants the patient's date of birth first.",
)  # fmt: skip
REYES = Contact(
    id="reyes", name="Nurse Ana Reyes", role="Practice nurse", department="Cardiology", accounts=("surgery",),
    ways=(Way(to="+44 20 7946 0112"),), hours=(WORKDAYS,), languages=("English", "Spanish"),
)  # fmt: skip
DUFF = Contact(
    id="duff", name="Tom Duff", role="Plumber", department="Emergencies", accounts=("plumbing",),
    ways=(Way(kind="mobile", to="+44 161 496 0200"),), hours=(WeekSpan(days=(0,), start=8 * 60, end=12 * 60),),
)  # fmt: skip
SMITH_LAW = Contact(id="smith-law", name="Jo Smith", role="Solicitor", accounts=("law",))
SMITH_SURGERY = Contact(id="smith-surgery", name="Jo Smithson", role="Reception", accounts=("surgery",))
NASTY = Contact(id="nasty", name="[@click=app.quit]Robert[/] Tables", role="[1/2] tab [ok]", notes="[/b]")
CARDIOLOGY = Roster(
    id="cardiology", title="Cardiology on call", account="surgery",
    duties=(Duty(who=("osei", "reyes"), week=(WORKDAYS,)),), fallback=("reyes",),
)  # fmt: skip
EMPTY = Roster(id="lifts", title="Lift engineers")

PEOPLE = People(
    contacts={one.id: one for one in (OSEI, REYES, DUFF, SMITH_LAW, SMITH_SURGERY, NASTY)},
    rosters={one.id: one for one in (CARDIOLOGY, EMPTY)},
)

FAQ = """\
id = "surgery-questions"
title = "Questions to the surgery"
form = "faq"
purpose = "What callers ask the surgery most."
keywords = ["opening", "parking"]

[[revision]]
version = "1.0"
date = 2026-10-01
author = "Site supervisor"
change = "First version."

[[entry]]
question = "When is the surgery open?"
answer = "Monday to Friday, half past eight to six. It is closed on bank holidays."

[[entry]]
question = "Where can I park my car?"
answer = "Behind the building, entrance in Mill Lane; two places are kept for wheelchair users."

[[entry]]
question = "How do I get a repeat prescription?"
answer = "By telephone or in writing; it is ready after two working days. [not by e-mail]"
"""


def add_faq(home) -> None:
    """Put the questions into the site's own procedures."""
    folder = home.config / "procedures"
    folder.mkdir(exist_ok=True)
    (folder / "surgery-questions.toml").write_text(FAQ, "utf-8")
