"""The five forms of a procedure in its pane: each seen, gone through by keys, and kept in the record."""

import pytest
from tests.console.staging import HILL, SMALL, WIDE, make_home, staged

from callpilot.desk.following import open_procedure

HEAD = """
id = "{id}"
title = "{title}"
form = "{form}"
[[revision]]
version = "1.0"
date = 2026-11-01
"""
CARD = (
    HEAD.format(id="card", title="A card", form="workflow")
    + """
[[step]]
id = "state"
title = "Expired or active"
say = "What does the card say?"
notes = ["Several callers in an hour: it may be an outage."]
[[step.choice]]
when = "It is active"
go = "holder"
[[step.choice]]
when = "It has expired"
do = "Advise them to renew it."
go = "fees"
[[step.choice]]
when = "Somebody else used it"
go = "escalate"
severity = "high"
then = "renew"

[[step]]
id = "holder"
title = "Is it the holder"
[[step.field]]
name = "holder"
label = "Holder"
[[step.choice]]
when = "Yes, it is"
if = { holder = "yes" }
go = "renew"
[[step.choice]]
when = "The answer was misheard"
go = "state"

[[step]]
id = "fees"
title = "Say what a new one costs"

[[step]]
id = "renew"
title = "Send a new one"
[[step.choice]]
when = "It is on its way"
go = "close"
"""
)
CLOSING = (
    HEAD.format(id="closing-time", title="Closing time", form="checklist")
    + """
[[step]]
id = "doors"
group = "before"
title = "Lock up"
items = ["Front door", "Back door"]
[[step]]
id = "lights"
group = "after"
title = "Lights"
[[step]]
id = "note"
group = "after"
title = "What the next shift must know"
[[step.field]]
name = "note_for_next_shift"
label = "Note"
type = "long"
"""
)
FAQ = HEAD.format(id="questions", title="Questions", form="faq") + "".join(
    f'\n[[entry]]\nquestion = "{question}"\nanswer = "{answer}"\n'
    for question, answer in (
        ("How do I reset my password?", "By the link on the sign-in page."),
        ("Why is my bill wrong?", "A correction takes two working days."),
        ("Where is the café?", "Opposite the gate. [@click=app.quit]No[/]"),
    )
)
ARTICLE = (
    HEAD.format(id="empathy", title="Empathy", form="article")
    + """
[[step]]
id = "greet"
title = "Greet"
say = "Good morning."
[[step]]
id = "listen"
title = "Listen to the end"
say = "Tell me what happened."
do = "Hands off the keys."
"""
)
GUIDE = (
    HEAD.format(id="camera", title="Camera alert", form="guide")
    + """
[[step]]
id = "look"
title = "Look at the picture"
[[step]]
id = "judge"
title = "Real or false"
[[step]]
id = "report"
title = "Write the report"
"""
)


@pytest.fixture(params=[SMALL, WIDE], ids=["80x24", "120x30"])
async def stage(request, tmp_path):
    home = make_home(tmp_path / "home")
    folder = home.config / "procedures"
    folder.mkdir(exist_ok=True)
    for number, text in enumerate((CARD, CLOSING, FAQ, ARTICLE, GUIDE)):
        (folder / f"{number}.toml").write_text(text, "utf-8")
    async with staged(home, request.param) as stage:
        yield stage


async def _opened(stage, procedure):
    """In a call, with the keys in the pane."""
    await stage.answer(*HILL)
    open_procedure(stage.desk, stage.state.pad.front, procedure, "opened by hand")
    stage.app.set_focus(stage.desk_screen.front.procedure)
    await stage.until(lambda: stage.field == "procedure")
    return stage


async def _closed(stage, procedure):
    await stage.close()
    (call,) = stage.records("call")
    return next(one for one in call["procedures"] if one["id"] == procedure)


# -- workflow ---------------------------------------------------------------------------------------------


async def test_a_workflow_shows_the_way_taken_and_only_what_lies_on_it(stage):
    await _opened(stage, "card")
    await stage.sees(
        "1 It is active", "3 Somebody else used it → escalate", "Several callers in an hour", gone="Say what a new"
    )
    await stage.press("1")
    await stage.sees("It is active", "▸ Is it the holder", "2 The answer was misheard ↩", "✔ Expired or active")
    await stage.press("1")
    await stage.sees("It is active › Yes, it is", "■ end")
    await stage.press("1")
    await stage.sees("■ End: It is on its way", "The call can end.")
    steps = {step["id"]: step["answer"] for step in (await _closed(stage, "card"))["steps"]}
    assert steps == {"state": "It is active", "holder": "Yes, it is", "fees": "", "renew": "It is on its way"}


async def test_going_back_in_a_workflow_loses_no_answer(stage):
    await _opened(stage, "card")
    await stage.press("1", "enter")
    await stage.type("M. Petrov\n")
    await stage.until(lambda: stage.state.front.run.current == "renew")
    await stage.to("name")
    await stage.press("escape", "b", "b")
    await stage.until(lambda: stage.state.front.run.current == "state")
    assert stage.value("holder") == "M. Petrov"
    assert stage.state.front.run.mark("holder").answer == "M. Petrov"
    await stage.press("1")
    await stage.sees("M. Petrov")


# -- checklist --------------------------------------------------------------------------------------------


async def test_a_checklist_is_ticked_item_by_item_and_signed_off(stage):
    await _opened(stage, "closing-time")
    await stage.sees("0 of 3 done", "BEFORE", "1 ☐ Front door", "2 ☐ Back door")
    await stage.press("o")
    await stage.sees("not complete yet")
    await stage.press("2")
    await stage.sees("2 ☑ Back door", "1 ☐ Front door")
    await stage.press("space")
    await stage.sees("1 of 3 done", "▸ Lights")
    await stage.press("space", "enter")
    await stage.until(lambda: stage.field.endswith("note_for_next_shift"))
    await stage.type("The gate [b]sticks[/b].")
    await stage.press("ctrl+t")
    await stage.until(lambda: stage.field == "procedure")
    await stage.sees("3 of 3 done", "signs it off in your name")
    await stage.press("o")
    await stage.sees("✔ Signed off by Maria K., 10:42")
    assert stage.state.pad.values["notes"] == "Closing time: The gate [b]sticks[/b]."
    await stage.press("o")
    assert stage.state.pad.values["notes"].count("sticks") == 1
    record = await _closed(stage, "closing-time")
    assert (record["signed_by"], record["signed_at"][:16]) == ("Maria K.", "2026-11-20T10:42")


async def test_the_note_of_a_checklist_stands_in_the_handover(stage):
    await _opened(stage, "closing-time")
    await stage.press("n", "n", "enter")
    await stage.until(lambda: stage.field.endswith("note_for_next_shift"))
    await stage.type("Lift 2 is out")
    await stage.press("ctrl+t")
    await stage.until(lambda: stage.field == "procedure")
    await stage.press("o")
    await stage.sees("Signed off by")
    await stage.close()
    await stage.press("f10")
    await stage.sees("Closing time: Lift 2 is out")


async def test_what_was_signed_and_is_changed_must_be_signed_again(stage):
    await _opened(stage, "closing-time")
    await stage.press("n", "n", "n", "o")
    await stage.sees("Signed off by")
    await stage.press("b", "s")
    await stage.sees("signs it off in your name", gone="Signed off by")


async def test_only_a_checklist_is_signed_off(stage):
    await _opened(stage, "card")
    await stage.press("o")
    await stage.sees("only a checklist is signed off")


# -- questions and answers --------------------------------------------------------------------------------


async def test_questions_are_gone_through_and_what_was_used_is_in_the_record(stage):
    await _opened(stage, "questions")
    await stage.sees(
        "3 questions", "▸1 How do I reset", "By the link on the", "2 Why is my bill wrong?", gone="two working"
    )
    await stage.press("down", "space")
    await stage.sees("▸2 Why is my bill wrong?", "✔ used in this call", gone="By the link")
    await stage.press("3")
    await stage.sees("▸3 Where is the café?", "✔ Why is my bill wrong?", "[@click=app.quit]")
    await stage.press("down", "down")
    await stage.sees("▸3 Where is the café?")
    record = await _closed(stage, "questions")
    assert [(one["answer"], one["outcome"]) for one in record["steps"]] == [("Why is my bill wrong?", "done")]


async def test_an_answer_noted_by_mistake_is_taken_back(stage):
    await _opened(stage, "questions")
    await stage.press("space")
    await stage.sees("✔ used in this call")
    await stage.press("space")
    await stage.sees("not used after all", gone="used in this call")
    assert stage.state.front.run.marks == ()


async def test_the_filter_forgives_case_and_accents_and_is_on_disk(stage):
    await _opened(stage, "questions")
    await stage.press("slash")
    await stage.type("CAFE")
    await stage.sees("1 of 3 questions", "▸1 Where is the café?", gone="Why is my bill")
    assert stage.value("faq.filter") == "CAFE"
    await stage.press("enter", "space")
    await stage.until(lambda: stage.state.front.run.marks)
    await stage.press("slash")
    await stage.type("zz")
    await stage.sees("No question has these words")
    await stage.press("enter", "space")
    await stage.sees("no question is left")
    record = await _closed(stage, "questions")
    assert [one["answer"] for one in record["steps"]] == ["Where is the café?"]
    (call,) = stage.records("call")
    assert "CAFE" not in str(call)


# -- article and guide ------------------------------------------------------------------------------------


async def test_an_article_can_be_read_through_to_its_end(stage):
    await _opened(stage, "empathy")
    await stage.sees("step 1 of 2", "▸ 1  Greet", "“Good morning.”", "2  Listen to the end", "Tell me what happened.")
    await stage.press("space")
    await stage.sees("step 2 of 2", "▸ 2  Listen", "✔ 1  Greet", "Hands off the keys.")
    await stage.press("space")
    await stage.sees("Read to the end.")


async def test_a_guide_shows_one_step_and_names_the_next(stage):
    await _opened(stage, "camera")
    await stage.sees("step 1 of 3", "▸ 1  Look at the picture", "· 2  Real or false", gone="Write the report")
    await stage.press("space")
    await stage.sees("✔ 1  Look", "▸ 2  Real or false", "· 3  Write the report")


async def test_what_a_choice_asks_to_be_done_stands_above_the_step_that_it_leads_to(stage):
    await _opened(stage, "card")
    await stage.press("2")
    await stage.sees("▸ Say what a new", "↳ Advise them to renew it.")


async def test_how_callers_are_verified_is_said_as_the_account_has_it(stage):
    await _opened(stage, "customer-verification")
    await stage.press("1")
    await stage.sees("Choose the method", "full name,")
