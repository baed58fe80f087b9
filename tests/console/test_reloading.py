"""The site's files are edited by hand while the console runs."""

from tests.console.staging import make_home, staged

from callpilot.console.deeds import BY_ID


def edit(home, before="Northgate Answering", after="Southgate", more=""):
    path = home.config / "site.toml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after) + more)


async def test_an_edit_of_the_settings_is_in_force_without_a_restart(tmp_path):
    home = make_home(tmp_path / "home")
    async with staged(home) as stage:
        edit(home, more='[keys]\nescalate = "ctrl+v"\n')
        stage.app.reloading.look()
        await stage.sees("Southgate", "^V Escal")


async def test_types_of_calls_that_were_edited_are_offered_in_the_next_call(tmp_path):
    home = make_home(tmp_path / "home")
    async with staged(home) as stage:
        edit(home, "[escalation]", 'call_types = ["repair", "quote"]\n[escalation]')
        stage.app.reloading.look()
        await stage.until(lambda: stage.state.site.call_types == ("repair", "quote"))
        await stage.answer()
        await stage.to("type")
        await stage.press("2")
        assert stage.value("type") == "quote"


async def test_nothing_changes_in_the_middle_of_a_call(tmp_path):
    home = make_home(tmp_path / "home")
    async with staged(home) as stage:
        await stage.answer()
        edit(home)
        stage.app.reloading.look()
        await stage.sees("taken up when the open calls are closed", "Northgate", gone="Southgate")
        await stage.type("Anna")
        await stage.press("f8", "f8")
        await stage.type("Prices")
        await stage.press("f8")
        await stage.until(lambda: not stage.state.calls)
        stage.app.reloading.look()
        await stage.sees("Southgate")


async def test_a_broken_file_leaves_the_last_good_one_in_force_and_says_so(tmp_path):
    home = make_home(tmp_path / "home")
    async with staged(home) as stage:
        site = stage.state.site
        good = (home.config / "site.toml").read_text()
        edit(home, after='South"gate')
        stage.app.reloading.look()
        await stage.sees("faults in files", "not taken up")
        assert stage.state.site == site
        stage.app.reloading.look()
        await stage.settle()
        assert stage.state.site == site
        await stage.palette(BY_ID["faults"].title)
        await stage.reads("what was in force stays")
        await stage.press("escape")
        (home.config / "site.toml").write_text(good)
        edit(home)
        stage.app.reloading.look()
        await stage.sees("Southgate", gone="faults in files")


async def test_a_procedure_that_is_broken_while_running_stays_as_it_was(tmp_path):
    home = make_home(tmp_path / "home")
    mine = home.config / "procedures" / "own.toml"
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text(PROCEDURE)
    async with staged(home) as stage:
        assert stage.state.library.get("own").title == "Our own"
        mine.write_text(PROCEDURE.replace("Our own", "Changed"))
        stage.app.reloading.look()
        await stage.until(lambda: stage.state.library.get("own").title == "Changed")
        mine.write_text("title = ")
        stage.app.reloading.look()
        await stage.until(lambda: "own.toml" in str(stage.faults))
        assert stage.state.library.get("own").title == "Changed"


async def test_a_procedure_changed_while_it_is_followed_is_the_new_one_afterwards(tmp_path):
    home = make_home(tmp_path / "home")
    mine = home.config / "procedures" / "own.toml"
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text(PROCEDURE)
    async with staged(home) as stage:
        from callpilot.desk import following

        following.open_procedure(stage.desk, stage.state.pad.id, "own", "opened by hand")
        mine.write_text(PROCEDURE.replace("Our own", "Changed"))
        stage.app.reloading.look()
        await stage.sees("are in force")
        assert stage.state.library.get("own").title == "Our own"
        following.leave_procedure(stage.desk, stage.state.pad.id)
        stage.app.reloading.look()
        assert stage.state.library.get("own").title in ("Our own", "Changed")


PROCEDURE = """
id = "own"
title = "Our own"
form = "checklist"
purpose = "To be followed."
[[revision]]
version = "1.0"
date = 2026-01-01
author = "Supervisor"
change = "First."
[[step]]
id = "one"
phase = "greet"
title = "One"
"""
