"""A procedure of ten thousand steps in front: it is followed, typed beside, and left for an emergency by one key."""

HEAD = """id = "big"
title = "Big"
form = "{}"
directions = ["inbound"]
channels = ["phone"]
[[revision]]
version = "1.0"
date = 2026-11-20
"""
STEP = '[[step]]\nid = "s{0}"\ntitle = "Step {0}"\nphase = "listen"\nsay = "Say {0}."\n'
SITE = 'name = "Northgate"\ncountry = "GB"\n'


def test_ten_thousand_steps_are_followed_and_an_emergency_is_one_key_away(place):
    (place.config / "procedures").mkdir(parents=True)
    (place.config / "site.toml").write_text(SITE, "utf-8")
    steps = "".join(STEP.format(number) for number in range(10_000))
    (place.config / "procedures" / "big.toml").write_text(HEAD.format("article") + steps, "utf-8")

    console = place.started()
    place.ring("+442079460018", "--name", "Anna Petrov")
    console.until("Anna Petrov", "RINGING").press("f2").until("▸ 1  Step 0", "step 1 of 10000")
    console.until_cursor("Anna Petrov").press("ctrl+t").until("▸ 2  Step 1", "step 2 of 10000")
    console.type(" jr").until_cursor("Anna Petrov jr").press("ctrl+t").until("▸ 3  Step 2")
    console.press("f9").until("Emergency response", "where exactly").type("Ward 4").until_cursor("Ward 4")
    console.kill()

    again = place.started()
    again.until("Ward 4").press("f4").until("Anna Petrov jr", "▸ 3  Step 2", "step 3 of 10000")
