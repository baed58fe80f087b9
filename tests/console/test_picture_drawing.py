"""From a file to a few pixels, and from those to cells; whatever is in the file, there is an answer and no error."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.console.pictures import BLUE, GREEN, RED, png_of, saved, two_halves

from callpilot.console.picture_drawing import Pixels, fitted, half_blocks, pixels_of

BLACK = (0, 0, 0)


def drawn(tmp_path: Path, data: bytes, columns: int = 40, rows: int = 20, ground=BLACK):
    path = tmp_path / "picture"
    path.write_bytes(data)
    return pixels_of(path, columns, rows, ground)


def near(one, other, by=12):
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("form", "mode", "how"),
    [("PNG", "RGB", {}), ("PNG", "RGBA", {}), ("PNG", "P", {}), ("JPEG", "RGB", {"quality": 95}),
     ("JPEG", "RGB", {"progressive": True, "quality": 95}), ("GIF", "P", {})],
)  # fmt: skip
def test_every_kind_of_picture_keeps_its_colours(form, mode, how, tmp_path):
    pixels = drawn(tmp_path, saved(two_halves().convert(mode), form, **how))
    assert (pixels.width, pixels.height) == (40, 20)
    if mode == "P":  # a palette of the web's colours is a coarse one
        assert pixels.at(20, 2)[0] > 150 > pixels.at(20, 17)[0]
    else:
        assert near(pixels.at(20, 2), RED)
        assert near(pixels.at(20, 17), BLUE)


@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16"])
def test_grey_pictures_are_grey(mode, tmp_path):
    image = Image.new("L", (20, 20), 255)
    image.paste(0, (0, 10, 20, 20))
    image = image.convert("I").point(lambda grey: grey * 256).convert("I;16") if mode == "I;16" else image.convert(mode)
    pixels = drawn(tmp_path, saved(image))
    assert near(pixels.at(10, 2), (255, 255, 255))
    assert near(pixels.at(10, 17), (0, 0, 0))


def test_a_picture_for_print_is_shown_in_the_colours_of_a_screen(tmp_path):
    pixels = drawn(tmp_path, saved(two_halves().convert("CMYK"), "JPEG", quality=95))
    assert near(pixels.at(20, 2), RED, 30)


def test_the_ground_shows_through_where_a_picture_is_transparent(tmp_path):
    image = Image.new("RGBA", (20, 20), (*RED, 255))
    image.paste((0, 0, 0, 0), (0, 10, 20, 20))
    pixels = drawn(tmp_path, saved(image), ground=GREEN)
    assert pixels.at(5, 2) == RED
    assert pixels.at(5, 17) == GREEN


def test_of_a_moving_picture_the_first_frame_is_shown(tmp_path):
    frames = [Image.new("RGB", (10, 10), colour) for colour in (RED, BLUE, GREEN)]
    pixels = drawn(tmp_path, saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert near(pixels.at(5, 5), RED)


def test_a_photo_stands_upright_however_the_camera_was_held(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side: the picture's left is up
    lying = two_halves(40, 20).transpose(Image.Transpose.ROTATE_90)
    pixels = drawn(tmp_path, saved(lying, "JPEG", quality=95, exif=exif))
    assert (pixels.width, pixels.height) == (40, 20)
    assert near(pixels.at(20, 2), RED)


@pytest.mark.parametrize(
    ("size", "shown"), [((1, 1), (1, 1)), ((10000, 10), (40, 1)), ((10, 10000), (1, 20)), ((4000, 3000), (27, 20))]
)
def test_odd_sizes_are_shown_as_large_as_there_is_room(size, shown, tmp_path):
    pixels = drawn(tmp_path, saved(Image.new("RGB", size, RED)))
    assert (pixels.width, pixels.height) == shown
    assert near(pixels.at(0, 0), RED)


def test_a_large_picture_is_averaged_and_not_sampled(tmp_path):
    stripes = Image.new("RGB", (2000, 1000))
    for x in range(0, 2000, 2):
        stripes.paste((255, 255, 255), (x, 0, x + 1, 1000))
    assert near(drawn(tmp_path, saved(stripes)).at(20, 10), (128, 128, 128))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a picture"),
        (b"hello", "not a picture"),
        (b"<svg/>", "not a picture"),
        (saved(two_halves(), "BMP"), "not a picture"),
        (saved(two_halves())[:60], "damaged"),
        (saved(two_halves(400, 400), "JPEG")[:900], "damaged"),
        (saved(two_halves(), "GIF")[:50], "damaged"),
        (png_of(100, 100), "damaged"),
        (png_of(30_000, 30_000), "more than 40 megapixels"),
        (png_of(2**31 - 1, 2**31 - 1), "more than 40 megapixels"),
    ],
)
def test_what_is_no_picture_or_broken_or_huge_is_told_in_a_few_words(data, reason, tmp_path):
    assert reason in drawn(tmp_path, data)


def test_a_file_of_50_mb_is_not_even_read(tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.write(saved(two_halves()))
        file.truncate(50_000_000)
    assert pixels_of(path, 40, 20, BLACK) == "has 50 MB; 20 MB is the most that is drawn"


def test_a_picture_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("callpilot.console.picture_drawing.LONGEST", -1)
    assert "takes longer" in drawn(tmp_path, saved(two_halves(400, 400)))


def test_a_file_that_is_gone_or_no_file_is_told(tmp_path):
    assert pixels_of(tmp_path / "gone.png", 40, 20, BLACK) == "is not there"
    assert "can't be read" in pixels_of(tmp_path, 40, 20, BLACK)


_GOOD = [saved(two_halves(60, 40)), saved(two_halves(60, 40), "JPEG"), saved(two_halves(60, 40), "GIF")]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_file_ever_leads_to_an_error(data, tmp_path_factory):
    whole = bytearray(data.draw(st.sampled_from(_GOOD)))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    found = pixels_of(path, 40, 20, BLACK)
    assert isinstance(found, str) or len(found.data) == found.width * found.height * 3


@given(st.integers(1, 50_000), st.integers(1, 50_000), st.integers(1, 300), st.integers(1, 200))
def test_a_picture_always_fits_and_is_never_made_larger(width, height, columns, rows):
    found = fitted(width, height, columns, rows)
    assert 1 <= found[0] <= min(columns, width)
    assert 1 <= found[1] <= min(rows, height)


def test_two_rows_of_pixels_are_one_of_cells():
    pixels = Pixels(2, 2, bytes([*RED, *RED, *BLUE, *GREEN]))
    assert half_blocks(pixels, BLACK) == [[("▀", RED, BLUE), ("▀", RED, GREEN)]]


def test_equal_cells_are_sent_together_and_an_odd_row_has_the_ground_beneath():
    assert half_blocks(Pixels(3, 1, bytes(RED) * 3), BLACK) == [[("▀▀▀", RED, BLACK)]]
    assert half_blocks(Pixels(3, 2, bytes(RED) * 6), BLACK) == [[("   ", RED, RED)]]


def test_a_picture_within_a_larger_one_keeps_its_place():
    larger = Pixels(1, 1, bytes(RED)).within(3, 2, BLUE)
    assert (larger.width, larger.height, len(larger.data)) == (3, 2, 18)
    assert larger.at(0, 0) == RED
    assert {larger.at(x, y) for x, y in [(1, 0), (2, 0), (0, 1), (2, 1)]} == {BLUE}
