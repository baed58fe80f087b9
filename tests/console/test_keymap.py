"""The site's `[keys]`: what holds is in force, what doesn't is named, and nobody is left without a key."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.console.staging import make_home, staged

from callpilot.console.deeds import BY_ID, DEEDS, key_badge, key_words
from callpilot.console.key_table import deed_table, key_table, renewed
from callpilot.console.keymap import keymap, read_keys


def _problems(wanted):
    keys, problems = read_keys(wanted, "site.toml")
    return keys, [f"{problem.key}: {problem.message}" for problem in problems]


def test_every_deed_has_an_id_of_its_own_and_what_an_operator_needs_to_know():
    assert max(Counter(deed.id for deed in DEEDS).values()) == 1
    assert all(deed.title and deed.help.endswith(".") for deed in DEEDS)


def test_no_key_means_two_things_in_one_place():
    for where in ("procedure", "log", "record"):
        keys = Counter(key for deed in DEEDS if deed.where in ("anywhere", where) for key in deed.keys)
        assert [key for key, count in keys.items() if count > 1] == []


def test_every_function_key_has_a_second_for_terminals_that_keep_it():
    for deed in DEEDS:
        if any(key[0] == "f" and key[1:].isdigit() for key in deed.keys):
            assert len(deed.keys) >= 2, deed.id


def test_the_keys_of_the_contract_are_the_registrys():
    contract = {"f1": "help", "f2": "answer", "f3": "find", "f4": "next_call", "f5": "hold", "f7": "escalate",
                "f8": "end", "f9": "emergency", "ctrl+t": "tick", "ctrl+p": "palette"}  # fmt: skip
    assert {BY_ID[identity].keys[0] for identity in contract.values()} == set(contract)


def test_a_deeds_line_takes_the_place_of_all_its_keys():
    keys, problems = _problems({"escalate": "Alt+U", "hold": ["alt+h", "^x"]})
    assert problems == []
    assert (keys["escalate"], keys["hold"]) == (("alt+u",), ("alt+h", "ctrl+x"))
    assert keys["end"] == BY_ID["end"].keys


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"escalte": "f6"}, "no deed has that name; did you mean “escalate”?"),
        ({"zzz": "f6"}, "no deed has that name"),
        ({"escalate": "f8"}, "F8 is the key of “end” already"),
        ({"escalate": "n"}, "“n” alone would be typed into fields"),
        ({"escalate": "escape"}, "can't be used: it leaves typing"),
        ({"escalate": "tab"}, "can't be used: it goes to the next field"),
        ({"escalate": "F 7 !"}, "is no key; write it like f9"),
        ({"escalate": ""}, "is no key"),
        ({"escalate": []}, "names no key"),
        ({"next_step": "space"}, "Space is the key of “tick_here” already"),
    ],
)
def test_what_can_not_hold_is_named_and_the_deed_keeps_its_keys(wanted, said):
    keys, problems = _problems(wanted)
    (name,) = wanted
    (problem,) = problems
    assert problem.startswith(f"keys.{name}: ")
    assert said in problem
    assert keys["escalate"] == BY_ID["escalate"].keys
    assert keys["next_step"] == BY_ID["next_step"].keys


def test_two_deeds_may_swap_their_keys():
    keys, problems = _problems({"escalate": "f8", "end": "f7"})
    assert (keys["escalate"], keys["end"], problems) == (("f8",), ("f7",), [])


_KEYS = st.sampled_from([*(f"f{n}" for n in range(1, 13)), "ctrl+a", "ctrl+t", "n", "space", "tab", "", "?", "F9"])


@given(st.dictionaries(st.sampled_from([*BY_ID, "nonsense"]), st.one_of(_KEYS, st.lists(_KEYS, max_size=3))))
def test_whatever_a_site_writes_no_key_ends_up_with_two_deeds(wanted):
    keys, _problems = read_keys(wanted, "site.toml")
    assert set(keys) == set(BY_ID)
    for where in ("procedure", "log", "record"):
        taken = [
            key
            for identity, chosen in keys.items()
            if BY_ID[identity].where in ("anywhere", where)
            for key in set(chosen)
        ]
        assert max(Counter(taken).values()) == 1


def test_each_numbered_choice_has_a_binding_of_its_own():
    keys, _problems = read_keys({}, "site.toml")
    assert [keymap(keys)[f"choose.{n}"] for n in "123456789"] == list("123456789")


def test_keys_are_written_as_operators_read_them():
    shown = {
        key: key_words(key) for key in ("f9", "ctrl+t", "ctrl+backslash", "space", "n", "ctrl+right_square_bracket")
    }
    assert list(shown.values()) == ["F9", "Ctrl+T", "Ctrl+\\", "Space", "n", "Ctrl+]"]
    assert key_badge("ctrl+t") == "^T"


def test_the_documents_tables_name_every_deed_and_are_renewed_in_their_place():
    assert all(deed.title in key_table() and f"`{deed.id}`" in deed_table() for deed in DEEDS)
    text = renewed("before\n<!-- keys -->\nOUTDATED\n<!-- /keys -->\nafter\n")
    assert "OUTDATED" not in text
    assert text.startswith("before\n<!-- keys -->")
    assert text.endswith("<!-- /keys -->\nafter\n")
    assert renewed(text) == text
    with pytest.raises(ValueError, match="expected <!-- /keys -->"):
        renewed("<!-- keys -->\n")


async def test_a_sites_key_does_its_deed_and_the_old_one_no_longer(tmp_path):
    home = make_home(tmp_path / "home", site='[keys]\nescalate = "alt+u"\nchoose = ["f1", "2"]\nnext_step = "m"\n')
    async with staged(home) as stage:
        assert "keys.choose" in str(stage.faults)
        await stage.answer()
        await stage.press("f7")
        assert stage.screen == "DeskScreen"
        await stage.sees("Alt+U Escal")
        await stage.press("alt+u")
        await stage.until(lambda: stage.screen == "EscalateScreen")
        await stage.press("escape", "escape", "n")
        assert stage.state.front.run.current == "greeting"
        await stage.press("m")
        assert stage.state.front.run.current == "caller"
        await stage.press("f1")
        await stage.sees("Alt+U")


async def test_a_fault_in_the_sites_keys_is_shown_and_can_be_read(tmp_path):
    home = make_home(tmp_path / "home", site='theme = "purple"\n[keys]\nescalte = "f6"\nhold = "f9"\n')
    async with staged(home) as stage:
        await stage.sees("▲ 3 faults in files")
        await stage.palette(BY_ID["faults"].title)
        await stage.until(lambda: stage.screen == "FaultsScreen")
        await stage.reads("did you mean “escalate”?", "F9 is the key of “emergency” already")
        await stage.reads("no theme is called “purple”")
