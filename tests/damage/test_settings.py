"""A damaged settings file: what it said before is in force, the fault is named, and the file is left as it is."""

import pytest
from tests.damage.home import DESK, a_home, opened, run

from callpilot.site.home import Home
from callpilot.site.loading import site_at

HARMS = {
    "emptied": b"", "zeroed": bytes(200), "cut in a text": b'name = "North\n', "not UTF-8": b"\xff\xfe\x00",
    "not TOML": b"[[[", "a huge line": b"x = 1 " * 1_500_000, "lines of nothing": b"\n\n", "a folder": None,
}  # fmt: skip


@pytest.fixture
def home(tmp_path) -> Home:
    """The home, its settings read once."""
    home = a_home().put(tmp_path / "home")
    _site, problems = site_at(home)
    assert problems == []
    return home


@pytest.mark.parametrize("name", ["site.toml", "accounts/law.toml"])
@pytest.mark.parametrize("how", HARMS)
def test_what_a_file_said_before_stays_in_force_while_it_cannot_be_used(home, name, how):
    content = HARMS[how]
    before, _problems = site_at(home)
    path = home.config / name
    path.unlink()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    for _again in range(2):
        site, problems = site_at(home)
        assert site == before
        assert [problem.source for problem in problems] == [path]
        assert "stays in force" in str(problems[0])
    if content is not None:
        assert path.read_bytes() == content
    done = run(home, "log")
    assert done.status == 0
    assert done.err.count("stays in force") == 1
    seen = opened(home)
    assert seen.names(path.name, "stays in force")
    assert seen.state.site.account_of("law-2").name == "Hart & Webb"
    assert seen.state.desk == DESK


def test_a_file_put_right_is_in_force_at_once_and_one_taken_away_is_gone(home):
    path = home.config / "site.toml"
    path.write_text('name = "North\n')
    assert site_at(home)[0].name == "Northgate"
    path.write_text('name = "Southgate"\n')
    assert site_at(home) == site_at(home)
    assert site_at(home)[0].name == "Southgate"
    path.write_text("[[[")
    assert site_at(home)[0].name == "Southgate"
    path.unlink()
    assert site_at(home)[0].name != "Southgate"


def test_without_a_copy_or_with_a_damaged_one_the_built_in_settings_hold_and_the_fault_is_named(home):
    path, copy = home.config / "site.toml", home.cache / "settings" / "site.toml"
    path.write_text("[[[")
    copy.write_text("]]]")
    site, problems = site_at(home)
    assert site.name != "Northgate"
    assert problems[0].source == path
    copy.unlink()
    assert site_at(home)[1][0].source == path
    copy.mkdir()
    assert site_at(home)[1][0].source == path


def test_a_lost_note_of_who_signed_on_last_leads_to_no_other_desk(home):
    from callpilot.console.remembering import remember, remembered

    remember(home.cache, "maria", DESK)
    for content in (b"", bytes(60), b"desk = [", b'operator = "maria"\n'):
        (home.cache / "sign-on.toml").write_bytes(content)
        assert remembered(home.cache, home.locks)[1] == DESK
    (home.locks / "desk-4.console.json").write_text("{}")
    assert (
        remembered(home.cache, home.locks)[1] == "desk-1"
    )  # which of them it was, nobody can say: the operator is asked


def test_a_wrong_value_is_named_and_only_that_value_is_the_built_in_one(home):
    path = home.config / "site.toml"
    path.write_text(path.read_text().replace('"Europe/London"', '"Europe/Londom"'))
    site, problems = site_at(home)
    assert (site.name, site.time_zone, problems[0].key) == ("Northgate", "", "time_zone")
