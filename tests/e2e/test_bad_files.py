"""Faults in the site's files: named, and never in the way of a shift."""

FAULTS = ("answer_within", "bell", "no theme is called “mauve”", "TOML: Invalid", "newer", "Illegal character", "poem")
BROKEN_PROCEDURE = 'id = "lost-keys"\ntitle = "Lost keys\n'
WRONG_PROCEDURE = """
id = "found-keys"
title = "Found keys"
form = "poem"
[[revision]]
version = "1.0"
date = 2026-11-20
author = "A"
change = "First."
[[step]]
id = "one"
phase = "listen"
title = "One"
"""


def test_every_fault_in_the_sites_files_is_named_and_the_rest_is_in_force(place):
    place.write("site.toml", 'name = "Northgate"\nanswer_withn = "20s"\nbell = "loud"\ntheme = "mauve"\ncountry = "GB"')
    place.write("accounts/surgery.toml", 'name = "The surgery"\n[[line]]\nid = "s"\n')
    place.write("accounts/broken.toml", "name = \n")
    place.write("accounts/later.toml", 'format = 9\nname = "From later"\nmagic = true\n')
    place.write("procedures/lost.toml", BROKEN_PROCEDURE)
    place.write("procedures/found.toml", WRONG_PROCEDURE)
    console = place.started().until("Northgate", "faults in files")
    console.press("ctrl+p").settled().type("faults").settled().press("enter").until("Faults in files")
    for words in FAULTS:
        _scroll_to(console, words)
    console.press("esc").until("is ready for calls")
    place.ring("020 7946 0018", "--line", "s")
    console.until("RINGING", "The surgery").press("f2").until("Caller", "+44 20 7946 0018", "Call handling")


def _scroll_to(console, words):
    console.press("home").settled()
    for _ in range(10):
        rows = [line.split("│")[1] for line in console.lines if line.count("│") >= 2]
        if words in " ".join(" ".join(rows).split()):
            return
        console.press("pagedown").settled()
    raise AssertionError(f"{words} isn't named\n{console.text}")


def test_a_broken_site_file_leaves_the_built_in_site_and_says_so(place):
    place.write("site.toml", 'name = "Northgate\n')
    console = place.started().until("site.toml")
    place.ring("+442079460018")
    console.until("RINGING").press("f2").until("Caller", "Call handling").type("Anna").until("Anna", "on disk")
    assert '"A"' in "".join(place.sheets().values())


def test_a_folder_that_vanishes_or_is_a_file_is_one_line_or_made_anew(place, tmp_path):
    place.run("log")
    for name in ("inbox", "open", "quarantine", "locks"):
        (place.data / name).rmdir()
    console = place.started()
    place.ring("+442079460018")
    console.until("RINGING").press("ctrl+q")
    assert console.ended() == 0

    file = tmp_path / "a file"
    file.write_text("mine", "utf-8")
    for words in (["log"], ["ring", "1"], ["handover"]):
        place.run(*words, home=file, status=3)
        assert place.err.count("\n") == 1
        assert "is a file" in place.err
    there = place.wrapped(place.command(file, "--operator", "Maria"))
    assert there.ended() == 3
    assert "is a file" in there.text
    assert file.read_text("utf-8") == "mine"
