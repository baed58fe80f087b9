"""What is well-formed and still wrong is found, at its line; what is right is left alone."""

import datetime as dt
from pathlib import Path

import pytest

from callpilot.procedures.against_site import SiteNames
from callpilot.procedures.checking import check
from callpilot.procedures.loading import load_library, load_paths, shipped_folder

TODAY = dt.date(2026, 11, 23)
HEAD = """id = "card"
title = "Card"
form = "workflow"
{}
[[revision]]
version = "1.0"
date = 2026-11-20
"""


def found(tmp_path: Path, steps: str, head: str = "", others: str = "") -> list[str]:
    path = tmp_path / "card.toml"
    path.write_text(HEAD.format(head) + steps, encoding="utf-8")
    if others:
        (tmp_path / "other.toml").write_text(others, encoding="utf-8")
    library = load_paths([tmp_path])
    assert library.problems == []
    return [str(problem).removeprefix(f"{path}:") for problem in check(library, today=TODAY)]


def a_step(identity: str, *lines: str) -> str:
    return "\n".join(("[[step]]", f'id = "{identity}"', f'title = "{identity}"', *lines, ""))


def a_choice(go: str, *lines: str) -> str:
    return "\n".join(("[[step.choice]]", f'when = "{go}"', f'go = "{go}"', *lines))


def test_the_shipped_library_has_no_fault() -> None:
    assert check(load_library([shipped_folder()]), today=dt.date.today()) == []


def test_a_loop_with_an_exit_and_a_way_back_are_right(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("b"), a_choice("c")) + a_step("b", a_choice("a"), a_choice("back"))
    assert found(tmp_path, steps + a_step("c", a_choice("close"))) == []


def test_a_step_that_nobody_can_reach_is_found(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("c")) + a_step("b") + a_step("c")
    assert found(tmp_path, steps) == ["15: b: no way leads to this step"]


def test_a_loop_without_an_exit_is_found(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("b")) + a_step("b", a_choice("a"))
    assert found(tmp_path, steps) == [
        "9: a: stands in a loop that has no exit",
        "15: b: stands in a loop that has no exit",
    ]


def test_a_step_that_only_leads_to_itself_is_a_loop(tmp_path: Path) -> None:
    assert found(tmp_path, a_step("a", a_choice("a"))) == ["9: a: stands in a loop that has no exit"]


def test_a_go_to_nothing_is_found_and_so_is_the_way_that_ends_there(tmp_path: Path) -> None:
    assert found(tmp_path, a_step("a", a_choice("nowhere"))) == [
        "13: a.choice[1].go: leads to “nowhere”, which is no step of this procedure and none of "
        "next, back, close, escalate, emergency, procedure:<id>",
        "9: a: the way ends here without an end: no choice leads on",
    ]


def test_a_first_step_that_only_goes_back_has_no_end(tmp_path: Path) -> None:
    assert found(tmp_path, a_step("a", a_choice("back"))) == [
        "9: a: the way ends here without an end: no choice leads on"
    ]


def test_references_to_procedures_that_are_not_there_are_found(tmp_path: Path) -> None:
    head = 'references = ["card", "no-such-procedure", "The staff handbook, chapter 4"]'
    assert found(tmp_path, a_step("a", a_choice("procedure:gone", 'then = "lost"')), head)[:3] == [
        "4: references: there is no procedure “no-such-procedure”",
        "13: a.choice[1].go: there is no procedure “gone”",
        "14: a.choice[1].then: there is no step “lost” in this procedure",
    ]


def test_a_protocol_without_contacts_is_found(tmp_path: Path) -> None:
    (fault,) = found(tmp_path, a_step("a"), 'protocol = "outage"')
    assert fault.endswith("contacts: is empty: the outage protocol has nobody to tell")


def test_a_placeholder_that_nobody_fills_is_found_wherever_it_stands(tmp_path: Path) -> None:
    steps = a_step("a", 'say = "{caller}, {card_stat}"', 'notes = ["{card_state} {nobody}"]')
    other = HEAD.replace('"card"', '"other"').format("") + a_step("x", "[[step.field]]", 'name = "card_state"')
    assert found(tmp_path, steps, others=other) == [
        "11: a.say: nobody fills the placeholder {card_stat}: no field of that name is asked for",
        "12: a.notes: nobody fills the placeholder {nobody}: no field of that name is asked for",
    ]


def test_a_revision_dated_in_the_future_is_found(tmp_path: Path) -> None:
    later = '[[revision]]\nversion = "2.0"\ndate = 2026-11-24\n'
    assert found(tmp_path, later + a_step("a")) == [
        "10: revision[2].date: version 2.0 is dated in the future (2026-11-24)"
    ]


def test_a_missing_picture_is_found_and_one_that_is_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "there.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    steps = "".join(
        a_step(name, f'picture = "pictures/{name}.png"', 'picture_text = "what is seen"') for name in ("there", "gone")
    )
    assert found(tmp_path, steps) == ["16: gone.picture: there is no picture pictures/gone.png beside the file"]


def test_a_condition_that_can_never_be_met_is_found(tmp_path: Path) -> None:
    field = '[[step.field]]\nname = "state"\ntype = "choice"\nchoices = ["old", "new"]'
    steps = a_step(
        "a", field, a_choice("next", 'if = { state = "broken" }'), a_choice("close", 'if = { unheard = "x" }')
    )
    assert [line.split(": ", 1)[1] for line in found(tmp_path, steps)] == [
        "a.choice[1].if: “state” is never “broken”",
        "a.choice[2].if: asks for “unheard”, which no step writes",
    ]


def test_a_severity_without_an_escalation_is_found(tmp_path: Path) -> None:
    steps = a_step("a", a_choice("next", 'severity = "high"'))
    assert found(tmp_path, steps) == ['14: a.choice[1].severity: belongs to go = "escalate" only']


def test_faults_of_loading_come_first(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id =", encoding="utf-8")
    library = load_paths([tmp_path])
    assert check(library, today=TODAY) == library.problems


def test_procedures_beside_those_checked_may_be_referred_to(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    path.write_text(
        HEAD.format('references = ["complaint"]') + a_step("a", 'say = "{remedy_wanted}"'), encoding="utf-8"
    )
    shipped = load_library([shipped_folder()])
    assert check(load_paths([path]), today=TODAY, beside=shipped) == []
    assert len(check(load_paths([path]), today=TODAY)) == 2


@pytest.mark.parametrize("go", ["escalate", "emergency", "close", "next"])
def test_every_way_out_is_an_end(tmp_path: Path, go: str) -> None:
    assert found(tmp_path, a_step("a", a_choice(go))) == []


# -- slips, ways without an exit, the site ---------------------------------------------------------------


def test_a_condition_is_met_whatever_its_capitals_and_in_any_field_of_that_name(tmp_path: Path) -> None:
    one = '[[step.field]]\nname = "state"\ntype = "choice"\nchoices = ["Old", "new"]'
    two = '[[step.field]]\nname = "state"\ntype = "choice"\nchoices = ["lost"]'
    again = '[[step.field]]\nname = "again"\ntype = "yes-no"'
    steps = a_step("a", one, a_choice("next", 'if = { state = ["old", "LOST"] }')) + a_step(
        "b", two, again, a_choice("next", 'if = { again = "maybe" }'), a_choice("next", 'if = { channel = "fax" }')
    )
    assert [line.split(": ", 1)[1] for line in found(tmp_path, steps)] == [
        "b.choice[1].if: “again” is never “maybe”",
        "b.choice[2].if: “channel” is never “fax”",
    ]


def test_procedures_that_only_lead_into_each_other_have_no_exit(tmp_path: Path) -> None:
    other = HEAD.replace('"card"', '"other"').format("") + a_step("x", a_choice("procedure:card"))
    assert found(tmp_path, a_step("a") + a_step("b", a_choice("procedure:other")), others=other)[0] == (
        "16: b.choice[1].go: “other” only leads back here, and no way through the two ends"
    )
    out = other + a_choice("close")
    assert found(tmp_path, a_step("a", a_choice("procedure:other"), a_choice("procedure:card")), others=out) == []
    assert found(tmp_path, a_step("a", a_choice("procedure:card")), others=out)[0].startswith(
        "13: a.choice[1].go: “card” only leads back here"
    )


def test_references_in_a_ring_are_right(tmp_path: Path) -> None:
    other = HEAD.replace('"card"', '"other"').format('references = ["card"]') + a_step("x")
    assert found(tmp_path, a_step("a"), 'references = ["other"]', others=other) == []


@pytest.mark.parametrize(
    ("head", "steps", "fault"),
    [
        ('serves = ["A1", "A11"]', "", "4: serves: there is no row “A11” in the standards"),
        ('serves = ["F1"]', "", "4: serves: there is no row “F1” in the standards"),
        ('serves = ["ISO 9001 8.2", "E8", "B12", "own"]', "", ""),
        ("", '[[revision]]\nversion = "0.9"\ndate = 2026-11-01\n',
         "7: revision[1].date: version 1.0 is newer than 0.9, which stands last and is in force"),
        ("", '[[revision]]\nversion = "1.0"\ndate = 2026-11-21\n', "6: revision[1].version: version 1.0 stands twice"),
    ],
)  # fmt: skip
def test_slips_in_the_head_are_found(tmp_path: Path, head: str, steps: str, fault: str) -> None:
    assert found(tmp_path, steps + a_step("a"), head) == ([fault] if fault else [])


def test_slips_in_the_steps_are_found(tmp_path: Path) -> None:
    many = a_step("a", *(a_choice("next") for _ in range(10)))
    assert found(tmp_path, many) == ["38: a: has 10 choices; they are taken with one digit, so 9 are the most"]
    say = 'say = "{Caller}, { call back } {call-back} {callback} {x y}"'
    assert found(tmp_path, a_step("a", say, a_choice("next", 'then = "close"'))) == [
        '15: a.choice[1].then: belongs to go = "escalate", "emergency" or "procedure:…" only',
        "11: a.say: {Caller} is read out as it stands; is {caller} meant?",
    ]
    (fault,) = found(tmp_path, a_step("a", a_choice("next", 'do = "Say {nothing}."')))
    assert fault.startswith("14: a.choice[1].do: nobody fills the placeholder {nothing}")


def test_an_answers_placeholders_are_looked_at_too(tmp_path: Path) -> None:
    path = tmp_path / "faq.toml"
    entry = '[[entry]]\nquestion = "Q?"\nanswer = "{nothing}"\n'
    path.write_text(HEAD.format("").replace('"workflow"', '"faq"') + entry, "utf-8")
    assert [str(one) for one in check(load_paths([path]), today=TODAY)] == [
        f"{path}:10: entry[1].answer: nobody fills the placeholder {{nothing}}: no field of that name is asked for"
    ]


SITE = SiteNames(
    accounts=frozenset({"surgery"}), call_types=frozenset({"support"}), reaches=lambda name, _account: name == "dr-osei"
)


def test_what_the_site_does_not_have_is_found_in_its_own_files(tmp_path: Path) -> None:
    head = 'accounts = ["surgery", "gone"]\ncall_types = ["support", "suport"]\n'
    head += 'contacts = ["dr-osei", "nobody", "Fire brigade 999"]'
    path = tmp_path / "card.toml"
    path.write_text(HEAD.format(head) + a_step("a"), encoding="utf-8")
    faults = check(load_paths([path]), today=TODAY, site=SITE)
    assert [str(fault).removeprefix(f"{path}:") for fault in faults] == [
        "6: contacts: neither the directory nor a roster has “nobody”",
        "4: accounts: there is no account “gone”; there are surgery",
        "5: call_types: no call is of the type “suport”; there are support",
    ]
    assert check(load_paths([path]), today=TODAY) == []


def test_of_the_shipped_ones_only_whom_a_protocol_tells_is_held_against_the_site() -> None:
    shipped = load_library([shipped_folder()])
    faults = check(shipped, today=dt.date.today(), site=SITE)
    assert {fault.key for fault in faults} == {"contacts"}
    protocols = {one.source for one in shipped.procedures.values() if one.protocol}
    assert {fault.source for fault in faults} <= protocols


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('id = "card"', '\ufeffid = "card"'),
        ("\n", "\r\n"),
        ('"Card"', '"Card \u2028 \x85"'),
        ("form =", 'keywords = [\n  "x = 1",\n  # [[step]] """\n  "[y]"\n]\nform ='),
        ("form =", 'purpose = """\n[[step]]\nid = "no"\n""" # " [\nform ='),
        ("form =", "scope = '''a''' # [[\npurpose = '\"\"\"'\nform ="),
    ],
    ids=["mark", "CRLF", "signs", "list", "text", "quotes"],
)
def test_the_line_is_right_whatever_stands_before_it(tmp_path: Path, before: str, after: str) -> None:
    text = (HEAD.format("") + a_step("a") + a_step("b", 'say = "{nobody}"')).replace(before, after)
    path = tmp_path / "card.toml"
    path.write_bytes(text.encode())
    (fault,) = check(load_paths([path]), today=TODAY)
    assert "{nobody}" in text.split("\n")[fault.line - 1]


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    path.write_bytes((HEAD.format("") + a_step("a", 'say = "Grüß Gott"')).encode("latin-1"))
    assert [str(one) for one in load_paths([path]).problems] == [f"{path}:11: is not UTF-8 text; save it as UTF-8"]


def test_the_second_of_two_files_with_one_id_is_named_with_its_line(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text("# Ours.\n" + HEAD.format("") + a_step("a"), encoding="utf-8")
    (fault,) = load_paths([tmp_path]).problems
    assert str(fault).startswith(f"{tmp_path / 'b.toml'}:2: id: “card” is the id of a.toml too, which is used")


def test_ten_thousand_steps_are_checked(tmp_path: Path) -> None:
    ways = (a_choice("next"), a_choice("s0"), a_choice("back"))
    path = tmp_path / "card.toml"
    path.write_text(HEAD.format("") + "\n".join(a_step(f"s{number}", *ways) for number in range(10_000)), "utf-8")
    assert check(load_paths([path]), today=TODAY) == []
