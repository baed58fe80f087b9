"""A guide's picture stands under its step's words, large by a key; its words stand there where it can't be drawn."""

import subprocess
import sys

import pytest
from tests.console.pictures import BLUE, RED, follow_guide, png_of, saved, two_halves
from tests.console.staging import SMALL, WIDE, make_home, staged
from textual.app import App

from callpilot.console.picture_drawing import pixels_of
from callpilot.console.themes import DARK
from callpilot.console.widgets.picture import Canvas, Picture
from callpilot.procedures.model import Step

pytestmark = pytest.mark.every_frame

HALVES = "pictures/halves.png"


def colours(stage):
    """The colours of the picture's first and last row of cells, as they are painted."""
    canvas = stage.app.screen.query_one(Canvas)
    strips = [canvas.render_line(y) for y in (0, canvas.rows - 1)]
    return [tuple(next(iter(strip)).style.color.triplet) for strip in strips]


def is_drawn(stage):
    return any(canvas.rows for canvas in stage.app.screen.query(Canvas))


async def drawn(stage, *names):
    await follow_guide(stage, *names)
    return await stage.until(lambda: is_drawn(stage))


async def put(stage, name, data):
    folder = stage.home.config / "procedures" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


@pytest.mark.parametrize("size", [SMALL, WIDE, (200, 50)])
async def test_the_picture_stands_under_the_words_of_its_step(size, home):
    async with staged(home, size) as stage:
        await stage.answer()
        await drawn(stage)
        await is_under_its_words(stage)


async def is_under_its_words(stage):
    rows = (await stage.sees("Step 1", "What do you see?", "Compare.", "▣ Red above", "v: large")).splitlines()
    places = [next(n for n, row in enumerate(rows) if word in row) for word in ("Step 1", "Compare.", "▣ Red above")]
    assert places == sorted(places)
    assert colours(stage) == [RED, BLUE]


async def test_calls_without_a_picture_pay_nothing_for_them(call):
    assert not call.app.screen.query(Picture)
    await call.press("ctrl+t", "ctrl+t")
    assert not call.app.screen.query(Picture)


def test_the_console_starts_without_the_library_for_pictures():
    tried = "import sys, callpilot.console.app; print([n for n in ('PIL', 'textual_image') if n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True).stdout == "[]\n"


async def test_a_step_without_a_picture_shows_none_and_going_back_shows_it_again(call):
    await drawn(call)
    await call.press("n")
    await call.sees("No picture here", "✔", gone="▣")
    assert not is_drawn(call)
    await call.press("b")
    await call.sees("Step 1", "▣ Red above")
    await call.until(lambda: is_drawn(call))


async def test_another_step_shows_its_own_picture(call):
    await put(call, "blue.png", saved(two_halves().rotate(180)))
    await drawn(call, HALVES, "pictures/blue.png")
    await call.press("n")
    await call.until(lambda: is_drawn(call) and colours(call) == [BLUE, RED])


async def test_a_picture_that_was_changed_is_drawn_anew_when_its_step_comes_again(call):
    await drawn(call, HALVES)
    await call.press("n")
    await put(call, "halves.png", saved(two_halves(60, 30).rotate(180)))
    await call.press("b")
    await call.until(lambda: is_drawn(call) and colours(call) == [BLUE, RED])


async def test_the_key_shows_it_large_and_again_leaves_it(small):
    await small.answer()
    await put(small, "photo.jpg", saved(two_halves(800, 600), "JPEG", quality=95))
    await drawn(small, "pictures/photo.jpg")
    before = small.app.screen.query_one(Canvas).rows
    await small.press("v")
    await small.until(lambda: small.screen == "PictureScreen" and is_drawn(small))
    await small.sees("Step 1", "▣ Red above, blue below.", "Esc: back", "F9")
    assert small.app.screen.query_one(Canvas).rows > before
    await small.press("v")
    await small.until(lambda: small.screen == "DeskScreen")
    assert small.field == "procedure"


async def test_the_large_view_follows_the_steps(call):
    await put(call, "blue.png", saved(two_halves().rotate(180)))
    await drawn(call, HALVES, "pictures/blue.png")
    await call.press("v")
    await call.until(lambda: call.screen == "PictureScreen" and is_drawn(call))
    await call.press("ctrl+t")
    await call.sees("Step 2")
    await call.until(lambda: is_drawn(call) and colours(call) == [BLUE, RED])
    await call.press("ctrl+t")
    await call.sees("This step has no picture.")
    await call.press("ctrl+t")
    await call.sees("Every step is done.")
    await call.press("escape")
    await call.until(lambda: call.screen == "DeskScreen")


async def test_an_emergency_is_declared_over_the_large_picture(call):
    await drawn(call)
    await call.press("v")
    await call.until(lambda: call.screen == "PictureScreen")
    await call.press("f9")
    await call.until(lambda: call.state.front_incident and call.field == "location")


async def test_without_a_picture_the_key_says_so(call):
    await call.press("escape", "v")
    await call.sees("this step has no picture")
    assert call.screen == "DeskScreen"


BAD = {
    "text.png": (b"hello", "is not a picture that can be drawn"),
    "cut.png": (saved(two_halves(200, 200))[:200], "is a damaged picture"),
    "bomb.png": (png_of(30_000, 30_000), "has more than 40 megapixels"),
    "large.png": (saved(two_halves()) + bytes(21_000_000), "has 21 MB; 20 MB is the most"),
    "one.png": (saved(two_halves(2, 2)), ""),
    "wide.png": (saved(two_halves(10_000, 10)), ""),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_can_not_be_drawn_is_told_in_its_place_with_its_words(name, call):
    data, fault = BAD[name]
    await put(call, name, data)
    await follow_guide(call, f"pictures/{name}")
    if not fault:
        await call.until(lambda: is_drawn(call))
        return
    await call.until(lambda: call.app.screen.query_one(Picture).fault)
    assert fault in call.app.screen.query_one(Picture).fault
    await call.sees(f"▲ pictures/{name}", "▣ Red above, blue below.")
    await call.press("v")
    await call.until(lambda: call.screen == "PictureScreen")
    await call.sees(fault, "▣ Red above, blue below.")


@pytest.mark.parametrize(("name", "fault"), [("pictures/gone.png", "is not there"), ("../halves.png", "leads out")])
async def test_a_picture_that_is_not_beside_the_procedure_is_told(name, fault, call):
    await follow_guide(call, name)
    await call.until(lambda: call.app.screen.query_one(Picture).fault)
    assert fault in call.app.screen.query_one(Picture).fault


async def test_names_and_words_are_text_and_never_markup(call):
    await put(call, "[red].png", saved(two_halves()))
    await follow_guide(call, "pictures/[red].png", words="[@click=app.quit]x[/] a [b]c")
    await call.until(lambda: is_drawn(call))
    await call.sees("▣ [@click=app.quit]x[/] a […")
    await call.press("v")
    await call.until(lambda: call.screen == "PictureScreen" and is_drawn(call))
    await call.sees("▣ [@click=app.quit]x[/] a [b]c")


async def test_a_name_with_markup_is_told_as_it_stands(call):
    await follow_guide(call, "pictures/[red].png")
    await call.sees("▲ pictures/[red].png is not there")


@pytest.mark.parametrize("how", ["plain", "setting", "no colour"])
async def test_words_alone_where_pictures_are_not_to_be_drawn(how, tmp_path, monkeypatch):
    if how == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    site = {"plain": "plain = true\n", "setting": 'pictures = "off"\n'}.get(how, "")
    async with staged(make_home(tmp_path / "home", site=site), SMALL) as stage:
        await stage.answer()
        await follow_guide(stage)
        words = "picture: Red above, blue below." if how == "plain" else "▣ Red above, blue below."
        await stage.sees(words)
        stage.app.action_deed("picture", "v")
        await stage.until(lambda: stage.screen == "PictureScreen")
        await stage.sees(words)
        assert not is_drawn(stage)
        assert "▀" not in stage.text


def test_a_setting_that_nobody_knows_is_told_and_the_default_holds(tmp_path):
    from callpilot.site.loading import site_at

    site, problems = site_at(make_home(tmp_path / "home", site='pictures = "braille"\n'))
    assert site.pictures == "auto"
    assert ["pictures" in problem.key for problem in problems] == [True]


async def test_the_keys_act_while_a_picture_is_decoded(call, monkeypatch):
    import threading

    held, lets_go = threading.Event(), threading.Event()

    def slow(*asked):
        held.set()
        lets_go.wait(8)
        return pixels_of(*asked)

    monkeypatch.setattr("callpilot.console.picture_making.pixels_of", slow)
    await follow_guide(call)
    await call.until(held.is_set)
    await call.press("f9")
    await call.until(lambda: call.state.front_incident and call.field == "location")
    await call.type("Mill Lane")
    assert call.value("location") == "Mill Lane"
    lets_go.set()
    await call.press("f4")
    await call.until(lambda: is_drawn(call))


class _Alone(App[None]):
    """A widget's own app, that knows nothing of a site or a terminal."""

    def on_load(self):
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self):
        yield Picture()


async def test_the_widget_shows_a_picture_within_the_cells_it_is_given(tmp_path):
    (tmp_path / "halves.png").write_bytes(saved(two_halves(400, 400)))
    app = _Alone()
    async with app.run_test(size=(80, 24)) as pilot:
        picture = app.query_one(Picture)
        step = Step(id="a", title="a", picture="halves.png", picture_text="Halves")
        for columns, rows, shown in [(20, 6, (10, 5)), (8, 20, (8, 4)), (30, 1, (1, 0))]:
            picture.show(tmp_path / "x.toml", step, columns, rows)
            canvas = app.query_one(Canvas)
            for _turn in range(400):
                await pilot.pause(0.01)
                if canvas.rows == shown[1]:
                    break
            assert (canvas.styles.width.value, canvas.rows) == shown
        picture.show(tmp_path / "x.toml", None, 20, 6)
        await pilot.pause()
        assert not picture.display
        assert picture.rows == 0
